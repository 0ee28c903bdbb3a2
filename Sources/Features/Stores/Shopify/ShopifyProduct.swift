import FoundationEssentials
import HTTP

/// Ids without what is the same for all of a kind: `gid://shopify/Product/7` is `7`.
enum ShopifyID {
  static func short(_ gid: JSON, _ kind: String) -> String? {
    let start = "gid://shopify/\(kind)/"
    guard let text = gid.string, text.hasPrefix(start) else { return nil }
    let number = text.dropFirst(start.count)
    return !number.isEmpty && number.utf8.allSatisfy { (48...57).contains($0) }
      ? String(number) : nil
  }

  static func long(_ id: String, _ kind: String) -> JSON { .string("gid://shopify/\(kind)/\(id)") }
}

extension StoreProduct {
  /// What is asked of a product, besides its variants.
  static let shopifyFields = """
    \(shopifyFacts) collections(first: \(shopifyMost)) { nodes { id } }
    media(first: \(mostImages)) { nodes { \(shopifyMedia) } pageInfo { hasNextPage } }
    """

  /// Collections of a product that are read, as with its pictures: a query's cost grows with them.
  ///
  /// A file of the whole catalogue has all of them, and is cut alike: what one way brings the other
  /// must not take away.
  private static let shopifyMost = 50

  /// What is asked of a variant.
  static let shopifyVariant = "\(shopifyVariantFacts) media(first: 1) { nodes { id } }"

  /// A product, its pictures and its variants without what they have many of.
  static let shopifyFacts = """
    id title descriptionHtml status vendor productType tags onlineStoreUrl updatedAt
    options { name values }
    """
  static let shopifyMedia = "id alt status ... on MediaImage { image { url } }"
  static let shopifyVariantFacts = "id title sku price selectedOptions { name value }"

  /// Reads a product of a Shopify shop; `nil` when it lacks an id.
  init?(shopify json: JSON, variants: [JSON]) {
    guard let id = ShopifyID.short(json["id"], "Product") else { return nil }
    let options = (json["options"].array ?? []).compactMap(ProductAttribute.init(shopify:))
    let variations = variants.compactMap(StoreVariation.init(shopify:))
    // A product without options has one variant, which is the product itself.
    let isSimple = variations.count < 2
    let lowest = variations.compactMap(\.priceMinor).min()
    let media = json["media"]["nodes"].array ?? []
    self.init(
      id: id, kind: isSimple ? .simple : .variable, name: plainText(json["title"].string ?? ""),
      description: plainText(json["descriptionHtml"].string ?? ""),
      sku: isSimple ? variations.first?.sku ?? "" : "", priceMinor: lowest,
      permalink: json["onlineStoreUrl"].string ?? "",
      status: (json["status"].string ?? "ACTIVE").lowercased(), size: .unknown,
      modified: moment(json["updatedAt"].string),
      categories: (json["collections"]["nodes"].array ?? []).prefix(Self.shopifyMost).compactMap {
        ShopifyID.short($0["id"], "Collection")
      },
      tags: (json["tags"].array ?? []).compactMap { $0.string.map(plainText) },
      attributes: options,
      images: StoreImage.list(shopify: media.prefix(Self.mostImages)),
      variations: isSimple ? [] : variations,
      hasMoreImages: media.count > Self.mostImages
        || json["media"]["pageInfo"]["hasNextPage"].bool == true,
      extra: Self.extra(shopify: json))
  }

  private static func extra(shopify json: JSON) -> JSON {
    var extra: JSON = [:]
    for (name, member) in [("vendor", "vendor"), ("product_type", "productType")] {
      if let text = json[member].string, !text.isEmpty {
        extra[name] = .string(String(plainText(text).prefix(200)))
      }
    }
    return extra
  }
}

extension ProductAttribute {
  /// The option that every product without options has says nothing.
  fileprivate init?(shopify json: JSON) {
    guard let name = json["name"].string.map(plainText), !name.isEmpty else { return nil }
    let values = (json["values"].array ?? []).compactMap { $0.string.map(plainText) }
    guard !(name == "Title" && values == ["Default Title"]) else { return nil }
    self.init(name, values)
  }
}

extension StoreVariation {
  fileprivate init?(shopify json: JSON) {
    guard let id = ShopifyID.short(json["id"], "ProductVariant") else { return nil }
    self.init(
      id: id, sku: json["sku"].string ?? "", priceMinor: minorUnits(json["price"].string ?? ""),
      options: (json["selectedOptions"].array ?? []).compactMap { $0["value"].string }
        .joined(separator: ", "),
      imageID: ShopifyID.short(json["media"]["nodes"][0]["id"], "MediaImage"))
  }
}

extension StoreImage {
  /// Videos and models are no pictures; those that are still worked on come with later news.
  fileprivate static func list(shopify nodes: ArraySlice<JSON>) -> [StoreImage] {
    nodes.enumerated().compactMap { position, node in
      guard let id = ShopifyID.short(node["id"], "MediaImage"),
        let url = node["image"]["url"].string
      else { return nil }
      return StoreImage(
        id: id, url: url, alt: plainText(node["alt"].string ?? ""), position: position)
    }
  }
}
