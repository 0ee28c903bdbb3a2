import Fetch
import FoundationEssentials
import HTTP

extension BigCommerceShop: Shop {
  package func categories() throws -> [StoreCategory] {
    let found = try categoryRows().compactMap(StoreCategory.init(bigCommerce:))
    tree = found
    return found
  }

  /// The categories of all trees; stores that know no trees answer the older call.
  private func categoryRows() throws -> [JSON] {
    do {
      let trees = try ask(.get, "/v3/catalog/trees")["data"].array
      guard let ids = trees?.compactMap({ $0["id"].int.map(String.init) }) else {
        throw StoreTrouble.nonsense
      }
      guard !ids.isEmpty else { return [] }
      return try every(
        "/v3/catalog/trees/categories", id: "category_id",
        [("tree_id:in", ids.joined(separator: ","))])
    } catch StoreTrouble.refused(let status, _, _) where [403, 404, 405].contains(status) {
      return try every("/v3/catalog/categories")
    }
  }

  /// Goes on behind the last id: numbers of pages shift while products come and go.
  ///
  /// Categories are gone through one by one, so that a place is `23/205`: in category 23, behind
  /// product 205. Where the tree has lost that one meanwhile, it begins anew.
  package func products(_ choice: ProductChoice, _ detail: ProductDetail, at place: String?) throws
    -> CatalogPage
  {
    if case .skus(let skus) = choice { return CatalogPage(try having(skus), next: nil, total: nil) }
    let halves = (place ?? "").split(separator: "/").map(String.init)
    let steps = try steps(choice)
    guard !steps.isEmpty else { return CatalogPage([], next: nil, total: 0) }
    let known = steps.firstIndex { $0.name == halves.first }
    let (step, last) = (known ?? 0, known == nil ? 0 : halves.last.flatMap { Int($0) } ?? 0)
    let page = try listed(steps[step].filter, behind: last)
    let ids = page.rows.compactMap { $0["id"].int }
    // A store that overlooks the question for what comes next would answer the same for ever.
    guard ids.count == page.rows.count, zip([last] + ids, ids).allSatisfy({ $0 < $1 }) else {
      throw StoreTrouble.nonsense
    }
    let hasMore = page.rows.count < page.total
    let following = hasMore ? step : step + 1
    let next =
      steps.indices.contains(following)
      ? "\(steps[following].name)/\(hasMore ? ids.last ?? last : 0)" : nil
    return CatalogPage(
      page.rows.compactMap(product), next: next,
      total: choice == .all && last == 0 ? page.total : nil)
  }

  func listed(_ filter: [(String, String)], behind last: Int) throws -> BigCommercePage {
    let query = [("include", Self.parts), ("limit", "250"), ("sort", "id"), ("direction", "asc")]
    let place = last > 0 ? [("id:greater", String(last))] : []
    return try page("/v3/catalog/products", query + filter + place, timeout: 60)
  }

  static let parts = "images,variants,custom_fields"

  package func search(_ words: String) throws -> [StoreProduct] {
    let owners = try owners(of: words)
    let filters =
      (owners.isEmpty ? [] : [("id:in", owners.joined(separator: ","))])
      + [("sku", words), ("keyword", words)]
    var seen: Set<String> = []
    return try filters.flatMap { filter in
      try page(
        "/v3/catalog/products", [("include", Self.parts), ("limit", "12"), filter], timeout: 10
      ).rows
    }.compactMap(product).filter { seen.insert($0.id).inserted }
  }

  package func product(_ id: String) throws -> StoreProduct? {
    guard Int(id) != nil else { return nil }
    do {
      let json = try ask(.get, "/v3/catalog/products/\(id)", [("include", Self.parts)])
      guard let product = product(json["data"]), product.id == id else {
        throw StoreTrouble.nonsense
      }
      return product
    } catch StoreTrouble.refused(404, _, _) {
      return nil
    }
  }

  func product(_ json: JSON) -> StoreProduct? {
    StoreProduct(bigCommerce: json, unit: dimensionUnit, storefront: storefront)
  }

  /// The questions that make up a choice: one, or one for each category; none when nothing is
  /// asked for, since a filter without a value would let everything through.
  private func steps(_ choice: ProductChoice) throws -> [Step] {
    switch choice {
    case .all: return [("all", [])]
    case .ids(let ids):
      let numbers = ids.filter { Int($0) != nil }
      return numbers.isEmpty ? [] : [("ids", [("id:in", numbers.joined(separator: ","))])]
    // Asked for in another way.
    case .skus: return []
    case .categories(let ids): return try below(ids).map { ($0, [("categories:in", $0)]) }
    case .changed(let since):
      return [("changed", [("date_modified:min", since.formatted(.iso8601))])]
    }
  }

  /// A question with the name by which a place knows it.
  private typealias Step = (name: String, filter: [(String, String)])

  /// Categories with all those below them; a product stands only in those that it was put into.
  private func below(_ ids: [String]) throws -> [String] {
    let children = Dictionary(grouping: try tree ?? categories()) { $0.parent ?? "" }
    var (found, waiting) = ([String](), Array(ids.filter { Int($0) != nil }.reversed()))
    while let next = waiting.popLast() {
      guard !found.contains(next) else { continue }
      found.append(next)
      waiting += (children[next] ?? []).map(\.id)
    }
    return found
  }
}

extension StoreCategory {
  /// Trees call the id `category_id` and the address `url.path`.
  init?(bigCommerce json: JSON) {
    guard let id = json["category_id"].int ?? json["id"].int else { return nil }
    let address = json["url"]["path"].string ?? json["custom_url"]["url"].string ?? ""
    let slug = address.split(separator: "/").joined(separator: "/")
    self.init(
      id: String(id), parent: json["parent_id"].int.flatMap { $0 > 0 ? String($0) : nil },
      name: plainText(json["name"].string ?? ""), slug: slug.isEmpty ? String(id) : slug)
  }
}
