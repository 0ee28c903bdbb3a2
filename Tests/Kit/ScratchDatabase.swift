import FoundationEssentials
import Postgres
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A database of a test's own; afterwards it is emptied and lent to the next one.
///
/// It needs PostgreSQL with the roles epox_owner (who may create databases), epox_app and
/// epox_system; the variable EPOX_DATABASE_OWNER says where. Dropping a database takes seconds,
/// so that happens once, when all tests are done.
final class ScratchDatabase: Sendable {
  private let name: String
  private let isMigrated: Bool

  /// An empty database, or one with the application's schema.
  init(migrated: Bool = false) throws {
    let server = try ScratchDatabase.shared()
    isMigrated = migrated
    if let name = Idle.take(migrated: migrated) {
      self.name = name
      return
    }
    name = "kit_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    try server.script("CREATE DATABASE \(name)")
    Idle.willDrop(name)
    if migrated { _ = try Migrations(folder: "\(repositoryRoot)/sql/migrations").run(on: owner()) }
  }

  deinit {
    do {
      try owner().script(
        isMigrated ? ScratchDatabase.emptying : "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
      try owner().script("GRANT USAGE ON SCHEMA public TO public")
      Idle.give(name, migrated: isMigrated)
    } catch {
      Issue.record(error, "the scratch database \(name) is not clean")
    }
  }

  /// Entries of the ledger never change; only the owner of the table can say otherwise.
  private static let emptying = """
    ALTER TABLE credit_transaction DISABLE TRIGGER keep_all;
    TRUNCATE client, person CASCADE;
    ALTER TABLE credit_transaction ENABLE TRIGGER keep_all
    """

  /// How a role reaches it; libpq takes the last word when one comes twice.
  func dsn(as role: String) -> String { ScratchDatabase.dsn(as: role, to: name) }

  /// A connection of the role that owns the tables.
  func owner() -> Database { Database(dsn(as: "epox_owner")) }
  /// A connection of the role that sees one account at a time.
  func app() -> Database { Database(dsn(as: "epox_app")) }
  /// A connection of the role that works across accounts.
  func system() -> Database { Database(dsn(as: "epox_system")) }

  /// A connection for tests that leave nothing behind.
  static func shared() throws -> Database {
    Database(try sharedDSN())
  }

  /// How the shared database is reached.
  static func sharedDSN() throws -> String {
    guard let dsn = ProcessInfo.processInfo.environment["EPOX_DATABASE_OWNER"] else {
      throw DatabaseError.connectionLost(
        "EPOX_DATABASE_OWNER is not set: these tests need a PostgreSQL, see `make test`.")
    }
    return dsn
  }

  fileprivate static func dsn(as role: String, to name: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let owner = environment["EPOX_DATABASE_OWNER"] ?? ""
    let known =
      switch role {
      case "epox_app": environment["EPOX_DATABASE_APP"] ?? owner
      case "epox_system": environment["EPOX_DATABASE_SYSTEM"] ?? owner
      default: owner
      }
    return "\(known) user=\(role) dbname=\(name)"
  }
}

/// The databases that no test uses just now, and all that must go in the end.
private enum Idle {
  private static let names = Mutex<[Bool: [String]]>([:])
  private static let all = Mutex<[String]>([])

  static func take(migrated: Bool) -> String? {
    names.withLock { $0[migrated, default: []].popLast() }
  }

  static func give(_ name: String, migrated: Bool) {
    names.withLock { $0[migrated, default: []].append(name) }
  }

  static func willDrop(_ name: String) {
    let isFirst = all.withLock { all in
      all.append(name)
      return all.count == 1
    }
    if isFirst { atexit { Idle.dropAll() } }
  }

  private static func dropAll() {
    for name in all.withLock({ $0 }) {
      // Each role may end its own connections only.
      for role in ["epox_app", "epox_system"] {
        try? Database(ScratchDatabase.dsn(as: role, to: name)).script(
          """
          SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity
          WHERE datname = current_database() AND usename = current_user
            AND pid <> pg_backend_pid()
          """)
      }
      try? ScratchDatabase.shared().script("DROP DATABASE \(name) WITH (FORCE)")
    }
  }
}

/// The folder that holds `Package.swift`.
let repositoryRoot = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path

/// One column of one row, NULL or not.
struct One<Value: SQLReadable & Sendable>: RowReadable, Sendable {
  let value: Value?
  init(_ row: Row) throws { value = try row[0] }
}
