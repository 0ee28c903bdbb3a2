extension Database {
  /// Does something that nobody else may do at the same time, in whatever process; `nil` when
  /// somebody else is doing it right now.
  ///
  /// The lock is the connection's: it ends with it, should the process die.
  public func ifFree<Answer>(
    _ name: String, _ place: Int = 0, _ body: () throws -> Answer
  ) throws -> Answer? {
    let lock: Query<Bool> = "SELECT pg_try_advisory_lock(hashtext(\(name)), \(place)::int)"
    guard try one(lock) else { return nil }
    defer {
      // A lock that cannot be given back goes with the connection.
      _ = try? run("SELECT pg_advisory_unlock(hashtext(\(name)), \(place)::int)")
    }
    return try body()
  }

  /// Does something that nobody else may do at the same time, in whatever process, after those who
  /// came before.
  ///
  /// The lock is the connection's: it ends with it, should the process die. Not inside of a
  /// transaction.
  /// - Throws: `DatabaseError` with state 55P03 when the others take longer than so many seconds.
  public func alone<Answer>(
    _ name: String, seconds: Int, _ body: () throws -> Answer
  ) throws -> Answer {
    let lock: Query<Bool> = "SELECT pg_advisory_lock(hashtextextended(\(name), 0)) IS NOT NULL"
    try script("SET lock_timeout = '\(seconds)s'")
    do { _ = try one(lock) } catch {
      _ = try? script("RESET lock_timeout")
      throw error
    }
    defer { _ = try? run("SELECT pg_advisory_unlock(hashtextextended(\(name), 0))") }
    try script("RESET lock_timeout")
    return try body()
  }
}
