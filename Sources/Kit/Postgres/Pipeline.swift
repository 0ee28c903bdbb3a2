internal import CPostgres

extension Database {
  /// Sends everything that the body sends in one go, then reads the answers in order.
  ///
  /// The body answers with a closure that reads; whatever happens, the connection is back in its
  /// usual mode afterwards.
  func pipeline<Answer>(_ body: (Pipeline) throws -> (() throws -> Answer)) throws -> Answer {
    let open = try opened()
    guard PQenterPipelineMode(open) == 1 else { throw DatabaseError(nil, open) }
    let pipe = Pipeline(database: self, connection: open)
    do {
      let read = try body(pipe)
      guard PQpipelineSync(open) == 1 else { throw DatabaseError(nil, open) }
      let answer = try read()
      try pipe.finish()
      return answer
    } catch {
      pipe.abandon()
      throw error
    }
  }
}

/// A pipeline under way: statements go out one after the other, answers come back in that order.
struct Pipeline {
  let database: Database
  let connection: OpaquePointer

  /// Queues a statement, and its preparation where this connection does not know it yet.
  func send(_ text: String, _ values: [String?]) throws {
    let name: String
    if let known = database.prepared[text] {
      name = known
    } else {
      name = database.newStatementName()
      guard PQsendPrepare(connection, name, text, 0, nil) == 1 else {
        throw DatabaseError(nil, connection)
      }
      database.prepared[text] = name
      database.preparing.append(text)
    }
    let sent = withTexts(values) {
      PQsendQueryPrepared(connection, name, Int32(values.count), $0, nil, nil, 0)
    }
    guard sent == 1 else { throw DatabaseError(nil, connection) }
    database.awaited.append(text)
  }

  /// Reads answers whose rows do not matter.
  func skip(_ count: Int) throws {
    for _ in 0..<count { PQclear(try next()) }
  }

  /// Reads the next answer as rows of a query.
  func rows<Row: RowReadable>(_ query: Query<Row>) throws -> [Row] {
    let result = try next()
    defer { PQclear(result) }
    return try database.rows(result)
  }

  /// The answer to the next statement; answers to preparations are taken on the way.
  private func next() throws -> OpaquePointer {
    let text = database.awaited.isEmpty ? "" : database.awaited.removeFirst()
    if database.preparing.first == text {
      database.preparing.removeFirst()
      do {
        PQclear(try result())
      } catch {
        database.prepared[text] = nil
        throw error
      }
    }
    return try result()
  }

  private func result() throws -> OpaquePointer {
    guard let result = PQgetResult(connection) else { throw DatabaseError(nil, connection) }
    // Each answer in a pipeline is followed by a null that ends it.
    if PQresultStatus(result) != PGRES_PIPELINE_SYNC { PQclear(PQgetResult(connection)) }
    let status = PQresultStatus(result)
    guard status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
      defer { PQclear(result) }
      throw DatabaseError(result, connection)
    }
    return result
  }

  /// Takes the answers that nobody read, such as that to COMMIT, and the end mark.
  func finish() throws {
    while !database.awaited.isEmpty { PQclear(try next()) }
    drain()
    PQexitPipelineMode(connection)
  }

  /// After an error: everything up to the end mark is thrown away, a transaction is ended.
  func abandon() {
    for text in database.preparing { database.prepared[text] = nil }
    database.preparing = []
    database.awaited = []
    guard PQstatus(connection) == CONNECTION_OK else { return }
    PQpipelineSync(connection)
    drain()
    if PQexitPipelineMode(connection) != 1 {
      database.close()
    } else if PQtransactionStatus(connection) != PQTRANS_IDLE {
      PQclear(PQexec(connection, "ROLLBACK"))
    }
  }

  private func drain() {
    var nulls = 0
    while nulls < 2 {
      guard let result = PQgetResult(connection) else {
        nulls += 1
        continue
      }
      nulls = 0
      PQclear(result)
      if PQstatus(connection) != CONNECTION_OK { return }
    }
  }
}
