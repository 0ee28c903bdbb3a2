import FoundationEssentials
import HTTP
import Postgres
import Site

/// One run of the import as its page shows it.
struct ImportProgress: RowReadable, Sendable {
  let id: ImportID
  let state: String
  let total: Int?
  let created: Int
  let updated: Int
  let unchanged: Int
  let gone: Int
  let picturesTotal: Int
  let picturesDone: Int
  let picturesFailed: Int
  let note: String?
  let started: Date
  let finished: Date?
  /// What keeps the store from answering, while the import waits for it.
  let trouble: String?
  let undoState: String?
  /// How many products a look has found so far.
  let found: Int
  /// Ids and SKUs that the store does not know.
  let unknown: Int
  /// How many products that it brought have a picture that looks like another one.
  let lookAlikes: Int
  /// How many products stayed in the store, since the plan was full when their turn came.
  let leftOut: Int
  /// Whether the merchant has its pictures wait, though all products are here.
  let holdsPictures: Bool

  var seen: Int { created + updated + unchanged }

  init(_ row: Row) throws {
    (id, state, total) = (try row[0], try row[1], try row[2])
    (created, updated, unchanged, gone) = (try row[3], try row[4], try row[5], try row[6])
    (picturesTotal, picturesDone, picturesFailed) = (try row[7], try row[8], try row[9])
    (note, started, finished) = (try row[10], try row[11], try row[12])
    (trouble, undoState) = (try row[13], try row[14])
    (found, unknown, lookAlikes) = (try row[15], try row[16], try row[17])
    (leftOut, holdsPictures) = (try row[18], try row[19])
  }
}

extension Query<ImportProgress> {
  static func run(_ id: ImportID) -> Self {
    """
    SELECT i.id, i.state, i.total, i.created, i.updated, i.unchanged, i.gone,
      pictures.all_of_them, pictures.ready, pictures.failed, i.note, i.started_at, i.finished_at,
      CASE WHEN i.state IN ('looking', 'running') THEN s.last_error END, i.undo_state,
      (SELECT count(*) FROM import_item t WHERE i.state = 'looking'
        AND t.client_id = i.client_id AND t.run_id = i.id),
      cardinality(i.unknown), (
        SELECT count(DISTINCT p.id) FROM product p
        JOIN product_picture pp ON pp.client_id = p.client_id AND pp.product_id = p.id
          AND pp.removed_at IS NULL
        WHERE i.over_at IS NOT NULL AND p.client_id = i.client_id AND p.last_import = i.id
          AND p.deleted_at IS NULL AND (EXISTS (
            SELECT 1 FROM look_alike l WHERE l.client_id = pp.client_id AND l.one_id = pp.id
              AND l.dismissed_at IS NULL)
          OR EXISTS (
            SELECT 1 FROM look_alike l WHERE l.client_id = pp.client_id AND l.other_id = pp.id
              AND l.dismissed_at IS NULL))),
      (SELECT count(*) FROM import_item t WHERE i.state = 'done'
        AND t.client_id = i.client_id AND t.run_id = i.id AND t.state = 'left out') + i.left_out,
      i.pictures_held
    FROM import_run i LEFT JOIN store s ON s.client_id = i.client_id AND s.id = i.store_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS all_of_them, count(*) FILTER (WHERE pp.state = 'ready') AS ready,
        count(*) FILTER (WHERE pp.state = 'failed') AS failed
      FROM product p JOIN product_picture pp
        ON pp.client_id = p.client_id AND pp.product_id = p.id AND pp.removed_at IS NULL
      WHERE p.client_id = i.client_id AND p.deleted_at IS NULL AND p.last_import = i.id
    ) pictures
    WHERE i.client_id = current_client() AND i.id = \(id)
    """
  }
}

extension Query<ImportID> {
  static func latestImport(_ store: StoreID) -> Self {
    """
    SELECT id FROM import_run WHERE client_id = current_client() AND store_id = \(store)
    ORDER BY id DESC LIMIT 1
    """
  }

  /// Starts a run; while another one of the store is under way there is no row.
  static func start(
    _ id: ImportID, _ client: ClientID, _ store: StoreID, by person: PersonID, choice: String,
    atOnce: Bool
  ) -> Self {
    """
    INSERT INTO import_run (client_id, id, store_id, started_by, state, choice, starts_at_once)
    VALUES (\(client), \(id), \(store), \(person), 'looking', \(choice)::jsonb, \(atOnce))
    ON CONFLICT (client_id, store_id) WHERE state IN ('looking', 'preview', 'running', 'paused')
      DO NOTHING
    RETURNING id
    """
  }

  static func underWay(_ store: StoreID) -> Self {
    """
    SELECT id FROM import_run WHERE client_id = current_client() AND store_id = \(store)
      AND state IN ('looking', 'running', 'paused')
    """
  }
}

extension Statement {
  /// A selection that nobody confirmed makes room for a new one.
  static func dropPreview(_ store: StoreID) -> Self {
    """
    UPDATE import_run SET state = 'cancelled', finished_at = now()
    WHERE client_id = current_client() AND store_id = \(store) AND state = 'preview'
    """
  }

  static func job(_ job: UUID, of run: ImportID) -> Self {
    "UPDATE import_run SET job_id = \(job) WHERE client_id = current_client() AND id = \(run)"
  }

  static func importState(_ run: ImportID, _ state: String, note: String? = nil) -> Self {
    """
    UPDATE import_run SET state = \(state), note = coalesce(\(note), note),
      finished_at = CASE WHEN \(state) IN ('running', 'paused') THEN NULL ELSE now() END
    WHERE client_id = current_client() AND id = \(run)
      AND state IN ('looking', 'preview', 'running', 'paused')
    """
  }

  /// Forgets products that an import met and did not change, once all of them are written: there is
  /// nothing to take back.
  static func forgetUnchanged(_ run: ImportID, _ products: [ProductID]) -> Self {
    """
    DELETE FROM import_change c USING product p
    WHERE c.client_id = current_client() AND c.run_id = \(run)
      AND c.product_id = ANY (\(products)::uuid[])
      AND p.client_id = c.client_id AND p.id = c.product_id
      AND c.was - 'edited' = product_facts(p) || product_parts(p.client_id, p.id)
    """
  }

  static func counted(_ run: ImportID, created: Int, updated: Int, unchanged: Int) -> Self {
    """
    UPDATE import_run SET created = created + \(created), updated = updated + \(updated),
      unchanged = unchanged + \(unchanged)
    WHERE client_id = current_client() AND id = \(run)
    """
  }

  static func gone(_ store: StoreID, externalID: String) -> Self {
    """
    UPDATE product SET gone_at = now() WHERE client_id = current_client()
      AND store_id = \(store) AND external_id = \(externalID) AND gone_at IS NULL
    """
  }
}
