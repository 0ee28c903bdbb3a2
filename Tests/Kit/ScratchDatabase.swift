import FoundationEssentials
import Postgres
import Testing

/// A database of a test's own, gone when the test is.
///
/// It needs PostgreSQL with the roles epox_owner (who may create databases), epox_app and
/// epox_system; the variable EPOX_DATABASE_OWNER says where.
final class ScratchDatabase: Sendable {
  private let name = "kit_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
  private let server: String

  /// An empty database, or one with the application's schema.
  init(migrated: Bool = false) throws {
    server = try ScratchDatabase.server()
    try Database(server).script("CREATE DATABASE \(name)")
    if migrated { _ = try Migrations(folder: "\(repositoryRoot)/sql/migrations").run(on: owner()) }
  }

  deinit {
    do {
      // Each role may end its own connections only.
      for role in ["epox_app", "epox_system"] {
        try Database(dsn(as: role)).script(
          """
          SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity
          WHERE datname = current_database() AND usename = current_user
            AND pid <> pg_backend_pid()
          """)
      }
      try Database(server).script("DROP DATABASE \(name) WITH (FORCE)")
    } catch {
      Issue.record(error, "the scratch database \(name) stays behind")
    }
  }

  /// How a role reaches it; libpq takes the last word when one comes twice.
  func dsn(as role: String) -> String {
    let variable = role == "epox_app" ? "EPOX_DATABASE_APP" : "EPOX_DATABASE_SYSTEM"
    let known = ProcessInfo.processInfo.environment[variable] ?? server
    return "\(role == "epox_owner" ? server : known) user=\(role) dbname=\(name)"
  }

  /// A connection of the role that owns the tables.
  func owner() -> Database { Database(dsn(as: "epox_owner")) }
  /// A connection of the role that sees one account at a time.
  func app() -> Database { Database(dsn(as: "epox_app")) }
  /// A connection of the role that works across accounts.
  func system() -> Database { Database(dsn(as: "epox_system")) }

  /// A connection for tests that leave nothing behind.
  static func shared() throws -> Database { Database(try server()) }

  private static func server() throws -> String {
    guard let dsn = ProcessInfo.processInfo.environment["EPOX_DATABASE_OWNER"] else {
      throw DatabaseError.connectionLost(
        "EPOX_DATABASE_OWNER is not set: these tests need a PostgreSQL, see `make test`.")
    }
    return dsn
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
