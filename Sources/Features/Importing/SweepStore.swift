import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Asks a store what has changed since the last sweep: stores do not repeat news that could not be
/// delivered, and some stop sending altogether.
///
/// Idempotent: the moment up to which changes are known moves only once all of them are saved, and
/// each sweep begins a little before it.
package struct SweepStore: Job {
  package static let kind = "sweep-store"
  package static let priority = 7
  package static let attempts = 4
  let store: StoreID
  package var uniqueKey: String? { "sweep/\(store.pathText)" }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store), let since = store.sweptUntil else { return }
    let began = Date()
    do {
      let shop = try shift.open(store)
      var place: String?
      repeat {
        try shift.obeyWishes()
        // Clocks differ, and a change is listed only once it is committed there.
        let choice = ProductChoice.changed(since: since.addingTimeInterval(-300))
        let page = try shop.products(choice, .whole, at: place)
        try save(page.products, store, shop.allowance, shift)
        place = page.next
      } while place != nil
      try shift.transaction { db in
        try db.run(
          """
          UPDATE store SET swept_until = \(began)
          WHERE client_id = current_client() AND id = \(store.id)
          """)
      }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  private func save(
    _ products: [StoreProduct], _ store: ConnectedStore, _ allowance: Allowance?, _ shift: Shift
  ) throws {
    try shift.transaction { db in
      let fitting = FittingProducts(store: store.id, takesNew: store.followsNew, db: db)
      let saver = SaveProducts(
        client: shift.client, store: store.id, currency: store.currency, db: db)
      try saver.save(try fitting.of(products))
      try db.run(.contact(store.id, allowance))
    }
  }
}

extension Importing {
  /// Sweeps every store that has not been swept for a quarter of an hour.
  ///
  /// Runs in the system role, across accounts.
  package static let sweepStores: Statement = """
    INSERT INTO job (client_id, kind, payload, unique_key, priority)
    SELECT client_id, 'sweep-store', jsonb_build_object('store', upper(id::text)),
      'sweep/' || id, 7
    FROM store WHERE state = 'connected' AND swept_until < now() - interval '15 minutes'
    ON CONFLICT DO NOTHING
    """
}
