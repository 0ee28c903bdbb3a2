import Postgres
import Telemetry
public import Threads

extension Server {
  /// Seconds after which a stream that has nothing to tell is kept awake.
  private static let beat = Duration.seconds(20)

  /// Starts the thread that passes on what PostgreSQL tells, until `stop`.
  ///
  /// While the database cannot be reached, browsers ask from time to time.
  public func hear(_ channel: String, dsn: String) -> Threads.Thread {
    Threads.Thread {
      let db = Database(dsn)
      while !self.isStopped {
        do { try self.passOn(channel, db) } catch {
          Log.warning("streams hear nothing", ["error": String(describing: error)])
          db.close()
          self.pause(milliseconds: 2_000)
        }
      }
      self.streams.endAll()
    }
  }

  private func passOn(_ channel: String, _ db: Database) throws {
    var lastBeat = ContinuousClock.now
    var connection = -1
    while !isStopped {
      if connection != db.connectionCount {
        try db.listen(channel)
        connection = db.connectionCount
        streams.tellAll()
      }
      let news = try db.notifications(waiting: 500)
      if !news.isEmpty { streams.tell(Set(news.map(\.payload))) }
      guard lastBeat.duration(to: .now) > Server.beat else { continue }
      streams.beat()
      lastBeat = .now
    }
  }
}
