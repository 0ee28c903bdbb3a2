import FoundationEssentials
import Postgres
import Site

/// An uploaded file on its way into the catalogue.
struct CSVUpload: RowReadable, Sendable {
  let id: CSVImportID
  let fileName: String
  let file: String
  let format: CSVFormat
  let encoding: String
  let headings: [String]
  let isHeadless: Bool
  let columns: CSVColumns
  let currency: String
  let header: CSVHeader?
  let state: String
  let problem: String?
  let rowsRead: Int
  /// The import that it became.
  let run: ImportID?

  init(_ row: Row) throws {
    (id, fileName, file) = (try row[0], try row[1], try row[2])
    format = CSVFormat(rawValue: try row[3]) ?? .plain
    encoding = try row[4]
    headings = split(try row[5])
    isHeadless = try row[6]
    columns = CSVColumns(split(try row[7]).map(CSVField.init))
    (currency, state, problem, rowsRead) = (try row[8], try row[12], try row[13], try row[14])
    let (host, name, value): (String?, String?, String?) = (try row[9], try row[10], try row[11])
    header = host.flatMap { host in
      name.flatMap { name in value.map { CSVHeader(host: host, name: name, sealed: $0) } }
    }
    run = try row[15]
  }
}

/// A header field that a shop wants to see before it gives its pictures out.
struct CSVHeader: Sendable {
  let host: String
  let name: String
  let sealed: String
}

/// Between the texts of an array; no heading holds it.
private let separator = "\u{1f}"

private func split(_ text: String) -> [String] {
  text.isEmpty
    ? [] : text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
}

extension Query<CSVUpload> {
  static func csv(_ id: CSVImportID) -> Self {
    """
    SELECT c.id, c.file_name, c.file, c.format, c.encoding,
      array_to_string(c.headings, \(separator)), c.is_headless,
      array_to_string(c.columns, \(separator)), c.currency, c.header_host, c.header_name,
      c.header_value, c.state, c.problem, c.rows_read, i.id
    FROM csv_import c LEFT JOIN import_run i ON i.client_id = c.client_id AND i.csv_id = c.id
    WHERE c.client_id = current_client() AND c.id = \(id)
    """
  }
}

/// A heading that the merchant explained before.
struct CSVKnownHeading: RowReadable, Sendable {
  let heading: String
  let field: String
  init(_ row: Row) throws { (heading, field) = (try row[0], try row[1]) }
}

extension Query<CSVKnownHeading> {
  static var knownHeadings: Self {
    "SELECT heading, field FROM csv_heading WHERE client_id = current_client()"
  }
}

extension Statement {
  static func addCSV(
    _ id: CSVImportID, _ client: ClientID, by person: PersonID, name: String, file: String,
    encoding: String, format: CSVFormat, headings: [String], isHeadless: Bool, columns: CSVColumns,
    currency: String
  ) -> Self {
    """
    INSERT INTO csv_import (client_id, id, file_name, file, format, encoding, headings,
      is_headless, columns, currency, created_by)
    VALUES (\(client), \(id), \(name), \(file), \(format.rawValue), \(encoding),
      \(headings)::text[], \(isHeadless), \(columns.texts)::text[], \(currency), \(person))
    """
  }

  /// What the columns mean, and the shop's header field; the file is to be checked anew.
  static func checkCSV(_ id: CSVImportID, _ columns: CSVColumns, _ header: CSVHeader?) -> Self {
    """
    UPDATE csv_import SET columns = \(columns.texts)::text[], state = 'checking', problem = NULL,
      rows_read = 0, header_host = \(header?.host), header_name = \(header?.name),
      header_value = \(header?.sealed)
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func remember(_ headings: [String], _ columns: CSVColumns, _ client: ClientID) -> Self {
    """
    INSERT INTO csv_heading (client_id, heading, field)
    SELECT DISTINCT ON (heading) \(client)::uuid, heading, field
    FROM unnest(\(headings.map(plainHeading))::text[], \(columns.texts)::text[])
      AS h(heading, field) WHERE heading <> '' ORDER BY heading, field DESC
    ON CONFLICT (client_id, heading) DO UPDATE SET field = excluded.field
    """
  }

  static func csvState(_ id: CSVImportID, _ state: String, problem: String? = nil) -> Self {
    """
    UPDATE csv_import SET state = \(state), problem = \(problem)
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func csvRead(_ id: CSVImportID, rows: Int) -> Self {
    """
    UPDATE csv_import SET rows_read = \(rows)
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func emptyCSV(_ id: CSVImportID) -> Self {
    "DELETE FROM csv_row WHERE client_id = current_client() AND csv_id = \(id)"
  }
}

extension CSVColumns {
  /// As it is kept: the name of a field, or nothing.
  var texts: [String] { fields.map { $0?.rawValue ?? "" } }
}
