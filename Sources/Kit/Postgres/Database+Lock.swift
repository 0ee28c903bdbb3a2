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
}
