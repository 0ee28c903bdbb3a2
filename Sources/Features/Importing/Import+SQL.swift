import FoundationEssentials
import HTTP
import Postgres
import Site

/// One run of the import as its page shows it.
struct ImportProgress: RowReadable, Sendable {
  let id: ImportID
  let state: String
  let page: Int
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

  var seen: Int { created + updated + unchanged }

  init(_ row: Row) throws {
    (id, state, page, total) = (try row[0], try row[1], try row[2], try row[3])
    (created, updated, unchanged, gone) = (try row[4], try row[5], try row[6], try row[7])
    (picturesTotal, picturesDone, picturesFailed) = (try row[8], try row[9], try row[10])
    (note, started, finished) = (try row[11], try row[12], try row[13])
    trouble = try row[14]
  }
}

extension Query<ImportProgress> {
  static func run(_ id: ImportID) -> Self {
    """
    SELECT i.id, i.state, i.page, i.total, i.created, i.updated, i.unchanged, i.gone,
      pictures.all_of_them, pictures.ready, pictures.failed, i.note, i.started_at, i.finished_at,
      CASE i.state WHEN 'running' THEN s.last_error END
    FROM import_run i LEFT JOIN store s ON s.client_id = i.client_id AND s.id = i.store_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS all_of_them, count(*) FILTER (WHERE pp.state = 'ready') AS ready,
        count(*) FILTER (WHERE pp.state = 'failed') AS failed
      FROM product p JOIN product_picture pp
        ON pp.client_id = p.client_id AND pp.product_id = p.id AND pp.removed_at IS NULL
      WHERE p.client_id = i.client_id AND p.deleted_at IS NULL
        AND (p.store_id = i.store_id OR i.csv_id IS NOT NULL AND p.last_import = i.id)
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
  static func start(_ id: ImportID, _ client: ClientID, _ store: StoreID, by person: PersonID)
    -> Self
  {
    """
    INSERT INTO import_run (client_id, id, store_id, started_by)
    VALUES (\(client), \(id), \(store), \(person))
    ON CONFLICT (client_id, store_id) WHERE state IN ('running', 'paused') DO NOTHING
    RETURNING id
    """
  }

  static func underWay(_ store: StoreID) -> Self {
    """
    SELECT id FROM import_run WHERE client_id = current_client() AND store_id = \(store)
      AND state IN ('running', 'paused')
    """
  }
}

extension Statement {
  static func job(_ job: UUID, of run: ImportID) -> Self {
    "UPDATE import_run SET job_id = \(job) WHERE client_id = current_client() AND id = \(run)"
  }

  static func importState(_ run: ImportID, _ state: String, note: String? = nil) -> Self {
    """
    UPDATE import_run SET state = \(state), note = coalesce(\(note), note),
      finished_at = CASE WHEN \(state) IN ('running', 'paused') THEN NULL ELSE now() END
    WHERE client_id = current_client() AND id = \(run)
      AND state IN ('running', 'paused')
    """
  }

  static func counted(
    _ run: ImportID, page: Int, total: Int?, created: Int, updated: Int,
    unchanged: Int
  ) -> Self {
    """
    UPDATE import_run SET page = \(page), total = coalesce(\(total), total),
      created = created + \(created), updated = updated + \(updated),
      unchanged = unchanged + \(unchanged)
    WHERE client_id = current_client() AND id = \(run)
    """
  }

  /// Marks what the store no longer lists.
  ///
  /// Nothing is deleted: the merchant's pictures stay.
  static func markGone(_ store: StoreID, _ run: ImportID) -> Self {
    """
    WITH gone AS (
      UPDATE product SET gone_at = now()
      WHERE client_id = current_client() AND store_id = \(store) AND gone_at IS NULL
        AND last_import IS DISTINCT FROM \(run) RETURNING 1)
    UPDATE import_run SET gone = (SELECT count(*) FROM gone)
    WHERE client_id = current_client() AND id = \(run)
    """
  }

  /// All products of the store were wanted, so those to come are wanted too.
  ///
  /// What changed until now is known.
  static func followed(_ store: StoreID, since connected: Date) -> Self {
    """
    UPDATE store SET follows_new = true, swept_until = coalesce(swept_until, \(connected))
    WHERE client_id = current_client() AND id = \(store)
    """
  }

  static func gone(_ store: StoreID, externalID: String) -> Self {
    """
    UPDATE product SET gone_at = now() WHERE client_id = current_client()
      AND store_id = \(store) AND external_id = \(externalID) AND gone_at IS NULL
    """
  }
}
