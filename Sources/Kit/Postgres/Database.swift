internal import CPostgres

#if canImport(Glibc)
internal import Glibc
#endif

/// One connection to PostgreSQL, for one thread at a time.
///
/// It connects when first used and again after the connection broke. Statements are prepared
/// once a connection. Anything that belongs to an account runs inside `transaction(as:)` or
/// `read(as:)`, which tell row-level security whose rows may be seen.
///
/// ```swift
/// let db = Database(dsn)
/// let lines = try db.transaction(as: account) { try db.all(.newest(50)) }
/// ```
public final class Database {
  let dsn: String
  var connection: OpaquePointer?
  var prepared: [String: String] = [:]
  private var statementCount = 0
  var depth = 0
  /// Statements sent in the pipeline whose answers are still to come.
  var awaited: [String] = []
  /// Those among them that are being prepared on the way.
  var preparing: [String] = []
  /// How often a connection was opened: statements, LISTENs and locks of an earlier one are gone.
  public private(set) var connectionCount = 0

  /// A connection that opens on first use.
  public init(_ dsn: String) {
    self.dsn = dsn
  }

  deinit {
    PQfinish(connection)
  }

  /// Runs a statement and answers with how many rows it changed.
  @discardableResult
  public func run(_ statement: Statement) throws -> Int {
    let result = try execute(statement.text, statement.values)
    defer { PQclear(result) }
    return changedRows(result)
  }

  /// Every row.
  public func all<Row: RowReadable>(_ query: Query<Row>) throws -> [Row] {
    let result = try execute(query.text, query.values)
    defer { PQclear(result) }
    return try rows(result)
  }

  /// The first row, `nil` when there is none.
  public func first<Row: RowReadable>(_ query: Query<Row>) throws -> Row? {
    let result = try execute(query.text, query.values)
    defer { PQclear(result) }
    return try PQntuples(result) == 0 ? nil : Row(Postgres.Row(result: result, index: 0))
  }

  /// The one row that there must be.
  public func one<Row: RowReadable>(_ query: Query<Row>) throws -> Row {
    guard let row = try first(query) else {
      throw DatabaseError.unreadable("a row was expected and none came")
    }
    return row
  }

  /// Runs several statements without values, such as a migration, as one text.
  public func script(_ text: String) throws {
    let open = try opened()
    try check(PQexec(open, text))
  }

  /// Closes the connection; the next use opens a new one.
  public func close() {
    PQfinish(connection)
    connection = nil
    prepared = [:]
    depth = 0
  }

  func changedRows(_ result: OpaquePointer) -> Int {
    PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  func rows<Row: RowReadable>(_ result: OpaquePointer) throws -> [Row] {
    var rows: [Row] = []
    let count = PQntuples(result)
    rows.reserveCapacity(Int(count))
    for index in 0..<count {
      rows.append(try Row(Postgres.Row(result: result, index: index)))
    }
    return rows
  }

  /// The open connection, opened anew when it is missing or broken outside a transaction.
  func opened() throws -> OpaquePointer {
    if let connection, isAlive(connection) { return connection }
    if depth > 0 { throw DatabaseError.connectionLost("the connection broke in a transaction") }
    PQfinish(connection)
    prepared = [:]
    connection = PQconnectdb(dsn)
    guard let connection, PQstatus(connection) == CONNECTION_OK else {
      let message = PQerrorMessage(connection).map { String(cString: $0) } ?? "out of memory"
      PQfinish(connection)
      self.connection = nil
      throw DatabaseError.connectionLost(message)
    }
    connectionCount += 1
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    // Compiling a query just in time takes longer than any query of a page.
    let settings = "SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET jit = off"
    try check(PQexec(connection, settings))
    return connection
  }

  /// Whether the server has not hung up meanwhile, as it does when it is restarted.
  ///
  /// Found out before anything is sent, this loses nothing; later nobody could tell whether a
  /// statement was still carried out.
  private func isAlive(_ connection: OpaquePointer) -> Bool {
    // First comes the server's farewell, then the end.
    for _ in 0..<4 where PQstatus(connection) == CONNECTION_OK && depth == 0 {
      var news = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
      guard poll(&news, 1, 0) > 0 else { return true }
      guard PQconsumeInput(connection) == 1 else { return false }
    }
    return PQstatus(connection) == CONNECTION_OK
  }

  func execute(_ text: String, _ values: [String?]) throws -> OpaquePointer {
    let open = try opened()
    let name = try prepare(text, on: open)
    let result = withTexts(values) { texts in
      PQexecPrepared(open, name, Int32(values.count), texts, nil, nil, 0)
    }
    guard let result else { throw DatabaseError(nil, open) }
    let status = PQresultStatus(result)
    guard status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
      defer { PQclear(result) }
      throw DatabaseError(result, open)
    }
    return result
  }

  /// The name under which a statement is prepared on this connection.
  func prepare(_ text: String, on open: OpaquePointer) throws -> String {
    if let name = prepared[text] { return name }
    let name = newStatementName()
    try check(PQprepare(open, name, text, 0, nil))
    prepared[text] = name
    return name
  }

  /// A name that this connection has not used yet, whatever became of earlier ones.
  func newStatementName() -> String {
    statementCount += 1
    return "s\(statementCount)"
  }

  /// Frees a result after making sure that it is not an error.
  func check(_ result: OpaquePointer?) throws {
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
      throw DatabaseError(result, connection)
    }
  }
}

/// Lends the values to a C call as NUL-terminated texts; they live as long as the call.
func withTexts<Answer>(
  _ values: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer
) -> Answer {
  var offsets: [Int?] = []
  var bytes: [CChar] = []
  for value in values {
    guard let value else {
      offsets.append(nil)
      continue
    }
    offsets.append(bytes.count)
    bytes.append(contentsOf: value.utf8.lazy.map { CChar(bitPattern: $0) })
    bytes.append(0)
  }
  return bytes.withUnsafeBufferPointer { buffer in
    let texts = offsets.map { offset in offset.flatMap { at in buffer.baseAddress.map { $0 + at } }
    }
    return texts.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
