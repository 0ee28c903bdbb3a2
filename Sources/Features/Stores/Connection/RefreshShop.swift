import HTTP
import Jobs
import Postgres
import Site

/// Brings name, address and currency of a store up to date with what it says of itself.
///
/// Idempotent: whatever the news said, the store is asked how things stand.
package struct RefreshShop: Job {
  package static let kind = "refresh-shop"
  let store: StoreID
  package var uniqueKey: String? { "shop/\(store.pathText)" }

  package init(store: StoreID) { self.store = store }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else { return }
    do {
      let shop = try shift.open(store)
      guard let found = try shop.profile() else { return }
      try shift.transaction { db in
        try db.run(
          """
          UPDATE store SET name = \(found.name), currency = \(found.currency),
            url = coalesce(\(found.url), url),
            dimension_unit = coalesce(\(found.dimensionUnit), dimension_unit)
          WHERE client_id = current_client() AND id = \(store.id) AND state <> 'disconnected'
          """)
        try db.run(.contact(store.id, shop.allowance))
      }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }
}
