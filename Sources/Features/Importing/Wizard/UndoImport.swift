import Accounts
import Design
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

/// Takes back what an import did, as far as nobody has built on it.
///
/// Three ways: reversed; kept, because the merchant has worked with the product since; impossible,
/// because a later import has changed it again. Idempotent: what is decided stays decided.
package struct UndoImport: Job {
  package static let kind = "undo-import"
  package static let priority = 2
  let run: ImportID
  package var uniqueKey: String? { "undo/\(run.pathText)" }

  package func run(in shift: Shift) throws {
    try shift.transaction { db in
      try db.run(.decide(run))
      try db.run(.binNew(run))
      try db.run(.restoreChanged(run))
      try db.run(
        """
        UPDATE import_run SET undo_state = 'done'
        WHERE client_id = current_client() AND id = \(run)
        """)
    }
  }
}

extension Importing {
  /// Starts taking an import back.
  package static func undo(_ editor: Editor, _ id: ImportID) throws -> Response {
    try editor.transaction {
      guard try editor.db.first(.run(id)) != nil else { throw Problem.missing }
      let begun = try editor.db.run(
        """
        UPDATE import_run SET undo_state = 'running'
        WHERE client_id = current_client() AND id = \(id)
          AND state IN ('done', 'cancelled', 'failed') AND undo_state IS NULL
          AND started_at > now() - interval '30 days'
        """)
      guard begun == 1 else {
        throw Problem(.conflict, "This import cannot be undone, or is undone already.")
      }
      try editor.db.enqueue(UndoImport(run: id), for: editor.client.uuid)
      try editor.audit("import.undone")
    }
    return .see(Site.importRun(id))
  }
}

/// What taking back did, in one of its three ways.
struct UndoneGroup: RowReadable, Sendable {
  let way: String
  let why: String
  let count: Int
  /// Some of the products, for the eye.
  let names: [String]

  init(_ row: Row) throws {
    (way, why, count) = (try row[0], try row[1], try row[2])
    let text: String = try row[3]
    names = text.split(separator: "\u{1f}").map(String.init)
  }
}

extension Query<UndoneGroup> {
  static func undone(_ run: ImportID) -> Self {
    """
    SELECT c.undone, coalesce(c.why, ''), count(*),
      array_to_string((array_agg(p.name ORDER BY p.name))[1:5], \("\u{1f}"))
    FROM import_change c JOIN product p ON p.client_id = c.client_id AND p.id = c.product_id
    WHERE c.client_id = current_client() AND c.run_id = \(run) AND c.undone IS NOT NULL
    GROUP BY c.undone, c.why ORDER BY c.undone <> 'reversed', c.undone, c.why
    """
  }
}

extension Statement {
  /// Decides for each product which way it goes.
  fileprivate static func decide(_ run: ImportID) -> Self {
    """
    UPDATE import_change c SET undone = d.way, why = d.why
    FROM product p CROSS JOIN LATERAL (
      SELECT * FROM (VALUES
        (p.last_import IS DISTINCT FROM \(run)::uuid, 'impossible',
          'A later import has changed it again.'),
        (p.edited <> '{}', 'kept', 'You edited it.'),
        (EXISTS (SELECT 1 FROM flow f WHERE f.client_id = p.client_id AND f.product_id = p.id),
          'kept', 'You made pictures of it.'),
        (EXISTS (SELECT 1 FROM product_picture pp WHERE pp.client_id = p.client_id
          AND pp.product_id = p.id AND pp.source_url IS NULL AND pp.removed_at IS NULL),
          'kept', 'You added pictures to it.'),
        (true, 'reversed', NULL)) AS w(applies, way, why)
      WHERE applies LIMIT 1) d
    WHERE c.client_id = current_client() AND c.run_id = \(run) AND c.undone IS NULL
      AND p.client_id = c.client_id AND p.id = c.product_id
    """
  }

  /// What the import made goes to the bin.
  fileprivate static func binNew(_ run: ImportID) -> Self {
    """
    UPDATE product p SET deleted_at = now() FROM import_change c
    WHERE c.client_id = current_client() AND c.run_id = \(run) AND c.undone = 'reversed'
      AND c.was IS NULL AND p.client_id = c.client_id AND p.id = c.product_id
      AND p.deleted_at IS NULL
    """
  }

  /// What the import changed is as it was.
  fileprivate static func restoreChanged(_ run: ImportID) -> Self {
    """
    UPDATE product p SET name = c.was ->> 'name', description = c.was ->> 'description',
      sku = c.was ->> 'sku', price_minor = (c.was ->> 'price_minor')::bigint,
      width_mm = (c.was ->> 'width_mm')::int, height_mm = (c.was ->> 'height_mm')::int,
      depth_mm = (c.was ->> 'depth_mm')::int, gone_at = (c.was ->> 'gone_at')::timestamptz,
      deleted_at = (c.was ->> 'deleted_at')::timestamptz, store_modified_at = NULL,
      updated_at = now()
    FROM import_change c
    WHERE c.client_id = current_client() AND c.run_id = \(run) AND c.undone = 'reversed'
      AND c.was IS NOT NULL AND p.client_id = c.client_id AND p.id = c.product_id
    """
  }
}
