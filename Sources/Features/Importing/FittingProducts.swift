import Billing
import Postgres
import Site
import Stores

/// Which of a store's products may be saved: those that are here, and new ones as far as the
/// account's plan has room.
struct FittingProducts {
  let store: StoreID
  /// Whether products that are not here yet are wanted at all.
  let takesNew: Bool
  let db: Database

  /// Runs in the transaction that saves them: nobody else takes the last place meanwhile.
  func of(_ products: [StoreProduct]) throws -> [StoreProduct] {
    let known = try Set(db.all(.known(products.map(\.id), in: store)))
    guard products.contains(where: { !known.contains($0.id) }) else { return products }
    var left = try takesNew ? Billing.productsLeft(db) ?? .max : 0
    return products.filter { product in
      if known.contains(product.id) { return true }
      guard left > 0 else { return false }
      left -= 1
      return true
    }
  }
}

extension Query<String> {
  /// OFFSET has each of them looked up, as where they are saved.
  fileprivate static func known(_ externalIDs: [String], in store: StoreID) -> Self {
    """
    SELECT p.external_id FROM unnest(\(externalIDs)::text[]) AS told(id)
    CROSS JOIN LATERAL (
      SELECT external_id, deleted_at FROM product WHERE client_id = current_client()
        AND store_id = \(store) AND external_id = told.id OFFSET 0) p
    WHERE p.deleted_at IS NULL
    """
  }
}
