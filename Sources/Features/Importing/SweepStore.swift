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
/// each sweep begins a little before it. One that is cut short goes on behind the last page saved.
package struct SweepStore: Job {
  package static let kind = "sweep-store"
  package static let priority = 7
  package static let attempts = 4
  let store: StoreID
  package var uniqueKey: String? { "sweep/\(store.pathText)" }

  private struct Place: Codable {
    let since: Date
    /// When the first page was asked for.
    let began: Date
    var next: String?
  }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store), let swept = store.sweptUntil else { return }
    // Clocks differ, and a change is listed only once it is committed there.
    let start = Place(since: swept.addingTimeInterval(-300), began: Date())
    var place = try shift.place.map(Self.read) ?? start
    do {
      let shop = try shift.open(store)
      repeat {
        try shift.obeyWishes()
        let page = try shop.products(.changed(since: place.since), .whole, at: place.next)
        place.next = page.next
        try RefreshCategories.bring(for: page.products, from: shop, store.id, shift)
        try save(page.products, store, shop.allowance, place, shift)
      } while place.next != nil
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  private static func read(_ text: String) throws -> Place {
    try JSONDecoder().decode(Place.self, from: Data(text.utf8))
  }

  /// Saves a page with the place behind it, or with the moment up to which all is known now.
  private func save(
    _ products: [StoreProduct], _ store: ConnectedStore, _ allowance: Allowance?, _ place: Place,
    _ shift: Shift
  ) throws {
    try shift.transaction { db in
      let fitting = FittingProducts(store: store.id, takesNew: store.followsNew, db: db)
      let saver = SaveProducts(
        client: shift.client, store: store.id, currency: store.currency, db: db)
      try saver.save(try fitting.of(products))
      try db.run(.contact(store.id, allowance))
      guard place.next == nil else {
        return try shift.keepPlace(String(decoding: JSONEncoder().encode(place), as: UTF8.self))
      }
      try db.run(
        """
        UPDATE store SET swept_until = \(place.began)
        WHERE client_id = current_client() AND id = \(store.id)
        """)
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
