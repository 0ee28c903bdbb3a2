import HTTP

/// Very large shops are read out of a file that Shopify writes by itself: one object a line.
extension ShopifyShop {
  /// Grouped, so that what belongs to a product follows it and nothing has to be kept until the
  /// end; should that take Shopify too long, the products are paged.
  package func layOutCatalogue() throws -> String? {
    do {
      let made = try change(
        "bulkOperationRunQuery",
        """
        mutation LayOut($query: String!) {
          bulkOperationRunQuery(query: $query, groupObjects: true) {
            bulkOperation { id } userErrors { field message } } }
        """, ["query": .string(Self.wholeCatalogue)])
      return ShopifyID.short(made["bulkOperation"]["id"], "BulkOperation")
    } catch StoreTrouble.refused(422, _, _) {
      // One at a time in a shop, and not every query: there is always the other way.
      return nil
    }
  }

  private static let wholeCatalogue = """
    { products { edges { node { \(StoreProduct.shopifyFacts)
      collections { edges { node { id } } }
      media { edges { node { \(StoreProduct.shopifyMedia) } } }
      variants { edges { node { \(StoreProduct.shopifyVariantFacts)
        media { edges { node { id } } } } } } } } } }
    """

  package func catalogueFile(_ id: String) throws -> CatalogueFile {
    let operation = try ask(
      """
      query LaidOut($id: ID!) { bulkOperation(id: $id) { id status rootObjectCount url } }
      """, ["id": ShopifyID.long(id, "BulkOperation")])["bulkOperation"]
    // The file of an earlier operation holds what the shop was like then.
    guard operation["id"] == ShopifyID.long(id, "BulkOperation") else { return .missing }
    switch operation["status"].string {
    case "CREATED", "RUNNING": return .underWay
    case "COMPLETED":
      // Numbers of 64 bits travel as text.
      guard let url = operation["url"].string,
        let products = operation["rootObjectCount"].string.flatMap({ Int($0) })
      else { return .missing }
      return .ready(url: url, products: products)
    default: return .missing
    }
  }

  package func readCatalogue(_ path: String, _ body: (StoreProduct) throws -> Void) throws {
    var parts: ShopifyParts?
    do {
      try JSONLines(path: path).each { line in
        if line["__parentId"].string != nil {
          guard parts?.add(line) == true else { throw StoreTrouble.nonsense }
        } else {
          if let product = try parts?.product() { try body(product) }
          parts = ShopifyParts(product: line)
        }
      }
    } catch is JSONLines.Unreadable {
      throw StoreTrouble.nonsense
    }
    if let product = try parts?.product() { try body(product) }
  }
}

/// A product's line and those of what belongs to it.
private struct ShopifyParts {
  private var json: JSON
  private var lists: [String: [JSON]] = [:]
  private var variants: [JSON] = []

  init(product line: JSON) { json = line }

  /// Takes a line that belongs to the product, or to its latest variant.
  mutating func add(_ line: JSON) -> Bool {
    let parent = line["__parentId"]
    if parent == json["id"] {
      switch line["id"].string?.split(separator: "/").dropFirst(2).first {
      case "ProductVariant": variants.append(line)
      case "Collection": lists["collections", default: []].append(line)
      default: lists["media", default: []].append(line)
      }
      return true
    }
    guard let last = variants.indices.last, variants[last]["id"] == parent else { return false }
    if variants[last]["media"] == .null { variants[last]["media"] = ["nodes": [line]] }
    return true
  }

  /// The product as a page would have shown it.
  func product() throws -> StoreProduct {
    var whole = json
    for name in ["collections", "media"] {
      whole[name] = ["nodes": .array(lists[name] ?? [])]
    }
    guard let product = StoreProduct(shopify: whole, variants: variants) else {
      throw StoreTrouble.nonsense
    }
    return product
  }
}
