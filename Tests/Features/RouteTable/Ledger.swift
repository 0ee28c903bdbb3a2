import FoundationEssentials
import Postgres
import Site

/// What stands about an account in every table of the database, to be compared with later.
///
/// Of jobs only their number counts, and of letters not the tokens in them: a worker goes on with
/// both while a test runs.
struct Ledger: Equatable {
  /// By the table's name, how its rows sum up.
  private let tables: [String: String]

  init(of client: UUID) throws {
    let sums = try Database(Configuration.current.ownerDSN).all(.sums(client))
    tables = Dictionary(uniqueKeysWithValues: sums.map { ($0.table, $0.sum) })
  }

  /// The tables that are not what they were.
  func differences(from other: Ledger) -> [String] {
    tables.filter { other.tables[$0.key] != $0.value }.keys.sorted()
  }

  /// How many tables were looked at.
  var count: Int { tables.count }
}

private struct TableSum: RowReadable {
  let table, sum: String
  init(_ row: Row) throws { (table, sum) = (try row[0], try row[1]) }
}

extension Query<TableSum> {
  /// Each table with a sum over the rows that belong to the account or to its people.
  fileprivate static func sums(_ client: UUID) -> Self {
    """
    WITH owned AS (
      SELECT table_name AS name,
        CASE WHEN bool_or(column_name = 'client_id') THEN 'client_id = %L'
          WHEN table_name = 'client' THEN 'id = %L'
          WHEN table_name = 'person'
            THEN 'id IN (SELECT person_id FROM membership WHERE client_id = %L)'
          WHEN bool_or(column_name = 'person_id')
            THEN 'person_id IN (SELECT person_id FROM membership WHERE client_id = %L)'
        END AS belongs
      FROM (
        -- The information schema takes ten times as long, and this is asked after every call.
        SELECT relname::text AS table_name, attname AS column_name
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND attnum > 0 AND NOT attisdropped
      ) here GROUP BY table_name
    )
    SELECT name, md5(query_to_xml(
      format(CASE name WHEN 'job' THEN 'SELECT id FROM %I t WHERE ' || belongs || ' ORDER BY id'
          ELSE 'SELECT * FROM %I t WHERE ' || belongs || ' ORDER BY t::text' END,
        name, \(client)::text), true, false, '')::text)
    FROM owned WHERE belongs IS NOT NULL AND name <> 'email_token'
    """
  }
}
