import Fetch
import HTTP

/// WooCommerce writes a gallery only as a whole list: pictures named by their ids stay, one given
/// by an address is downloaded by the store, and what is not in the list is dropped.
extension WooCommerce {
  package func gallery(of product: String) throws -> Gallery {
    let fields = [("_fields", "id,images,date_modified_gmt")]
    return try gallery(try call(.get, "/products/\(product)", query: fields).json, of: product)
  }

  /// The pictures of one product would be written over another one's, were it not the one asked
  /// for.
  private func gallery(_ json: JSON, of product: String) throws -> Gallery {
    guard json["id"].int.map(String.init) == product else { throw StoreTrouble.nonsense }
    return try Gallery(woo: json)
  }

  package func add(_ picture: NewPicture, to product: String, seen: Gallery) throws -> Gallery {
    var new: JSON = ["src": .string(picture.url)]
    // An empty text would not clear what is there, and is refused by some plugins.
    if !picture.alt.isEmpty { new["alt"] = .string(picture.alt) }
    return try write(Self.kept(seen.images) + [new], to: product)
  }

  package func remove(_ ids: Set<String>, from product: String, seen: Gallery) throws -> Gallery {
    try write(Self.kept(seen.images.filter { !ids.contains($0.id) }), to: product)
  }

  private static func kept(_ images: [GalleryImage]) -> [JSON] {
    images.compactMap { Int($0.id).map { ["id": .int($0)] } }
  }

  /// The store downloads before it answers: that takes up to two minutes.
  private func write(_ images: [JSON], to product: String) throws -> Gallery {
    let answer = try call(
      .put, "/products/\(product)", body: ["images": .array(images)], timeout: 120)
    do {
      return try gallery(answer.json, of: product)
    } catch StoreTrouble.nonsense {
      throw StoreTrouble.answerLost("The store's answer could not be read.")
    }
  }
}
