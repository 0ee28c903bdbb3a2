import Synchronization

/// Connections for threads that need one only now and then.
///
/// `pool.with { db in … }` lends one and takes it back; there are never more than the limit.
public final class Pool: Sendable {
  private struct Slot: @unchecked Sendable {
    // A connection in the pool belongs to nobody; lending passes it to exactly one thread.
    let database: Database
  }
  private let dsn: String
  private let limit: Int
  private let idle = Mutex<[Slot]>([])
  private let lent = Mutex<Int>(0)

  /// A pool that opens connections as they are needed.
  public init(_ dsn: String, limit: Int) {
    self.dsn = dsn
    self.limit = limit
  }

  /// Lends a connection to the body.
  /// - Throws: `DatabaseError.connectionLost` when as many as allowed are lent already.
  public func with<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
    let allowed = lent.withLock { count in
      if count >= limit { return false }
      count += 1
      return true
    }
    guard allowed else {
      throw DatabaseError.connectionLost("all \(limit) connections of the pool are in use")
    }
    let slot = idle.withLock { $0.popLast() } ?? Slot(database: Database(dsn))
    defer {
      idle.withLock { $0.append(slot) }
      lent.withLock { $0 -= 1 }
    }
    return try body(slot.database)
  }
}
