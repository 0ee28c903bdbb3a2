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
      for statement in Statement.restoreParts(run) { try db.run(statement) }
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
    FROM import_change m
    JOIN product p ON p.client_id = m.client_id AND p.id = m.product_id
    CROSS JOIN LATERAL (
      SELECT * FROM (VALUES
        (p.last_import IS DISTINCT FROM \(run)::uuid, 'impossible',
          'A later import has changed it again.'),
        (NOT p.edited <@ ARRAY(SELECT jsonb_array_elements_text(
          coalesce(m.was -> 'edited', '[]'))), 'kept', 'You edited it.'),
        (EXISTS (SELECT 1 FROM flow f WHERE f.client_id = p.client_id AND f.product_id = p.id),
          'kept', 'You made pictures of it.'),
        (EXISTS (SELECT 1 FROM product_picture pp WHERE pp.client_id = p.client_id
          AND pp.product_id = p.id AND pp.source_url IS NULL AND pp.removed_at IS NULL),
          'kept', 'You added pictures to it.'),
        (true, 'reversed', NULL)) AS w(applies, way, why)
      WHERE applies LIMIT 1) d
    WHERE c.client_id = current_client() AND c.run_id = \(run) AND c.undone IS NULL
      AND m.client_id = c.client_id AND m.run_id = c.run_id AND m.product_id = c.product_id
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

  /// What the import changed is as it was; what the merchant edited was never the import's.
  fileprivate static func restoreChanged(_ run: ImportID) -> Self {
    """
    UPDATE product p SET
      name = CASE WHEN 'name' = ANY (p.edited) THEN p.name ELSE c.was ->> 'name' END,
      description = CASE WHEN 'description' = ANY (p.edited) THEN p.description
        ELSE c.was ->> 'description' END,
      sku = CASE WHEN 'sku' = ANY (p.edited) THEN p.sku ELSE c.was ->> 'sku' END,
      price_minor = CASE WHEN 'price' = ANY (p.edited) THEN p.price_minor
        ELSE (c.was ->> 'price_minor')::bigint END,
      width_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.width_mm
        ELSE (c.was ->> 'width_mm')::int END,
      height_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.height_mm
        ELSE (c.was ->> 'height_mm')::int END,
      depth_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.depth_mm
        ELSE (c.was ->> 'depth_mm')::int END,
      kind = coalesce(c.was ->> 'kind', p.kind),
      tags = CASE WHEN c.was ? 'tags'
        THEN ARRAY(SELECT jsonb_array_elements_text(c.was -> 'tags')) ELSE p.tags END,
      attributes = coalesce(c.was -> 'attributes', p.attributes),
      gone_at = (c.was ->> 'gone_at')::timestamptz,
      deleted_at = (c.was ->> 'deleted_at')::timestamptz, store_modified_at = NULL,
      updated_at = now()
    FROM import_change c
    WHERE c.client_id = current_client() AND c.run_id = \(run) AND c.undone = 'reversed'
      AND c.was IS NOT NULL AND p.client_id = c.client_id AND p.id = c.product_id
    """
  }

  /// Pictures, categories and variations of what the import changed are as they were: what it
  /// brought goes, what it took away comes back.
  fileprivate static func restoreParts(_ run: ImportID) -> [Self] {
    let reversed: Clause = """
      c.client_id = current_client() AND c.run_id = \(run) AND c.undone = 'reversed'
        AND c.was ? 'pictures'
      """
    return [
      """
      UPDATE product_picture pp SET removed_at = now() FROM import_change c
      WHERE \(reversed) AND pp.client_id = c.client_id AND pp.product_id = c.product_id
        AND pp.external_id IS NOT NULL AND pp.removed_at IS NULL
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(c.was -> 'pictures') w
          WHERE (w ->> 0)::uuid = pp.id)
      """,
      """
      UPDATE product_picture pp SET removed_at = NULL, position = (w ->> 1)::int
      FROM import_change c CROSS JOIN LATERAL jsonb_array_elements(c.was -> 'pictures') w
      WHERE \(reversed) AND pp.client_id = c.client_id AND pp.id = (w ->> 0)::uuid
        AND (pp.removed_at IS NOT NULL OR pp.position <> (w ->> 1)::int)
      """,
      """
      DELETE FROM product_category pc USING import_change c, product p, category g
      WHERE \(reversed) AND pc.client_id = c.client_id AND pc.product_id = c.product_id
        AND p.client_id = c.client_id AND p.id = c.product_id
        AND g.client_id = pc.client_id AND g.id = pc.category_id
        AND g.store_id IS NOT DISTINCT FROM p.store_id
        AND NOT c.was -> 'categories' ? pc.category_id::text
      """,
      """
      INSERT INTO product_category (client_id, product_id, category_id)
      SELECT c.client_id, c.product_id, g.id
      FROM import_change c CROSS JOIN LATERAL jsonb_array_elements_text(c.was -> 'categories') w
      JOIN category g ON g.client_id = c.client_id AND g.id = w::uuid
      WHERE \(reversed) ON CONFLICT DO NOTHING
      """,
      """
      UPDATE variation v SET gone_at = now() FROM import_change c
      WHERE \(reversed) AND v.client_id = c.client_id AND v.product_id = c.product_id
        AND v.gone_at IS NULL
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(c.was -> 'variations') w
          WHERE (w ->> 0)::uuid = v.id)
      """,
      """
      UPDATE variation v SET gone_at = NULL, sku = w ->> 1, price_minor = (w ->> 2)::bigint,
        options = w ->> 3
      FROM import_change c CROSS JOIN LATERAL jsonb_array_elements(c.was -> 'variations') w
      WHERE \(reversed) AND v.client_id = c.client_id AND v.id = (w ->> 0)::uuid
      """,
    ]
  }
}
