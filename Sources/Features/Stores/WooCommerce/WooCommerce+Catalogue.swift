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
      if try isLast(page, of: 100, rows, answer) { break }
    }
    return found
  }

  /// A place is `3`, the third page, or `3+12`: the third page without its first twelve, where
  /// variations of the next one could not be had.
  package func products(_ choice: ProductChoice, _ detail: ProductDetail, at place: String?) throws
    -> CatalogPage
  {
    let halves = (place ?? "").split(separator: "+").map { Int($0) ?? 0 }
    let (page, told) = (max(halves.first ?? 1, 1), halves.count > 1 ? halves[1] : 0)
    let answer = try call(
      .get, "/products",
      query: Self.page(page, of: 50) + [("status", "any"), ("_fields", StoreProduct.wooFields)]
        + Self.filter(choice), timeout: 60)
    let rows = try answer.rows()
    let isLast = try isLast(page, of: 50, rows, answer)
    if case .skus = choice {
      let products = try owners(of: rows)
      return CatalogPage(products, next: isLast ? nil : String(page + 1), total: nil)
    }
    let left = rows.dropFirst(told)
    let (products, count) = try whole(left, detail)
    let next = count < left.count ? "\(page)+\(told + count)" : isLast ? nil : String(page + 1)
    return CatalogPage(products, next: next, total: answer.total)
  }

  /// The products of some rows, and of how many rows they are.
  ///
  /// Variations take a call a product. A store that is busy now and then would be asked for the
  /// same page for ever if those that have come were thrown away: the page ends where it broke off.
  private func whole(_ rows: ArraySlice<JSON>, _ detail: ProductDetail) throws -> (
    [StoreProduct], Int
  ) {
    var (products, calls): ([StoreProduct], Int) = ([], 0)
    for (count, row) in rows.enumerated() {
      guard let product = StoreProduct(woo: row, unit: dimensionUnit) else { continue }
      do {
        products.append(try detail == .whole ? withVariations(product) : product)
        calls += detail == .whole && product.kind == .variable ? 1 : 0
      } catch let trouble as StoreTrouble {
        guard calls > 0 else { throw trouble }
        return (products, count)
      }
    }
    return (products, rows.count)
  }

  package func search(_ words: String) throws -> [StoreProduct] {
    let fields = [("per_page", "12"), ("status", "any"), ("_fields", StoreProduct.wooFields)]
    // Older stores search names alone; the SKU is asked for by itself.
    let rows = try [("sku", words), ("search", words)].flatMap { pair in
      try call(.get, "/products", query: fields + [pair], timeout: 10).rows()
    }
    var seen: Set<String> = []
    return try owners(of: rows).filter { seen.insert($0.id).inserted }
  }

  /// The products of some rows, of which some may be variations.
  ///
  /// An SKU is looked for among those too, and they come dressed as products: here the product that
  /// they belong to comes instead, with those of them that were found.
  private func owners(of rows: [JSON]) throws -> [StoreProduct] {
    let isVariation = { (row: JSON) in row["type"] == "variation" }
    let found = rows.filter { !isVariation($0) }
      .compactMap { StoreProduct(woo: $0, unit: dimensionUnit) }
    let parts = Dictionary(grouping: rows.filter(isVariation)) { $0["parent_id"].int ?? 0 }
    let owners = parts.keys.filter { $0 > 0 }.sorted().map(String.init)
    guard !owners.isEmpty else { return found }
    let query = [
      ("include", owners.joined(separator: ",")), ("status", "any"), ("per_page", "100"),
      ("_fields", StoreProduct.wooFields),
    ]
    let variable = try call(.get, "/products", query: query).rows()
      .filter { row in row["id"].int.map { parts[$0] != nil } == true }
    return found
      + variable.compactMap { row in
        let variations = row["id"].int.flatMap { parts[$0] } ?? []
        return StoreProduct(woo: row, unit: dimensionUnit)?
          .with(variations.compactMap(StoreVariation.init(woo:)))
      }
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
      if try isLast(page, of: 100, rows, answer) { break }
    }
    return product.with(found.values.sorted { $0.id < $1.id })
  }

  /// Whether nothing follows a page, going by what the store says of their number; where something
  /// on the way takes that off the answer, a page that is not full is the last.
  ///
  /// Whoever is missing from a list is taken for gone, which rests on this: an empty page before the
  /// end is a lie.
  private func isLast(_ page: Int, of size: Int, _ rows: [JSON], _ answer: WooAnswer) throws -> Bool
  {
    guard let pages = answer.totalPages else { return rows.count < size }
    if rows.isEmpty, page <= pages { throw StoreTrouble.nonsense }
    return page >= pages
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
