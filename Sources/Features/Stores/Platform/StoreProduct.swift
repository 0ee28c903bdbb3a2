import FoundationEssentials
import HTTP

/// A product as a store described it, with everything doubtful taken out.
package struct StoreProduct: Sendable {
  /// What a buyer meets: one thing, one in several variations, a set, or a link to another shop.
  package enum Kind: String, Sendable { case simple, variable, grouped, external }

  /// Never empty; without an id nothing can be done with a product.
  package let id: String
  package let kind: Kind
  package let name: String
  /// Plain text.
  package let description: String
  package let sku: String
  package let priceMinor: Int?
  /// Where buyers see it; empty when it has no page.
  package let permalink: String
  /// In the store's own word, such as `publish` or `draft`.
  package let status: String
  package let size: ProductSize
  package let modified: Date?
  /// The store's ids.
  package let categories: [String]
  package let tags: [String]
  /// Names with their values: what the store calls attributes or options.
  package let attributes: [ProductAttribute]
  /// The first in the store's order, `mostImages` at most.
  package let images: [StoreImage]
  package let variations: [StoreVariation]
  /// What only this platform knows, kept as it came.
  package let extra: JSON

  /// How many pictures of a product are read.
  package static let mostImages = 50

  /// What says in `extra` that the store has more pictures than are read.
  private static let moreImages = "has_more_pictures"

  package init(
    id: String, kind: Kind, name: String, description: String, sku: String, priceMinor: Int?,
    permalink: String, status: String, size: ProductSize, modified: Date?, categories: [String],
    tags: [String], attributes: [ProductAttribute], images: [StoreImage],
    variations: [StoreVariation], hasMoreImages: Bool = false, extra: JSON = [:]
  ) {
    (self.id, self.kind) = (id, kind)
    self.name = name.isEmpty ? "Product \(id)" : clipped(name, 300)
    self.description = clipped(description, 5000)
    (self.sku, self.priceMinor) = (clipped(sku, 100), priceMinor)
    self.permalink = isWebAddress(permalink) ? permalink : ""
    (self.status, self.size, self.modified) = (clipped(status, 40), size, modified)
    (self.categories, self.tags) = (categories, tags.prefix(100).map { clipped($0, 100) })
    self.attributes = Array(attributes.prefix(50))
    var extra = extra
    if hasMoreImages { extra[Self.moreImages] = true }
    self.extra = extra
    (self.images, self.variations) = (images, variations)
  }

  /// The same product with its variations, which some stores tell elsewhere.
  package func with(_ variations: [StoreVariation]) -> StoreProduct {
    StoreProduct(
      id: id, kind: kind, name: name, description: description, sku: sku, priceMinor: priceMinor,
      permalink: permalink, status: status, size: size, modified: modified,
      categories: categories, tags: tags, attributes: attributes, images: images,
      variations: variations, extra: extra)
  }
}

/// Outer measures in millimetres, as far as they are known.
package struct ProductSize: Sendable, Equatable {
  package let width: Int?
  package let height: Int?
  package let depth: Int?
  package static let unknown = ProductSize(width: nil, height: nil, depth: nil)

  package init(width: Int?, height: Int?, depth: Int?) {
    (self.width, self.height, self.depth) = (width, height, depth)
  }
}

/// A property that a product has one or several values of, such as colour.
package struct ProductAttribute: Sendable, Equatable {
  package let name: String
  package let values: [String]

  package init(_ name: String, _ values: [String]) {
    self.name = clipped(name, 100)
    self.values = values.prefix(100).map { clipped($0, 100) }
  }
}

/// A picture of a product in the store.
package struct StoreImage: Sendable {
  package let id: String
  package let url: String
  package let alt: String
  package let position: Int

  /// - Returns: `nil` for an address that no browser opens.
  package init?(id: String, url: String, alt: String, position: Int) {
    guard !id.isEmpty, isWebAddress(url), url.utf8.count <= 2000 else { return nil }
    (self.id, self.url, self.alt, self.position) = (id, url, clipped(alt, 500), position)
  }
}

/// One of the things that a product can be bought as.
package struct StoreVariation: Sendable {
  package let id: String
  package let sku: String
  package let priceMinor: Int?
  /// Its values in words: `Oak, large`.
  package let options: String
  /// The picture that shows it, by the store's id.
  package let imageID: String?

  package init(id: String, sku: String, priceMinor: Int?, options: String, imageID: String?) {
    (self.id, self.sku, self.priceMinor) = (id, clipped(sku, 100), priceMinor)
    (self.options, self.imageID) = (clipped(options, 500), imageID)
  }
}

/// A category of a store's tree.
package struct StoreCategory: Sendable {
  package let id: String
  /// The store's id of the category above; `nil` at the top.
  package let parent: String?
  package let name: String
  package let slug: String
  /// How many products the store counts in it, where it does.
  package let count: Int?

  package init(id: String, parent: String?, name: String, slug: String, count: Int? = nil) {
    (self.id, self.parent) = (id, parent == id ? nil : parent)
    self.name = name.isEmpty ? "Category \(id)" : clipped(name, 200)
    (self.slug, self.count) = (clipped(slug, 200), count)
  }
}

/// A page of a store's products, read whole before any of it is saved.
///
/// A store that breaks off in the middle leaves nothing half done: the page is asked for again.
package struct CatalogPage: Sendable {
  package let products: [StoreProduct]
  /// Where the next page begins; `nil` when this was the last.
  package let next: String?
  /// How many products there are in all, where the store says so.
  package let total: Int?

  package init(_ products: [StoreProduct], next: String?, total: Int?) {
    (self.products, self.next, self.total) = (products, next, total)
  }
}

/// The first letters of a text; one that is short in bytes is not counted letter by letter.
package func clipped(_ text: String, _ most: Int) -> String {
  text.utf8.count <= most ? text : String(text.prefix(most))
}

private func isWebAddress(_ text: String) -> Bool {
  text.hasPrefix("http://") || text.hasPrefix("https://")
}
