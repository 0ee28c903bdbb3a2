import Fetch
import HTTP

/// BigCommerce takes one picture a call, downloads it within the call, and knows no call that
/// writes a gallery as a whole.
extension BigCommerceShop {
  package func gallery(of product: String) throws -> Gallery {
    Gallery(
      StoreImage.ordered(bigCommerce: try every(images(product)))
        .compactMap(GalleryImage.init(bigCommerce:)))
  }

  /// The new picture comes last; only where there is none yet it becomes the product's thumbnail.
  package func add(_ picture: NewPicture, to product: String, seen: Gallery) throws -> Gallery {
    guard picture.url.utf8.count <= 255 else {
      throw StoreTrouble.refused(
        status: 422, code: "long",
        message: "BigCommerce takes addresses of 255 characters, and this site's are longer.")
    }
    let places = seen.images.compactMap { $0.raw["sort_order"].int }
    var body: JSON = [
      "image_url": .string(picture.url), "is_thumbnail": .bool(seen.images.isEmpty),
      "sort_order": .int(min(places.max() ?? -1, Int(Int32.max) - 1) + 1),
    ]
    if !picture.alt.isEmpty { body["description"] = .string(picture.alt) }
    do {
      _ = try ask(.post, images(product), body: body, timeout: 120)
    } catch StoreTrouble.nonsense {
      throw StoreTrouble.answerLost("The store's answer could not be read.")
    }
    return try after { try gallery(of: product) }
  }

  /// A product whose thumbnail goes would be left without one: another takes its place first.
  package func remove(_ ids: Set<String>, from product: String, seen: Gallery) throws -> Gallery {
    let goes = seen.images.filter { ids.contains($0.id) }
    let heir = seen.images.first { !ids.contains($0.id) }
    if goes.contains(where: { $0.raw["is_thumbnail"].bool == true }), let heir {
      _ = try ask(.put, "\(images(product))/\(heir.id)", body: ["is_thumbnail": true])
    }
    for image in goes {
      do {
        _ = try ask(.delete, "\(images(product))/\(image.id)")
      } catch StoreTrouble.refused(404, _, _) {
        // Somebody else took it out meanwhile.
      }
    }
    return try gallery(of: product)
  }

  private func images(_ product: String) -> String { "/v3/catalog/products/\(product)/images" }

  /// The picture is there already: whatever happens now, it must not be taken for not sent.
  private func after(_ body: () throws -> Gallery) throws -> Gallery {
    do {
      return try body()
    } catch let trouble as StoreTrouble {
      throw StoreTrouble.answerLost(trouble.sentence)
    }
  }
}

extension GalleryImage {
  /// The file's name survives in `image_file`, with a few digits of BigCommerce's behind it.
  fileprivate init?(bigCommerce json: JSON) {
    guard let id = json["id"].int, id > 0 else { return nil }
    let url = json["url_standard"].string ?? json["url_zoom"].string
    self.init(
      id: String(id), url: url, alt: json["description"].string ?? "",
      traces: [json["image_file"].string ?? "", json["url_zoom"].string ?? "", url ?? ""],
      raw: json)
  }
}
