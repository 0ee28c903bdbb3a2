internal import CPostgres
public import FoundationEssentials

extension Database {
  /// Runs the body in one transaction: all of it happens or nothing does.
  ///
  /// Inside another transaction it is a savepoint. A deadlock or serialisation failure runs the
  /// body again, up to three times, and a connection found broken at the start is reopened; so
  /// the body may do nothing but talk to this database.
  ///
  /// `account`: whose rows row-level security shows; `nil` for none.
  @discardableResult
  public func transaction<Answer>(
    as account: UUID? = nil, _ body: () throws -> Answer
  ) throws -> Answer {
    if depth > 0 { return try savepoint(as: account, body) }
    var attempt = 1
    while true {
      try begin(as: account)
      do {
        let answer = try body()
        try commit()
        return answer
      } catch {
        rollback()
        guard let failure = error as? DatabaseError, failure.isWorthRetrying, attempt < 3 else {
          throw error
        }
        attempt += 1
      }
    }
  }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { depth > 0 }

  private func begin(as account: UUID?) throws {
    do {
      try sendBegin(as: account)
    } catch let failure as DatabaseError where failure.isConnectionLost {
      // Nothing has happened yet: a connection that the server closed meanwhile is replaced.
      close()
      try sendBegin(as: account)
    }
    depth = 1
  }

  private func sendBegin(as account: UUID?) throws {
    try pipeline { pipe in
      try pipe.send("BEGIN", [])
      if let account { try pipe.send(setAccount, [account.uuidString]) }
      return { try pipe.skip(account == nil ? 1 : 2) }
    }
  }

  private func commit() throws {
    let open = try opened()
    depth = 0
    let result = PQexec(open, "COMMIT")
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw DatabaseError(result, open) }
    // A transaction that had failed inside is rolled back by COMMIT, which says so.
    guard String(cString: PQcmdStatus(result)) == "COMMIT" else {
      throw DatabaseError.unreadable("the transaction had failed and was rolled back")
    }
  }

  private func rollback() {
    depth = 0
    PQclear(PQexec(connection, "ROLLBACK"))
  }

  private func savepoint<Answer>(as account: UUID?, _ body: () throws -> Answer) throws -> Answer {
    let outer = depth
    let name = "p\(outer)"
    try script("SAVEPOINT \(name)")
    depth += 1
    defer { depth = min(depth, outer) }
    do {
      let before = try account.map { try exchangeAccount($0.uuidString) }
      let answer = try body()
      // What comes after the savepoint is the outer transaction's account again.
      if let before { try exchangeAccount(before) }
      try script("RELEASE SAVEPOINT \(name)")
      return answer
    } catch {
      PQclear(PQexec(connection, "ROLLBACK TO SAVEPOINT \(name)"))
      throw error
    }
  }

  /// Sets the account of the rest of this transaction; answers with the one before.
  @discardableResult
  private func exchangeAccount(_ account: String) throws -> String {
    let before = try one(
      "SELECT coalesce(current_setting('epox.client_id', true), '')" as Query<String>)
    PQclear(try execute(setAccount, [account]))
    return before
  }

  /// Runs several queries for an account in one round trip, all seeing the same moment.
  ///
  /// They only read. A connection that breaks on the way is reopened and the queries are sent
  /// once more.
  public func read<each Row: RowReadable>(
    as account: UUID?, _ queries: repeat Query<each Row>
  ) throws -> (repeat [each Row]) {
    if depth > 0 {
      guard let account else { return try (repeat all(each queries)) }
      return try transaction(as: account) { try (repeat all(each queries)) }
    }
    do {
      return try readOnce(as: account, repeat each queries)
    } catch let failure as DatabaseError where failure.isConnectionLost {
      close()
      return try readOnce(as: account, repeat each queries)
    }
  }

  /// Runs one statement for an account, in a transaction of its own and one round trip.
  ///
  /// It is sent once: what a connection that breaks on the way has done is not known.
  public func change<Row: RowReadable>(as account: UUID, _ query: Query<Row>) throws -> [Row] {
    if depth > 0 { return try transaction(as: account) { try all(query) } }
    return try pipeline { pipe in
      try pipe.send("BEGIN", [])
      try pipe.send(setAccount, [account.uuidString])
      try pipe.send(query.text, query.values)
      try pipe.send("COMMIT", [])
      return {
        try pipe.skip(2)
        let rows = try pipe.rows(query)
        try pipe.skip(1)
        return rows
      }
    }
  }

  private func readOnce<each Row: RowReadable>(
    as account: UUID?, _ queries: repeat Query<each Row>
  ) throws -> (repeat [each Row]) {
    try pipeline { pipe in
      try pipe.send("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ", [])
      if let account { try pipe.send(setAccount, [account.uuidString]) }
      repeat try pipe.send((each queries).text, (each queries).values)
      try pipe.send("COMMIT", [])
      return {
        try pipe.skip(account == nil ? 1 : 2)
        return try (repeat pipe.rows(each queries))
      }
    }
  }
}

/// Row-level security looks at this setting, which ends with the transaction.
private let setAccount = "SELECT set_config('epox.client_id', $1, true)"
