import Postgres
import Site

/// What an import of a checked file would do.
struct CSVTotals: RowReadable, Sendable {
  let products: Int
  let new: Int
  let changed: Int
  let unchanged: Int
  let fromStore: Int
  let bad: Int
  let leftOut: Int
  let pictures: Int
  let warnings: Int
  /// Seconds that this account's last files took for a product, pictures included.
  let pace: Double?
  var good: Int { new + changed + unchanged }

  /// How many seconds the import will take: at the pace of the last ones; the first time at a
  /// thousand products and four pictures a second, which is what one server gives at once.
  var estimate: Double {
    pace.map { $0 * Double(good) } ?? Double(good) / 1000 + Double(pictures) / 4
  }

  init(_ row: Row) throws {
    (products, new, changed, unchanged) = (try row[0], try row[1], try row[2], try row[3])
    (fromStore, bad, leftOut) = (try row[4], try row[5], try row[6])
    (pictures, warnings, pace) = (try row[7], try row[8], try row[9])
  }
}

/// A product of a checked file as the preview shows it.
struct CSVPreviewLine: RowReadable, Sendable {
  let number: Int
  let name: String
  let sku: String
  let price: Int?
  let pictures: Int
  let rows: Int
  let outcome: String
  let problem: String?
  let warning: String?
  let isLeftOut: Bool
  init(_ row: Row) throws {
    (number, name, sku, price) = (try row[0], try row[1], try row[2], try row[3])
    (pictures, rows, outcome) = (try row[4], try row[5], try row[6])
    (problem, warning, isLeftOut) = (try row[7], try row[8], try row[9])
  }
}

/// A row with something wrong.
struct CSVBadRow: RowReadable, Sendable {
  let number: Int
  let problem: String
  init(_ row: Row) throws { (number, problem) = (try row[0], try row[1]) }
}

extension Query<CSVTotals> {
  static func totals(_ id: CSVImportID) -> Self {
    """
    SELECT count(*) FILTER (WHERE is_product),
      count(*) FILTER (WHERE outcome = 'new' AND NOT left_out),
      count(*) FILTER (WHERE outcome = 'changed' AND NOT left_out),
      count(*) FILTER (WHERE outcome = 'unchanged' AND NOT left_out),
      count(*) FILTER (WHERE outcome = 'store'), count(*) FILTER (WHERE outcome = 'bad'),
      count(*) FILTER (WHERE left_out AND outcome <> 'bad'),
      coalesce(sum(array_length(string_to_array(nullif(pictures, ''), E'\\n'), 1)), 0),
      count(*) FILTER (WHERE warning IS NOT NULL), (
        SELECT (sum(extract(epoch FROM l.over_at - l.confirmed_at))
            / nullif(sum(l.created + l.updated + l.unchanged), 0))::double precision
        FROM (SELECT * FROM import_run WHERE client_id = current_client() AND csv_id IS NOT NULL
          AND over_at IS NOT NULL AND created > 0 ORDER BY id DESC LIMIT 3) l)
    FROM csv_row WHERE client_id = current_client() AND csv_id = \(id)
    """
  }
}

extension Query<CSVPreviewLine> {
  static func preview(_ id: CSVImportID, after number: Int) -> Self {
    """
    WITH shown AS MATERIALIZED (
      SELECT * FROM csv_row WHERE client_id = current_client() AND csv_id = \(id) AND is_product
        AND number > \(number)
      ORDER BY number LIMIT 11
    ), line AS (
      SELECT number AS owner, number, pictures, problem FROM shown
      UNION ALL
      SELECT shown.number, part.number, part.pictures, part.problem
      FROM csv_row part JOIN shown USING (key)
      WHERE part.client_id = current_client() AND part.csv_id = \(id) AND NOT part.is_product
        AND part.key = ANY (ARRAY(SELECT key FROM shown))
    ), whole AS (
      SELECT owner, count(*) AS rows,
        sum(array_length(string_to_array(nullif(pictures, ''), E'\\n'), 1)) AS pictures,
        string_agg('Row ' || number || ': ' || problem, ' ' ORDER BY number) AS problem
      FROM line GROUP BY owner
    )
    SELECT r.number, coalesce(r.name, ''), coalesce(r.sku, ''), r.price_minor,
      coalesce(whole.pictures, 0), whole.rows, r.outcome, whole.problem, r.warning, r.left_out
    FROM shown r JOIN whole ON whole.owner = r.number
    ORDER BY r.number
    """
  }
}

extension Query<CSVBadRow> {
  static func badRows(_ id: CSVImportID, most: Int) -> Self {
    """
    SELECT number, problem FROM csv_row
    WHERE client_id = current_client() AND csv_id = \(id) AND problem IS NOT NULL
    ORDER BY number LIMIT \(most)
    """
  }

  /// Every row of a product with something wrong, so that it can be put right and sent again.
  static func report(_ id: CSVImportID) -> Self {
    """
    SELECT number, coalesce(problem, '') FROM csv_row r
    WHERE client_id = current_client() AND csv_id = \(id) AND EXISTS (
      SELECT 1 FROM csv_row bad WHERE bad.client_id = r.client_id AND bad.csv_id = r.csv_id
        AND bad.key = r.key AND bad.problem IS NOT NULL)
    ORDER BY number
    """
  }
}

extension Query<ImportID> {
  /// Starts the import of a file; none when it was started already.
  static func startCSV(
    _ run: ImportID, _ client: ClientID, _ csv: CSVImportID, by person: PersonID, sendsMail: Bool
  ) -> Self {
    """
    INSERT INTO import_run (client_id, id, csv_id, started_by, sends_mail, confirmed_at, total)
    SELECT \(client), \(run), \(csv), \(person), \(sendsMail), now(), (
      SELECT count(*) FROM csv_row r
      WHERE r.client_id = \(client) AND r.csv_id = \(csv) AND \(CSVBatch.wanted))
    ON CONFLICT (client_id, csv_id) DO NOTHING RETURNING id
    """
  }
}

extension Statement {
  /// Leaves out the last of the new products when the plan has no room for all of them; one that
  /// comes back from the bin is new to the plan.
  static func fit(
    _ id: CSVImportID, into room: Int, among rows: ClosedRange<Int> = 0...Int(Int32.max)
  )
    -> Self
  {
    """
    UPDATE csv_row SET left_out = true
    WHERE client_id = current_client() AND csv_id = \(id) AND number IN (
      SELECT r.number FROM csv_row r LEFT JOIN product p
        ON p.client_id = r.client_id AND p.id = r.product_id
      WHERE r.client_id = current_client() AND r.csv_id = \(id) AND \(CSVBatch.wanted)
        AND r.number >= \(rows.lowerBound) AND r.number <= \(rows.upperBound)
        AND (r.outcome = 'new' OR p.deleted_at IS NOT NULL)
      ORDER BY r.number OFFSET \(room)::bigint)
    """
  }

  static func leaveOut(_ left: [Int], of shown: [Int], _ id: CSVImportID) -> Self {
    """
    UPDATE csv_row SET left_out = number = ANY (\(left)::int[])
    WHERE client_id = current_client() AND csv_id = \(id) AND is_product
      AND number = ANY (\(shown)::int[])
    """
  }
}
