import FoundationEssentials
import Postgres
import Site

/// Some products of a checked file, from one row's number to another's, and how they are saved.
package struct CSVBatch {
  let csv: CSVImportID
  let run: ImportID
  let client: UUID
  let after: Int
  private(set) var end = Int.max
  static let size = 200

  /// The batch behind the row with a number.
  package init(csv: CSVImportID, run: ImportID, client: UUID, after: Int) {
    (self.csv, self.run, self.client, self.after) = (csv, run, client, after)
  }

  /// The same batch, up to the row with a number.
  package func ending(at number: Int) -> CSVBatch {
    var batch = self
    batch.end = number
    return batch
  }

  /// Saves the products with all that belongs to them, in the caller's transaction, and lets the
  /// pictures be fetched that are not here yet.
  ///
  /// `hasParts`: whether any row of the file belongs to another row's product.
  package func bring(currency: String, hasParts: Bool, _ db: Database) throws -> CSVCounts {
    try db.run(.beginImport(run))
    let adopted = try db.all(toAdopt)
    if !adopted.isEmpty { try db.run(adopt(adopted)) }
    let counts = try db.one(save(currency: currency))
    try layOut(hasParts: hasParts, db)
    for statement in parts { try db.run(statement) }
    try Importing.fetch(try db.all(pictures), client, db)
    if counts.updated + counts.unchanged > 0 { try db.run(forgetUnchanged) }
    return counts
  }

  /// The number of the last row of a batch that begins here; `after` when there is none.
  package var last: Query<Int> {
    """
    SELECT coalesce(max(number), \(after)) FROM (
      SELECT number FROM csv_row r
      WHERE client_id = \(client) AND csv_id = \(csv) AND number > \(after) AND \(Self.wanted)
      ORDER BY number LIMIT \(fixed: Self.size)) AS batch
    """
  }

  /// Products whose every row is good, that were not left out and are no store's.
  static let wanted: Clause = """
    r.is_product AND NOT r.left_out AND r.outcome IN ('new', 'changed', 'unchanged')
    """

  private var rows: Clause {
    """
    SELECT r.* FROM csv_row r WHERE r.client_id = \(client) AND r.csv_id = \(csv)
      AND r.number > \(after) AND r.number <= \(end) AND \(Self.wanted)
    """
  }

  /// Products with the same SKU that were typed in by hand: they are the file's from now on.
  ///
  /// OFFSET has each product looked up, here and below: PostgreSQL takes an account that it has not
  /// counted yet for empty, and would walk all of its products for every row.
  private var toAdopt: Query<CSVAdopted> {
    """
    SELECT p.id, r.key FROM (\(rows)) r
    CROSS JOIN LATERAL (
      SELECT id, store_id, import_key FROM product own
      WHERE own.client_id = \(client) AND own.id = r.product_id OFFSET 0) p
    WHERE r.product_id IS NOT NULL AND p.store_id IS NULL
      AND p.import_key IS DISTINCT FROM r.key
      AND (SELECT count(*) FROM product q
        WHERE q.client_id = \(client) AND q.import_key = r.key) = 0
    """
  }

  private func adopt(_ products: [CSVAdopted]) -> Statement {
    """
    UPDATE product p SET import_key = a.key
    FROM unnest(\(products.map(\.id))::uuid[], \(products.map(\.key))::text[]) AS a(id, key)
    WHERE p.client_id = \(client) AND p.id = a.id
    """
  }

  /// One statement that inserts, updates or finds that nothing changed.
  ///
  /// Fields that the merchant edited stay as they are, and so does what the file does not say.
  private func save(currency: String) -> Query<CSVCounts> {
    """
    WITH batch AS (\(rows)), old AS MATERIALIZED (
      SELECT p.import_key AS key, (p.name, p.description, p.sku, p.price_minor, p.width_mm,
        p.height_mm, p.depth_mm, p.deleted_at) AS before
      FROM batch CROSS JOIN LATERAL (
        SELECT * FROM product own
        WHERE own.client_id = \(client) AND own.import_key = batch.key OFFSET 0) p
    ), saved AS (
      INSERT INTO product AS p (client_id, id, source, import_key, name, description, sku,
        price_minor, currency, width_mm, height_mm, depth_mm, last_import)
      SELECT \(client)::uuid, uuid7(), 'uploaded', key, name, coalesce(description, ''),
        coalesce(sku, ''), price_minor, \(currency), width_mm, height_mm, depth_mm, \(run)::uuid
      FROM batch ORDER BY number
      ON CONFLICT (client_id, import_key) DO UPDATE SET
        name = CASE WHEN 'name' = ANY (p.edited) THEN p.name ELSE excluded.name END,
        description = CASE WHEN 'description' = ANY (p.edited) OR NOT EXISTS (SELECT 1 FROM batch
          WHERE key = p.import_key AND description IS NOT NULL) THEN p.description
          ELSE excluded.description END,
        sku = CASE WHEN 'sku' = ANY (p.edited) OR excluded.sku = '' THEN p.sku
          ELSE excluded.sku END,
        price_minor = CASE WHEN 'price' = ANY (p.edited) THEN p.price_minor
          ELSE coalesce(excluded.price_minor, p.price_minor) END,
        width_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.width_mm
          ELSE coalesce(excluded.width_mm, p.width_mm) END,
        height_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.height_mm
          ELSE coalesce(excluded.height_mm, p.height_mm) END,
        depth_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.depth_mm
          ELSE coalesce(excluded.depth_mm, p.depth_mm) END,
        last_import = excluded.last_import, deleted_at = NULL, updated_at = now()
      RETURNING p.import_key AS key, (name, description, sku, price_minor, width_mm, height_mm,
        depth_mm, deleted_at) AS after
    )
    SELECT count(*) FILTER (WHERE old.key IS NULL),
      count(*) FILTER (WHERE old.key IS NOT NULL AND old.before IS DISTINCT FROM saved.after),
      count(*) FILTER (WHERE old.key IS NOT NULL AND old.before IS NOT DISTINCT FROM saved.after)
    FROM saved LEFT JOIN old USING (key)
    """
  }

  /// Lays out the rows of the batch's products and of their parts, each with its product, for the
  /// statements that follow.
  ///
  /// `hasParts`: whether the file has any. They are searched for once and not product by product:
  /// whatever PostgreSQL knows of a file that has just come, it reads it once at most.
  private func layOut(hasParts: Bool, _ db: Database) throws {
    try db.script(Self.table)
    try db.run(
      """
      INSERT INTO csv_line SELECT r.*, p.id FROM (\(rows)) r CROSS JOIN LATERAL (
        SELECT id FROM product own
        WHERE own.client_id = \(client) AND own.import_key = r.key OFFSET 0) p
      """)
    guard hasParts else { return }
    try db.script("SET LOCAL enable_nestloop = off")
    try db.run(
      """
      INSERT INTO csv_line SELECT part.*, l.owner FROM csv_row part JOIN csv_line l USING (key)
      WHERE part.client_id = \(client) AND part.csv_id = \(csv) AND NOT part.is_product
        AND part.key = ANY (ARRAY(SELECT key FROM csv_line))
      """)
    try db.script("SET LOCAL enable_nestloop = on")
  }

  /// This connection's own; empty after every transaction.
  private static let table = """
    CREATE TEMP TABLE IF NOT EXISTS csv_line ON COMMIT DELETE ROWS AS
    SELECT *, product_id AS owner FROM csv_row WITH NO DATA
    """

  /// Whether a file has rows that belong to another row's product.
  var hasParts: Query<Bool> {
    """
    SELECT EXISTS (SELECT 1 FROM csv_row
      WHERE client_id = \(client) AND csv_id = \(csv) AND NOT is_product)
    """
  }

  /// Forgets products that were met and not changed: there is nothing to take back.
  private var forgetUnchanged: Statement {
    """
    DELETE FROM import_change c USING product p, csv_line l
    WHERE c.client_id = \(client) AND c.run_id = \(run) AND c.product_id = l.owner
      AND l.is_product AND p.client_id = c.client_id AND p.id = l.owner
      AND c.was - 'edited' = product_facts(p) || product_parts(p.client_id, p.id)
    """
  }

  /// Variations and categories of the batch.
  private var parts: [Statement] { [variations, newCategories, categories] }

  private var variations: Statement {
    """
    INSERT INTO variation (client_id, id, product_id, external_id, sku, price_minor, options)
    SELECT DISTINCT ON (owner, name_of_it) \(client)::uuid, uuid7(), owner, name_of_it,
      coalesce(sku, ''), price_minor, options
    FROM (SELECT lines.*, 'csv:' || coalesce(nullif(lower(sku), ''), options) AS name_of_it
      FROM csv_line lines WHERE options <> '') v
    ORDER BY owner, name_of_it, number
    ON CONFLICT (client_id, product_id, external_id) DO UPDATE
    SET sku = excluded.sku, price_minor = excluded.price_minor, options = excluded.options,
      gone_at = NULL
    """
  }

  private var newCategories: Statement {
    """
    INSERT INTO category (client_id, id, name, slug)
    SELECT \(client)::uuid, uuid7(), word, lower(word) FROM (
      SELECT DISTINCT ON (lower(word)) word FROM csv_line lines,
        string_to_table(lines.categories, E'\\n') AS word WHERE word <> '') AS named
    WHERE NOT EXISTS (SELECT 1 FROM category c WHERE c.client_id = \(client)
      AND c.store_id IS NULL AND lower(c.name) = lower(named.word))
    """
  }

  private var categories: Statement {
    """
    INSERT INTO product_category (client_id, product_id, category_id)
    SELECT DISTINCT \(client)::uuid, owner, c.id FROM csv_line lines,
      string_to_table(lines.categories, E'\\n') AS word
    JOIN category c ON c.client_id = \(client) AND c.store_id IS NULL
      AND lower(c.name) = lower(word)
    ON CONFLICT DO NOTHING
    """
  }

  /// Adds pictures that are new, takes those away that the file no longer has, and answers with
  /// all that have no bytes yet.
  ///
  /// A picture that turned out to be another one's double (it has a reason) stays away.
  private var pictures: Query<PictureID> {
    """
    WITH listed AS (
      SELECT DISTINCT ON (owner, url) owner, 'csv:' || md5(url) AS external_id, url,
        row_number() OVER (PARTITION BY owner ORDER BY number, place) - 1 AS place
      FROM csv_line lines, string_to_table(lines.pictures, E'\\n') WITH ORDINALITY AS u(url, place)
      WHERE url <> '' ORDER BY owner, url, number
    ), dropped AS (
      UPDATE product_picture pp SET removed_at = now()
      WHERE pp.client_id = \(client) AND pp.external_id LIKE 'csv:%' AND pp.removed_at IS NULL
        AND pp.product_id IN (SELECT owner FROM listed)
        AND NOT EXISTS (SELECT 1 FROM listed WHERE owner = pp.product_id
          AND listed.external_id = pp.external_id)
    ), saved AS (
      INSERT INTO product_picture AS pp
        (client_id, id, product_id, external_id, position, source_url, csv_id)
      SELECT \(client)::uuid, uuid7(), owner, external_id, place, url, \(csv)::uuid FROM listed
      WHERE place < 50
      ON CONFLICT (client_id, product_id, external_id) DO UPDATE
      SET position = excluded.position, csv_id = excluded.csv_id,
        removed_at = CASE WHEN pp.state = 'ready' AND pp.reason IS NOT NULL THEN pp.removed_at END,
        state = CASE WHEN pp.state = 'failed' THEN 'pending' ELSE pp.state END,
        reason = CASE WHEN pp.state = 'ready' THEN pp.reason END
      RETURNING id, state
    )
    SELECT id FROM saved WHERE state = 'pending'
    """
  }
}

/// A product that was typed in by hand and is in the file, and its key there.
private struct CSVAdopted: RowReadable {
  let id: ProductID
  let key: String
  init(_ row: Row) throws { (id, key) = (try row[0], try row[1]) }
}
