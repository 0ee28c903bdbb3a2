import FoundationEssentials
import HTTP

extension ShopifyShop: Shop {
  /// Shopify's collections know no tree.
  package func categories() throws -> [StoreCategory] {
    let rows = try every("collections") { after in
      try ask(
        """
        query Collections($after: String) { collections(first: 100, after: $after) {
          nodes { id title handle productsCount { count } } pageInfo { hasNextPage endCursor } } }
        """, ["after": after])["collections"]
    }
    return rows.compactMap { json in
      guard let id = ShopifyID.short(json["id"], "Collection") else { return nil }
      return StoreCategory(
        id: id, parent: nil, name: plainText(json["title"].string ?? ""),
        slug: json["handle"].string ?? id, count: json["productsCount"]["count"].int)
    }
  }

  package func products(_ choice: ProductChoice, _ detail: ProductDetail, at place: String?) throws
    -> CatalogPage
  {
    let search = Self.search(choice)
    let data = try page(search, after: place)
    let (rows, next) = try entries(data["products"])
    // Whoever is missing is marked as gone, which rests on this: an empty page before the end is
    // a lie.
    guard !rows.isEmpty || next == nil else { throw StoreTrouble.nonsense }
    return CatalogPage(
      try rows.compactMap { try product($0, detail) }, next: next,
      total: choice == .all ? data["productsCount"]["count"].int : nil)
  }

  /// A page as large as Shopify allows: what a query costs depends on how much it might return.
  private func page(_ search: String?, after: String?) throws -> JSON {
    var size = 25
    while true {
      do {
        return try ask(
          """
          query Products($size: Int!, $after: String, $search: String) {
            productsCount { count }
            products(first: $size, after: $after, query: $search, sortKey: ID) {
              nodes { \(StoreProduct.shopifyFields) \(Self.variants) }
              pageInfo { hasNextPage endCursor } } }
          """,
          ["size": .int(size), "after": JSON(after), "search": JSON(search)], timeout: 60)
      } catch StoreTrouble.refused(_, "MAX_COST_EXCEEDED", _) where size > 1 {
        size /= 2
      }
    }
  }

  private static let variants = """
    variants(first: 100) { nodes { \(StoreProduct.shopifyVariant) }
      pageInfo { hasNextPage endCursor } }
    """

  package func search(_ words: String) throws -> [StoreProduct] {
    let quoted = Self.joined("sku", [words])
    var seen: Set<String> = []
    return try [quoted, "title:" + quoted.dropFirst("sku:".count)].flatMap { search in
      try entries(try page(search, after: nil)["products"]).0
    }.compactMap { try product($0, .listing) }.filter { seen.insert($0.id).inserted }
  }

  package func product(_ id: String) throws -> StoreProduct? {
    let found = try ask(
      """
      query Product($id: ID!) { product(id: $id) {
        \(StoreProduct.shopifyFields) \(Self.variants) } }
      """, ["id": ShopifyID.long(id, "Product")])
    guard found.object?["product"] != nil else { throw StoreTrouble.nonsense }
    guard found["product"] != .null else { return nil }
    guard let product = try product(found["product"], .whole), product.id == id else {
      throw StoreTrouble.nonsense
    }
    return product
  }

  /// A product with its variants: the first hundred came along, the others take calls.
  private func product(_ json: JSON, _ detail: ProductDetail) throws -> StoreProduct? {
    var (variants, next) = try entries(json["variants"])
    while let after = next, detail == .whole {
      let more = try ask(
        """
        query Variants($id: ID!, $after: String) { product(id: $id) {
          variants(first: 100, after: $after) { nodes { \(StoreProduct.shopifyVariant) }
            pageInfo { hasNextPage endCursor } } } }
        """, ["id": json["id"], "after": .string(after)])
      let (rows, following) = try entries(more["product"]["variants"])
      guard !rows.isEmpty, following != after else { throw StoreTrouble.nonsense }
      (variants, next) = (variants + rows, following)
    }
    return StoreProduct(shopify: json, variants: variants)
  }

  /// The rows of a page and where the next begins.
  private func entries(_ page: JSON) throws -> ([JSON], String?) {
    guard let rows = page["nodes"].array, let more = page["pageInfo"]["hasNextPage"].bool else {
      throw StoreTrouble.nonsense
    }
    guard more else { return (rows, nil) }
    guard let cursor = page["pageInfo"]["endCursor"].string else { throw StoreTrouble.nonsense }
    return (rows, cursor)
  }

  private func every(_ name: String, _ page: (JSON) throws -> JSON) throws -> [JSON] {
    var (found, after): ([JSON], JSON) = ([], nil)
    for _ in 0..<200 {
      let (rows, next) = try entries(try page(after))
      found += rows
      guard let next else { return found }
      after = .string(next)
    }
    throw StoreTrouble.nonsense
  }

  /// What Shopify is asked to search for.
  private static func search(_ choice: ProductChoice) -> String? {
    switch choice {
    case .all: nil
    case .ids(let ids): joined("id", ids)
    case .skus(let skus): joined("sku", skus)
    case .categories(let ids): joined("collection_id", ids)
    case .changed(let since): "updated_at:>='\(since.formatted(.iso8601))'"
    }
  }

  private static func joined(_ field: String, _ values: [String]) -> String {
    values.map { value in
      let safe = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return field == "sku" ? "sku:'\(safe)'" : "\(field):\(safe.filter(\.isNumber))"
    }.joined(separator: " OR ")
  }
}
