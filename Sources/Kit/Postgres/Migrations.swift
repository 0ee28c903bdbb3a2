import FoundationEssentials

/// The numbered SQL files that build and change the schema, each run once and in order.
public struct Migrations {
  let files: [(name: String, text: String)]

  /// Reads `001_….sql`, `002_….sql` … of a folder.
  public init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    files = try names.filter { $0.hasSuffix(".sql") }.sorted().map { name in
      let bytes = try Data(contentsOf: URL(filePath: folder).appending(path: name))
      return (name, String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Runs what has not run yet, each file in a transaction of its own unless its first line says
  /// `-- no transaction`; two runs at the same time wait for each other.
  /// - Returns: the names of the files that ran.
  public func run(on db: Database) throws -> [String] {
    try db.script(
      """
      SELECT pg_advisory_lock(7203905);
      CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, run_at timestamptz DEFAULT now())
      """)
    defer { try? db.script("SELECT pg_advisory_unlock(7203905)") }
    let known = Set(try db.all("SELECT name FROM migration" as Query<String>))
    var ran: [String] = []
    for file in files where !known.contains(file.name) {
      if file.text.hasPrefix("-- no transaction") {
        try db.script(file.text)
        try db.run("INSERT INTO migration (name) VALUES (\(file.name))")
      } else {
        try db.transaction {
          try db.script("SET LOCAL lock_timeout = '5s'")
          try db.script(file.text)
          try db.run("INSERT INTO migration (name) VALUES (\(file.name))")
        }
      }
      ran.append(file.name)
    }
    return ran
  }

  /// The files that have not run on this database.
  public func pending(on db: Database) throws -> [String] {
    let exists = try db.one("SELECT to_regclass('migration') IS NOT NULL" as Query<Bool>)
    guard exists else { return files.map(\.name) }
    let known = Set(try db.all("SELECT name FROM migration" as Query<String>))
    return files.map(\.name).filter { !known.contains($0) }
  }
}
