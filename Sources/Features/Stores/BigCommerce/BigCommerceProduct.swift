import FoundationEssentials
import HTTP

extension StoreProduct {
  /// Reads a product of a BigCommerce store; `nil` when it lacks an id.
  ///
  /// `storefront`: where buyers see the store, without a slash at its end.
  package init?(bigCommerce json: JSON, unit: String, storefront: String) {
    guard let id = json["id"].int, id > 0 else { return nil }
    let variants = json["variants"].array ?? []
    // Without options there is one variant, which is the product itself.
    let isSimple = variants.isEmpty ? json["base_variant_id"].int != nil : variants.count < 2
    let own = StoreImage.list(bigCommerce: json["images"])
    let images = own + StoreImage.ofVariants(isSimple ? [] : variants, besides: own)
    let price = cents(json)
    let variations = isSimple ? [] : variants.compactMap { StoreVariation($0, images, price) }
    let length = { (name: String) in millimetres(json[name].double.map { "\($0)" }, unit) }
    self.init(
      id: String(id), kind: isSimple ? .simple : .variable,
      name: plainText(json["name"].string ?? ""),
      description: plainText(json["description"].string ?? ""), sku: json["sku"].string ?? "",
      priceMinor: price, permalink: json["custom_url"]["url"].string.map { storefront + $0 } ?? "",
      status: json["is_visible"].bool == false ? "hidden" : "visible",
      size: ProductSize(width: length("width"), height: length("height"), depth: length("depth")),
      modified: moment(json["date_modified"].string),
      categories: (json["categories"].array ?? []).compactMap { $0.int.map(String.init) },
      tags: [], attributes: isSimple ? [] : ProductAttribute.list(bigCommerce: variants),
      images: images, variations: variations,
      hasMoreImages: (json["images"].array ?? []).count > Self.mostImages,
      extra: Self.extra(bigCommerce: json))
  }

  /// What only BigCommerce knows.
  private static func extra(bigCommerce json: JSON) -> JSON {
    var extra: JSON = [:]
    for name in [
      "type", "mpn", "upc", "gtin", "condition", "availability", "brand_name", "search_keywords",
    ] {
      guard let text = json[name].string, !text.isEmpty else { continue }
      extra[name] = .string(String(plainText(text).prefix(200)))
    }
    if let brand = json["brand_id"].int, brand > 0 { extra["brand_id"] = .int(brand) }
    let fields = (json["custom_fields"].array ?? []).prefix(200).compactMap { field -> JSON? in
      guard let name = field["name"].string, let value = field["value"].string else { return nil }
      return ["name": .string(plainText(name)), "value": .string(plainText(value))]
    }
    if !fields.isEmpty { extra["custom_fields"] = .array(fields) }
    return extra
  }
}

/// What a guest pays, in minor units: a sale counts.
private func cents(_ json: JSON) -> Int? {
  for name in ["calculated_price", "price"] {
    guard let value = json[name].double, (0..<1_000_000_000).contains(value) else { continue }
    return Int((value * 100).rounded())
  }
  return nil
}

extension ProductAttribute {
  /// Options with their values, in the order in which the variants show them.
  ///
  /// The options themselves cost a page of ten products; what is sold stands in the variants.
  fileprivate static func list(bigCommerce variants: [JSON]) -> [ProductAttribute] {
    var names: [String] = []
    var values: [String: [String]] = [:]
    for option in variants.flatMap({ $0["option_values"].array ?? [] }) {
      guard let name = option["option_display_name"].string.map(plainText), !name.isEmpty,
        let value = option["label"].string.map(plainText)
      else { continue }
      if values[name] == nil { names.append(name) }
      if values[name]?.contains(value) != true { values[name, default: []].append(value) }
    }
    return names.map { ProductAttribute($0, values[$0] ?? []) }
  }
}

extension StoreVariation {
  fileprivate init?(_ json: JSON, _ images: [StoreImage], _ price: Int?) {
    guard let id = json["id"].int else { return nil }
    let picture = json["image_url"].string
    self.init(
      id: String(id), sku: json["sku"].string ?? "", priceMinor: cents(json) ?? price,
      options: (json["option_values"].array ?? []).compactMap { $0["label"].string.map(plainText) }
        .joined(separator: ", "),
      imageID: picture.flatMap { url in images.first { $0.url == url }?.id })
  }
}

extension StoreImage {
  /// A product's own pictures in the store's order.
  fileprivate static func list(bigCommerce json: JSON) -> [StoreImage] {
    let rows = ordered(bigCommerce: json.array ?? []).prefix(StoreProduct.mostImages)
    return rows.enumerated().compactMap { position, row in
      guard let id = row["id"].int, let url = row["url_zoom"].string ?? row["url_standard"].string
      else { return nil }
      return StoreImage(
        id: String(id), url: url, alt: plainText(row["description"].string ?? ""),
        position: position)
    }
  }

  /// Rows as buyers see them: by their place, and those of one place by age.
  static func ordered(bigCommerce rows: [JSON]) -> [JSON] {
    rows.sorted {
      ($0["sort_order"].int ?? 0, $0["id"].int ?? 0) < (
        $1["sort_order"].int ?? 0, $1["id"].int ?? 0
      )
    }
  }

  /// Pictures that variants have of their own: no part of the product's gallery, and without ids.
  fileprivate static func ofVariants(_ variants: [JSON], besides own: [StoreImage]) -> [StoreImage]
  {
    var seen = Set(own.map(\.url))
    var found: [StoreImage] = []
    for row in variants.prefix(600) {
      guard let id = row["id"].int, let url = row["image_url"].string,
        seen.insert(url).inserted,
        let image = StoreImage(
          id: "variant-\(id)", url: url, alt: "", position: own.count + found.count)
      else { continue }
      found.append(image)
    }
    return found
  }
}
