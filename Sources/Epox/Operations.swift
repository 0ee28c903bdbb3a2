import Accounts
import FoundationEssentials
import HTTP
import Postgres
import Site
import Telemetry

/// What operators and machines ask the responder.
package enum Operations {
  /// Whether the process answers at all.
  package static func healthy(_ anyone: Anyone) -> Response { .text("ok\n") }

  /// Whether it can do its work: the database answers and the schema is there.
  package static func ready(_ anyone: Anyone) throws -> Response {
    do {
      let migrated: Query<Bool> = "SELECT to_regclass('sync_event') IS NOT NULL"
      guard try anyone.db.one(migrated) else { return .text("schema is missing\n", status: 503) }
      return .text("ready\n")
    } catch is DatabaseError {
      return .text("database is away\n", status: 503)
    }
  }

  /// Counters for Prometheus; nginx lets only this machine ask.
  package static func metrics(_ anyone: Anyone) -> Response { .text(Metrics.exposition) }

  /// The description of the API.
  package static func describe(_ anyone: Anyone) -> Response {
    .json(
      router.openAPI(
        title: "Epox", version: "1", server: Configuration.current.baseURL))
  }
}
