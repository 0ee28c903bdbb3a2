import Fetch
import FoundationEssentials
import HTTP

extension WooCommerce: Shop {
  package func categories() throws -> [StoreCategory] {
    var found: [StoreCategory] = []
    for page in 1...100 {
      let answer = try call(
        .get, "/products/categories",
        query: Self.page(page, of: 100) + [("_fields", "id,name,slug,parent,count")])
      let rows = try answer.rows()
      found += rows.compactMap(StoreCategory.init(woo:))
      if rows.isEmpty || page >= answer.totalPages ?? 1 { break }
    }
    return found
  }

  package func products(_ choice: ProductChoice, _ detail: ProductDetail, at place: String?) throws
    -> CatalogPage
  {
    let page = place.flatMap(Int.init) ?? 1
    let answer = try call(
      .get, "/products",
      query: Self.page(page, of: 50) + [("status", "any"), ("_fields", StoreProduct.wooFields)]
        + Self.filter(choice), timeout: 60)
    let rows = try answer.rows()
    // Whoever is missing is marked as gone, which rests on this: an empty page before the end is
    // a lie.
    if rows.isEmpty, page <= answer.totalPages ?? 0 { throw StoreTrouble.nonsense }
    let listed = rows.compactMap { StoreProduct(woo: $0, unit: dimensionUnit) }
    let products = try detail == .whole ? listed.map(withVariations) : listed
    let isLast = rows.isEmpty || page >= answer.totalPages ?? page
    return CatalogPage(products, next: isLast ? nil : String(page + 1), total: answer.total)
  }

  package func search(_ words: String) throws -> [StoreProduct] {
    let fields = [("per_page", "12"), ("status", "any"), ("_fields", StoreProduct.wooFields)]
    // Older stores search names alone; the SKU is asked for by itself.
    let rows = try [("sku", words), ("search", words)].flatMap { pair in
      try call(.get, "/products", query: fields + [pair], timeout: 10).rows()
    }
    var seen: Set<String> = []
    return rows.compactMap { StoreProduct(woo: $0, unit: dimensionUnit) }
      .filter { seen.insert($0.id).inserted }
  }

  package func product(_ id: String) throws -> StoreProduct? {
    do {
      let json = try call(.get, "/products/\(id)").json
      guard let product = StoreProduct(woo: json, unit: dimensionUnit), product.id == id else {
        throw StoreTrouble.nonsense
      }
      return product.status == "trash" ? nil : try withVariations(product)
    } catch StoreTrouble.refused(404, "woocommerce_rest_product_invalid_id", _) {
      return nil
    }
  }

  private func withVariations(_ product: StoreProduct) throws -> StoreProduct {
    guard product.kind == .variable else { return product }
    var found: [String: StoreVariation] = [:]
    for page in 1...20 {
      let answer = try call(
        .get, "/products/\(product.id)/variations",
        query: Self.page(page, of: 100) + [("_fields", "id,sku,price,attributes,image")])
      let rows = try answer.rows()
      for variation in rows.compactMap(StoreVariation.init(woo:)) {
        found[variation.id] = variation
      }
      if rows.isEmpty || page >= answer.totalPages ?? 1 { break }
    }
    return product.with(found.values.sorted { $0.id < $1.id })
  }

  /// Sorted by id: the order by date shifts while new products arrive.
  private static func page(_ page: Int, of size: Int) -> [(String, String)] {
    [("per_page", String(size)), ("page", String(page)), ("orderby", "id"), ("order", "asc")]
  }

  private static func filter(_ choice: ProductChoice) -> [(String, String)] {
    switch choice {
    case .all: []
    case .ids(let ids): [("include", ids.joined(separator: ","))]
    case .skus(let skus): [("sku", skus.joined(separator: ","))]
    case .categories(let ids): [("category", ids.joined(separator: ","))]
    case .changed(let since):
      // A time with its zone that is also said to be UTC is turned twice: the store's last hours
      // would be missed.
      [
        ("modified_after", String(since.formatted(.iso8601).prefix(19))),
        ("dates_are_gmt", "true"),
      ]
    }
  }
}

extension StoreCategory {
  fileprivate init?(woo json: JSON) {
    guard let id = json["id"].int else { return nil }
    self.init(
      id: String(id), parent: json["parent"].int.flatMap { $0 > 0 ? String($0) : nil },
      name: plainText(json["name"].string ?? ""), slug: json["slug"].string ?? String(id),
      count: json["count"].int)
  }
}
