import Crypto
import Postgres
import Site
import Stores

extension Importing {
  /// Seals anew what picture servers of CSV files want to see, where an older key has sealed it.
  ///
  /// Runs in the owner's role, across accounts.
  package static func sealAnew(_ db: Database, with box: SecretBox) throws -> SealedAnew {
    var done = SealedAnew()
    for one in try db.all(Query<KeptHeader>.all) {
      try done.take {
        try box.sealedAnew(one.sealed, for: csvContext(one.csv))
      } _: { new in
        try db.run(
          """
          UPDATE csv_import SET header_value = \(new)
          WHERE id = \(one.csv) AND header_value = \(one.sealed)
          """)
      }
    }
    return done
  }
}

private struct KeptHeader: RowReadable {
  let csv: CSVImportID
  let sealed: String
  init(_ row: Row) throws { (csv, sealed) = (try row[0], try row[1]) }
}

extension Query<KeptHeader> {
  fileprivate static var all: Self {
    "SELECT id, header_value FROM csv_import WHERE header_value IS NOT NULL ORDER BY id"
  }
}
