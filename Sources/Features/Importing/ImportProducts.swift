import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores
import Threads

/// Brings the chosen products of a store into the catalogue.
///
/// Idempotent by the store's ids. What is done is marked in the transaction that saved it, so a
/// run that is cut short goes on where it stopped. Pictures come later, each as a job of its own.
package struct ImportProducts: Job {
  package static let kind = "import-products"
  package static let priority = 4
  /// A store may break now and then while a long import runs: hours of tries, not minutes.
  package static let attempts = 24
  let run: ImportID
  let store: StoreID
  package var uniqueKey: String? { "import/\(run.pathText)" }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else {
      throw GiveUp("The store was disconnected before the import was finished.")
    }
    do {
      let shop = try shift.open(store)
      try bringFromFile(shop, store, shift)
      try bringByScreenfuls(shop, store, shift)
      try markGone(shop, shift)
      try shift.transaction { try finish($0, shift) }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  /// Brings what a large shop lays out in a file; whatever that leaves waiting is asked for.
  private func bringFromFile(_ shop: any Shop, _ store: ConnectedStore, _ shift: Shift) throws {
    let request =
      try shift.place.map {
        try JSONDecoder().decode(WholeCatalogue.Request.self, from: Data($0.utf8))
      } ?? WholeCatalogue.Request()
    if request.id == nil {
      let left = try shift.db.read(as: shift.client, .stillWaiting(run)).first ?? 0
      guard left >= WholeCatalogue.least else { return }
    }
    var counting = CountAnew()
    _ = try WholeCatalogue(shop: shop, shift: shift).bring(request) {
      try shift.keepPlace(String(decoding: try JSONEncoder().encode($0), as: UTF8.self))
    } _: { products in
      let ids = products.map(\.id)
      let waiting = try shift.db.read(as: shift.client, .waiting(run, among: ids))
      let wanted = Set(waiting)
      guard !waiting.isEmpty else { return }
      try save(
        products.filter { wanted.contains($0.id) }, of: waiting, store, shop.allowance, shift,
        mayBeOld: true)
      try counting.saved(shift.db)
    }
  }

  /// While a screenful is saved, the next one is on its way: the store and the database work at
  /// the same time, and the store is still asked for one thing after the other.
  private func bringByScreenfuls(_ shop: any Shop, _ store: ConnectedStore, _ shift: Shift) throws {
    let loan = Loan(shop: shop)
    var ids: [String] = []
    var errand: Errand<Screenful>?
    var counting = CountAnew()
    repeat {
      let arrived = try errand?.outcome.get()
      let next =
        arrived?.trouble == nil
        ? try shift.db.read(as: shift.client, .waiting(run, without: ids)) : []
      errand = next.isEmpty ? nil : Errand { try Self.screenful(next, loan.shop) }
      do {
        if let arrived {
          let asked = arrived.trouble == nil ? ids : arrived.products.map(\.id)
          try save(arrived.products, of: asked, store, arrived.allowance, shift)
          if let trouble = arrived.trouble { throw trouble }
          try counting.saved(shift.db)
          try shift.obeyWishes()
        }
      } catch {
        _ = errand?.outcome
        throw error
      }
      ids = next
    } while errand != nil
  }

  /// A shop for another thread: this one asks nothing while the other is out.
  private struct Loan: @unchecked Sendable {
    let shop: any Shop
  }

  private struct Screenful: Sendable {
    var products: [StoreProduct] = []
    /// What kept the store from telling the rest.
    var trouble: StoreTrouble?
    var allowance: Allowance?
  }

  private static func screenful(_ ids: [String], _ shop: any Shop) throws -> Screenful {
    var found = Screenful()
    var place: String?
    repeat {
      do {
        let page = try shop.products(.ids(ids), .whole, at: place)
        // A store that overlooks which ones were asked for would change what was not chosen.
        guard page.products.allSatisfy({ ids.contains($0.id) }) else { throw StoreTrouble.nonsense }
        found.products += page.products
        place = page.next
      } catch let trouble as StoreTrouble {
        // A store that is busy now and then would be asked for the same products for ever if those
        // that have come were thrown away.
        guard !found.products.isEmpty else { throw trouble }
        found.trouble = trouble
        place = nil
      }
    } while place != nil
    // A whole screenful does not vanish between the look and the import: the store is unwell.
    if found.products.isEmpty, ids.count > 1 { throw StoreTrouble.nonsense }
    found.allowance = shop.allowance
    return found
  }

  private func save(
    _ products: [StoreProduct], of waiting: [String], _ store: ConnectedStore,
    _ allowance: Allowance?, _ shift: Shift, mayBeOld: Bool = false
  ) throws {
    try shift.transaction { db in
      try Importing.goOn(run, db)
      try db.run(.beginImport(run))
      let saver = SaveProducts(
        client: shift.client, store: self.store, currency: store.currency, run: run,
        mayBeOld: mayBeOld, db: db)
      let fitting = FittingProducts(store: self.store, takesNew: true, db: db)
      let fitted = try fitting.of(products)
      let count = try saver.save(fitted)
      // What is newer here than in the file of a large shop is left as it is.
      let unchanged = (count[.unchanged] ?? 0) + (count[.stale] ?? 0)
      try db.run(.arrived(products.map(\.id), fitting: fitted.map(\.id), of: waiting, run))
      try db.run(.contact(self.store, allowance))
      try db.run(
        .counted(
          run, created: count[.created] ?? 0, updated: count[.updated] ?? 0,
          unchanged: unchanged))
    }
  }

  private func finish(_ db: Database, _ shift: Shift) throws {
    try Importing.goOn(run, db)
    try db.run(.importState(run, "done"))
    try db.run(.followed(self.store, run))
    try db.run(.releaseHeldBefore(run))
    try db.enqueue(TellImport(run: run), for: shift.client)
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { try Importing.fail(run, sentence, shift.client, $0) }
  }
}

extension Importing {
  /// Makes sure that an import is still wanted, until the transaction ends.
  ///
  /// What is saved after somebody stopped it could never be taken back.
  /// - Throws: `Stopped`.
  static func goOn(_ run: ImportID, _ db: Database) throws {
    let state: Query<String> = """
      SELECT state FROM import_run WHERE client_id = current_client() AND id = \(run) FOR SHARE
      """
    switch try db.first(state) {
    case "running": return
    case "paused": throw Stopped(wish: "pause")
    default: throw Stopped(wish: "cancel")
    }
  }

  /// Ends an import that cannot go on, and tells whoever waits for it.
  static func fail(_ run: ImportID, _ sentence: String, _ client: UUID, _ db: Database) throws {
    try db.run(.importState(run, "failed", note: sentence))
    try db.enqueue(TellImport(run: run), for: client)
  }
}

extension Query<String> {
  /// The next products to bring, by the store's ids, without those that are on their way.
  fileprivate static func waiting(_ run: ImportID, without others: [String]) -> Self {
    """
    SELECT external_id FROM import_item
    WHERE client_id = current_client() AND run_id = \(run) AND chosen AND state = 'waiting'
      AND external_id <> ALL (\(others)::text[])
    ORDER BY position LIMIT 50
    """
  }

  /// Those of some products that are still to be brought.
  fileprivate static func waiting(_ run: ImportID, among ids: [String]) -> Self {
    """
    SELECT i.external_id FROM unnest(\(ids)::text[]) AS told(id)
    CROSS JOIN LATERAL (
      SELECT external_id, chosen, state FROM import_item WHERE client_id = current_client()
        AND run_id = \(run) AND external_id = told.id OFFSET 0) i
    WHERE i.chosen AND i.state = 'waiting'
    """
  }
}

extension Query<Int> {
  fileprivate static func stillWaiting(_ run: ImportID) -> Self {
    """
    SELECT count(*) FROM import_item
    WHERE client_id = current_client() AND run_id = \(run) AND chosen AND state = 'waiting'
    """
  }
}

extension Statement {
  /// From here to the end of the transaction, changes to products are remembered as the import's.
  static func beginImport(_ run: ImportID) -> Self {
    "SELECT set_config('epox.import', \(run.pathText), true)"
  }

  /// What was asked for and not given is no longer in the store; what does not fit into the plan
  /// stays there.
  ///
  /// They stand near each other in the list: whatever PostgreSQL knows of it, it walks between the
  /// first of them and the last alone.
  fileprivate static func arrived(
    _ found: [String], fitting: [String], of asked: [String], _ run: ImportID
  ) -> Self {
    """
    WITH place AS (
      SELECT i.position FROM unnest(\(asked)::text[]) AS asked(id) CROSS JOIN LATERAL (
        SELECT position FROM import_item WHERE client_id = current_client()
          AND run_id = \(run) AND external_id = asked.id OFFSET 0) i)
    UPDATE import_item SET state = CASE
      WHEN external_id = ANY (\(fitting)::text[]) THEN 'done'
      WHEN external_id = ANY (\(found)::text[]) THEN 'left out' ELSE 'gone' END
    WHERE client_id = current_client() AND run_id = \(run)
      AND position >= (SELECT min(position) FROM place)
      AND position <= (SELECT max(position) FROM place)
      AND external_id = ANY (\(asked)::text[])
    """
  }

  /// Where all products were wanted, those to come are wanted too; what changed until the store
  /// was looked at is known.
  fileprivate static func followed(_ store: StoreID, _ run: ImportID) -> Self {
    """
    UPDATE store s SET follows_new = s.follows_new OR r.choice ? 'all',
      swept_until = coalesce(s.swept_until, r.started_at)
    FROM import_run r
    WHERE r.client_id = current_client() AND r.id = \(run)
      AND s.client_id = r.client_id AND s.id = \(store)
    """
  }
}
