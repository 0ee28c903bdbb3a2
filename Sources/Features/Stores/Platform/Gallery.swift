import FoundationEssentials
import HTTP

/// The pictures of a product in the store's order.
package struct Gallery: Sendable {
  package let images: [GalleryImage]
  /// When the store says the product changed last: after a write of ours, the stamp by which its
  /// news is known for an echo.
  package let modified: Date?

  package init(_ images: [GalleryImage], modified: Date? = nil) {
    (self.images, self.modified) = (images, modified)
  }
}

/// A picture as the store lists it.
package struct GalleryImage: Sendable {
  package let id: String
  /// Where the store serves it; `nil` while it is still being worked on.
  package let url: String?
  package let alt: String
  /// File names and titles in which the marker of one of our pictures survives.
  package let traces: [String]
  /// Why the store could not use the picture, in its words.
  package let failure: String?
  /// As the store described it, for the snapshot.
  package let raw: JSON

  package init(
    id: String, url: String?, alt: String, traces: [String], failure: String? = nil, raw: JSON
  ) {
    (self.id, self.url, self.alt) = (id, url, alt)
    (self.traces, self.failure, self.raw) = (traces, failure, raw)
  }
}

/// A picture that is to go into a store.
package struct NewPicture: Sendable {
  /// Where the store can fetch it; the file name carries the marker.
  package let url: String
  package let fileName: String
  package let alt: String

  package init(url: String, fileName: String, alt: String) {
    (self.url, self.fileName, self.alt) = (url, fileName, alt)
  }
}
