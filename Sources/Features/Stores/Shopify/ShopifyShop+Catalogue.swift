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
    let searches = Self.searches(choice)
    let (index, after) = Self.opened(place)
    guard index < searches.count else { return CatalogPage([], next: nil, total: nil) }
    let data = try page(searches[index], after: after)
    let (rows, next) = try entries(data["products"])
    // Whoever is missing is marked as gone, which rests on this: an empty page before the end is
    // a lie.
    guard !rows.isEmpty || next == nil else { throw StoreTrouble.nonsense }
    let isLast = next == nil && index + 1 == searches.count
    // The variant that was asked for may be behind the first hundred.
    var detail = detail
    if case .skus = choice { detail = .whole }
    return CatalogPage(
      try rows.compactMap { try product($0, detail) },
      next: isLast ? nil : next.map { "\(index) \($0)" } ?? "\(index + 1) ",
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
    let quoted = Self.word("sku", words)
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

  /// What Shopify is asked to search for, one search after the other.
  package static func searches(_ choice: ProductChoice) -> [String?] {
    switch choice {
    case .all: [nil]
    case .ids(let ids): joined("id", ids)
    case .skus(let skus): joined("sku", skus)
    case .categories(let ids): joined("collection_id", ids)
    case .changed(let since): ["updated_at:>='\(since.formatted(.iso8601))'"]
    }
  }

  /// Any of some values; searches of more than a thousand letters would be cut by the shop.
  private static func joined(_ field: String, _ values: [String]) -> [String] {
    var searches: [String] = []
    for value in values {
      let word = word(field, value)
      if let last = searches.last, last.utf8.count + word.utf8.count < 1000 {
        searches[searches.count - 1] = "\(last) OR \(word)"
      } else {
        searches.append(word)
      }
    }
    return searches
  }

  private static func word(_ field: String, _ value: String) -> String {
    guard field == "sku" else { return "\(field):\(value.filter(\.isNumber))" }
    return "sku:'\(value.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }

  /// A place in several searches: which one it is in, and where its next page begins.
  private static func opened(_ place: String?) -> (search: Int, after: String?) {
    guard let place else { return (0, nil) }
    let halves = place.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, let search = Int(halves[0]) else { return (0, place) }
    return (search, halves[1].isEmpty ? nil : String(halves[1]))
  }
}
