import Fetch
import HTTP
import Stores

/// A page of a store's products, with the variations of those that have any.
///
/// It is read whole before any of it is saved: a store that breaks off in the middle leaves
/// nothing half done, and the page is asked for again.
struct StorePage: Sendable {
  let products: [StoreProduct]
  /// By the product's id in the store.
  let variations: [(product: String, rows: [StoreVariation])]

  init(_ rows: [JSON], of store: ConnectedStore, _ woo: WooCommerce) throws {
    products = rows.compactMap { StoreProduct($0, unit: store.dimensionUnit) }
    variations = try products.filter { $0.kind == "variable" }.map {
      ($0.externalID, try Self.variations(of: $0.externalID, woo))
    }
  }

  private static func variations(of product: String, _ woo: WooCommerce) throws
    -> [StoreVariation]
  {
    var found: [String: StoreVariation] = [:]
    for page in 1...20 {
      let answer = try woo.call(
        .get, "/products/\(product)/variations",
        query: [
          ("per_page", "100"), ("page", String(page)), ("orderby", "id"), ("order", "asc"),
          ("_fields", "id,sku,price,attributes,image"),
        ])
      let rows = try answer.rows()
      for variation in rows.compactMap(StoreVariation.init) {
        found[variation.externalID] = variation
      }
      if rows.isEmpty || page >= answer.totalPages ?? 1 { break }
    }
    return found.values.sorted { $0.externalID < $1.externalID }
  }
}
