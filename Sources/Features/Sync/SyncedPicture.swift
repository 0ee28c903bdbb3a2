import Crypto
import FoundationEssentials
import HTTP
import Postgres
import Site
import Stores

/// A picture that Epox means to put, has put, or is taking out of a product in the store.
struct SyncedPicture: RowReadable, Sendable {
  let id: SyncedAssetID
  let state: String
  let marker: String
  let externalID: String?
  let picturePath: String
  let blob: String
  let alt: String
  /// Since when a call for it has been under way; the answer may be lost.
  let writingSince: Date?
  let pushed: Date?

  init(_ row: Row) throws {
    (id, state, marker) = (try row[0], try row[1], try row[2])
    (externalID, picturePath, blob) = (try row[3], try row[4], try row[5])
    (alt, writingSince, pushed) = (try row[6], try row[7], try row[8])
  }

  /// Whether a picture in the store's gallery is this one: by the id that the store gave it, or,
  /// when that answer was lost, by the marker that its file name still holds.
  func matches(_ image: GalleryImage) -> Bool {
    if let externalID { return image.id == externalID }
    return carriesMarker(image)
  }

  /// Whether a file name or title of a picture still holds the marker.
  func carriesMarker(_ image: GalleryImage) -> Bool {
    image.traces.contains { $0.contains(marker) }
  }
}

/// What is written down before the store is called.
struct Intent {
  let id = SyncedAssetID()
  let asset: AssetID
  let product: ProductID

  /// The key of this placement: made of the picture's checksum, the product and the placement, so
  /// that two placements never share it.
  ///
  /// Letters and digits survive every store's renaming.
  func marker(checksum: String) -> String {
    let text = "\(checksum)/\(product.pathText)/\(id.pathText)"
    return "epx" + hexadecimal(sha256(Array(text.utf8)).prefix(10))
  }

  /// The address at which the store fetches the picture: unguessable, with a telling file name.
  ///
  /// `ending`: what says which format it has.
  func picturePath(name: String, marker: String, ending: String) -> String {
    let token = hexadecimal(randomBytes(20))
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = words.prefix(6).joined(separator: "-")
    let file = slug.isEmpty ? marker : "\(slug)-\(marker)"
    return "/pictures/\(token.prefix(2))/\(token)/\(file).\(ending)"
  }
}
