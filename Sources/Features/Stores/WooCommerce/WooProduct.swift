import FoundationEssentials
import HTTP

extension StoreProduct {
  /// The fields that a page of products is asked for.
  static let wooFields =
    "id,name,type,status,permalink,sku,price,regular_price,description,short_description,"
    + "dimensions,date_modified_gmt,categories,tags,attributes,images,external_url,button_text,"
    + "grouped_products,brands,parent_id"

  /// Reads a product of a WooCommerce store; `nil` when it lacks an id.
  package init?(woo json: JSON, unit: String) {
    guard let id = json["id"].int, id > 0 else { return nil }
    let long = plainText(json["description"].string ?? "")
    let price = json["price"].string ?? ""
    let size = json["dimensions"]
    self.init(
      id: String(id), kind: Kind(rawValue: json["type"].string ?? "") ?? .simple,
      name: plainText(json["name"].string ?? ""),
      description: long.isEmpty ? plainText(json["short_description"].string ?? "") : long,
      sku: json["sku"].string ?? "",
      priceMinor: minorUnits(price.isEmpty ? json["regular_price"].string ?? "" : price),
      permalink: json["permalink"].string ?? "", status: json["status"].string ?? "publish",
      size: ProductSize(
        width: millimetres(size["width"].string, unit),
        height: millimetres(size["height"].string, unit),
        depth: millimetres(size["length"].string, unit)),
      modified: moment(json["date_modified_gmt"].string),
      categories: (json["categories"].array ?? []).compactMap { $0["id"].int.map(String.init) },
      tags: (json["tags"].array ?? []).compactMap { $0["name"].string.map(plainText) },
      attributes: (json["attributes"].array ?? []).compactMap(ProductAttribute.init(woo:)),
      images: StoreImage.list(woo: json), variations: [],
      hasMoreImages: (json["images"].array ?? []).count > Self.mostImages,
      extra: Self.extra(woo: json))
  }

  /// What a set holds and where an external product is sold.
  private static func extra(woo json: JSON) -> JSON {
    var extra: JSON = [:]
    if let address = json["external_url"].string, !address.isEmpty {
      extra["external_url"] = .string(String(address.prefix(2000)))
      extra["button_text"] = .string(plainText(json["button_text"].string ?? ""))
    }
    let parts = (json["grouped_products"].array ?? []).prefix(500).compactMap(\.int)
    if !parts.isEmpty { extra["grouped_products"] = .array(parts.map(JSON.int)) }
    let brands = (json["brands"].array ?? []).prefix(20).compactMap { $0["name"].string }
    if !brands.isEmpty { extra["brands"] = .array(brands.map { .string(plainText($0)) }) }
    return extra
  }
}

extension ProductAttribute {
  fileprivate init?(woo json: JSON) {
    guard let name = json["name"].string.map(plainText), !name.isEmpty else { return nil }
    self.init(name, (json["options"].array ?? []).compactMap { $0.string.map(plainText) })
  }
}

extension StoreImage {
  /// Id 0 is WooCommerce's placeholder for a product without a picture.
  fileprivate static func list(woo json: JSON) -> [StoreImage] {
    let rows = (json["images"].array ?? []).prefix(StoreProduct.mostImages)
    return rows.enumerated().compactMap { position, image in
      guard let id = image["id"].int, id > 0, let url = image["src"].string else { return nil }
      return StoreImage(
        id: String(id), url: url, alt: plainText(image["alt"].string ?? ""), position: position)
    }
  }
}

extension StoreVariation {
  /// Reads a variation of a WooCommerce store; `nil` when it lacks an id.
  package init?(woo json: JSON) {
    guard let id = json["id"].int else { return nil }
    self.init(
      id: String(id), sku: json["sku"].string ?? "",
      priceMinor: minorUnits(json["price"].string ?? ""),
      options: (json["attributes"].array ?? []).compactMap { $0["option"].string }
        .joined(separator: ", "),
      imageID: json["image"]["id"].int.flatMap { $0 > 0 ? String($0) : nil })
  }
}

extension Gallery {
  /// The pictures in a product's answer.
  /// - Throws: `StoreTrouble.nonsense` when there is no list in it.
  init(woo json: JSON) throws {
    guard let images = json["images"].array else { throw StoreTrouble.nonsense }
    self.init(
      images.compactMap(GalleryImage.init(woo:)),
      modified: moment(json["date_modified_gmt"].string))
  }
}

extension GalleryImage {
  fileprivate init?(woo json: JSON) {
    guard let id = json["id"].int, id > 0 else { return nil }
    let url = json["src"].string ?? ""
    self.init(
      id: String(id), url: url, alt: json["alt"].string ?? "",
      traces: [url, json["name"].string ?? ""], raw: json)
  }
}
