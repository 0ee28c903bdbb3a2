import Jobs
import Postgres
import Site
import Stores

extension ImportProducts {
  /// Marks products that the store no longer has, where everything was asked for.
  ///
  /// Nothing is deleted: the merchant's pictures stay. Not listed is not gone: the look is hours
  /// old at times, and lists shift while they are read.
  func markGone(_ shop: any Shop, _ shift: Shift) throws {
    var last: ProductID?
    while true {
      try shift.obeyWishes()
      let missing = try shift.db.read(as: shift.client, .unlisted(run, store, after: last))
      guard !missing.isEmpty else { return }
      let there = try StillThere.among(missing.map(\.externalID), shop)
      try shift.transaction { db in
        try Importing.goOn(run, db)
        try db.run(.gone(missing.map(\.externalID).filter { !there.contains($0) }, store, run))
      }
      last = missing.last?.id
    }
  }
}

/// A product of the catalogue that a list of its store left out.
private struct UnlistedProduct: RowReadable {
  let id: ProductID
  let externalID: String
  init(_ row: Row) throws { (id, externalID) = (try row[0], try row[1]) }
}

extension Query<UnlistedProduct> {
  /// Some products that an import of everything did not list; those that came later aside.
  fileprivate static func unlisted(_ run: ImportID, _ store: StoreID, after last: ProductID?)
    -> Self
  {
    """
    SELECT p.id, p.external_id FROM product p
    WHERE p.client_id = current_client() AND p.store_id = \(store) AND p.gone_at IS NULL
      AND p.created_at < (
        SELECT started_at FROM import_run
        WHERE client_id = current_client() AND id = \(run) AND choice ? 'all')
      AND (\(last)::uuid IS NULL OR p.id > \(last))
      AND coalesce((
        SELECT i.state FROM import_item i WHERE i.client_id = p.client_id AND i.run_id = \(run)
          AND i.external_id = p.external_id), 'gone') = 'gone'
    ORDER BY p.id LIMIT 50
    """
  }
}

extension Statement {
  /// The store has these no more.
  fileprivate static func gone(_ ids: [String], _ store: StoreID, _ run: ImportID) -> Self {
    """
    WITH gone AS (
      UPDATE product SET gone_at = now()
      WHERE client_id = current_client() AND store_id = \(store) AND gone_at IS NULL
        AND external_id = ANY (\(ids)::text[])
      RETURNING 1)
    UPDATE import_run SET gone = gone + (SELECT count(*) FROM gone)
    WHERE client_id = current_client() AND id = \(run)
    """
  }
}
