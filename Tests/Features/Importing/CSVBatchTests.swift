import FoundationEssentials
import Importing
import Postgres
import Site
import Testing

/// A batch of a large file that has just come, of which PostgreSQL knows nothing yet.
@Suite struct CSVBatchTests {
  let db = TestHouse.app()
  let client: UUID
  let csv = CSVImportID()
  let run = ImportID()
  static let products = 4000
  static let known = 3000

  init() throws { client = try TestHouse.client(of: try TestHouse.merchant()) }

  /// Lays out products, each with so many rows of its own, as checking a file does.
  ///
  /// In a table of this connection's own that stands before the real one. It has neither statistics
  /// nor an index that finds parts: that PostgreSQL overlooked the real index was what once made it
  /// walk the file for each product.
  private func layOut(parts: Int) throws {
    try db.run(
      """
      INSERT INTO csv_import (client_id, id, file_name, file, format, encoding, headings, columns,
        currency, created_by)
      SELECT client_id, \(csv), 'large.csv', '', 'plain', 'UTF-8', '{}', '{}', 'EUR', person_id
      FROM membership WHERE client_id = \(client)
      """)
    try db.run(
      """
      INSERT INTO import_run (client_id, id, csv_id, started_by, confirmed_at)
      SELECT client_id, \(run), \(csv), person_id, now() FROM membership
      WHERE client_id = \(client)
      """)
    try db.run(
      """
      CREATE TEMP TABLE csv_row (LIKE public.csv_row INCLUDING DEFAULTS,
        PRIMARY KEY (client_id, csv_id, number)) ON COMMIT DROP
      """)
    try db.run(
      """
      INSERT INTO csv_row (client_id, csv_id, number, key, is_product, name, sku, categories,
        options, outcome)
      SELECT \(client)::uuid, \(csv)::uuid, n, 'sku:' || n / each, n % each = 0, 'Sofa ' || n,
        'S-' || n, 'Sofas', CASE WHEN n % each = 0 THEN '' ELSE 'Red ' || n END,
        CASE WHEN n % each = 0 THEN 'new' END
      FROM (SELECT \(parts + 1)::int AS each) AS rows,
        generate_series(each, each * \(Self.products + 1)::int - 1) AS n
      """)
  }

  /// Gives the account products of an earlier file.
  private func fill() throws {
    try db.run(
      """
      INSERT INTO product (client_id, id, source, import_key, name)
      SELECT \(client)::uuid, uuid7(), 'uploaded', 'old:' || n, 'Chair ' || n
      FROM generate_series(1, \(Self.known)::int) AS n
      """)
  }

  /// Rows of some tables that this transaction has read so far, by whatever way.
  private func rowsRead(_ tables: String...) throws -> Int {
    try db.one(
      """
      SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
      FROM pg_stat_xact_user_tables WHERE relname = ANY (\(tables)::text[])
      """ as Query<Int>)
  }

  @Test(arguments: [0, 1, 3])
  func `a batch reads the file a few times at most, and not once a product`(parts: Int) throws {
    try db.transaction(as: client) {
      try layOut(parts: parts)
      try fill()
      let rows = Self.products * (parts + 1)
      let batch = CSVBatch(csv: csv, run: run, client: client, after: rows / 2)
      let (read, walked) = (try rowsRead("csv_row", "csv_line"), try rowsRead("product"))
      let last = try db.one(batch.last)
      let counts = try batch.ending(at: last).bring(currency: "EUR", hasParts: parts > 0, db)
      #expect(counts.created == 200)
      let variations: Int = try db.one(
        "SELECT count(*) FROM variation WHERE client_id = current_client()")
      #expect(variations == 200 * parts)
      // Once a product would be two hundred times.
      #expect(try rowsRead("csv_row", "csv_line") - read < 8 * rows)
      // Nor are the products walked that the account has: each is looked up.
      #expect(try rowsRead("product") - walked < Self.known)
    }
  }
}
