import FoundationEssentials
import Postgres
import Testing
import Threads

@Suite struct PostgresConnectionTests {
  let scratch: ScratchDatabase
  let db: Database
  let other: Database

  init() throws {
    scratch = try ScratchDatabase()
    (db, other) = (scratch.owner(), scratch.owner())
    try other.script("CREATE TABLE sofa (name text CONSTRAINT sofa_name UNIQUE)")
  }

  var count: Int { get throws { try other.one("SELECT count(*) FROM sofa" as Query<Int>) } }

  /// What a restart of PostgreSQL does to a connection.
  func cut(_ db: Database) throws {
    let pid = try db.one("SELECT pg_backend_pid()" as Query<Int>)
    #expect(try other.one("SELECT pg_terminate_backend(\(pid)::int, 9000)" as Query<Bool>))
  }

  @Test func `a transaction on a connection that the server closed just runs`() throws {
    try cut(db)
    try db.transaction { try db.run("INSERT INTO sofa VALUES ('a')") }
    #expect(try count == 1)
    #expect(db.connectionCount == 2)
  }

  @Test func `reads on a connection that the server closed just run`() throws {
    _ = try db.read(as: nil, "SELECT 1" as Query<Int>)
    try cut(db)
    #expect(try db.read(as: nil, "SELECT 1" as Query<Int>, "SELECT 2" as Query<Int>) == ([1], [2]))
  }

  @Test func `a lone statement on a connection that the server closed just runs, once`() throws {
    try cut(db)
    try db.run("INSERT INTO sofa VALUES ('a')")
    #expect(try count == 1)
    #expect(db.connectionCount == 2)
  }

  @Test func `a connection lost in a transaction loses all of it, once`() throws {
    var runs = 0
    let lost = #expect(throws: DatabaseError.self) {
      try db.transaction {
        runs += 1
        try db.run("INSERT INTO sofa VALUES ('a')")
        try cut(db)
        // Swallowed here: the rest must still not run on a new connection by itself.
        _ = try? db.run("INSERT INTO sofa VALUES ('b')")
        try db.run("INSERT INTO sofa VALUES ('c')")
      }
    }
    #expect(lost?.isConnectionLost == true)
    #expect(runs == 1)
    #expect(try count == 0)
    try db.transaction { try db.run("INSERT INTO sofa VALUES ('d')") }
    #expect(try count == 1)
  }

  @Test func `a server that is not there is a connection lost`() {
    let nowhere = Database("host=/nowhere dbname=epox")
    let error = #expect(throws: DatabaseError.self) { try nowhere.transaction {} }
    #expect(error?.isConnectionLost == true)
  }

  @Test func `COPY takes any text and leaves it as it was`() throws {
    try other.script("CREATE TABLE mixed (n int, t text, b bytea, d timestamptz)")
    let texts = ["a\tb", "a\nb", "a\r\nb", "\\", "\\.", "\\N", "", "é🛋️", "\\t"]
    var rows: [[(any SQLValue)?]] = texts.enumerated().map { [$0, $1, nil, nil] }
    rows.append([99, nil, [0, 92, 255] as [UInt8], Date(timeIntervalSince1970: 0.5)])
    #expect(try load("mixed (n, t, b, d)", rows) == texts.count + 1)
    let back: Query<One<String>> = "SELECT t FROM mixed ORDER BY n"
    #expect(try db.all(back).map(\.value) == texts + [nil])
    let last: Query<One<[UInt8]>> = "SELECT b FROM mixed WHERE n = 99"
    #expect(try db.one(last).value == [0, 92, 255])
  }

  @Test func `COPY takes numbers, flags and lines as what they are`() throws {
    try other.script("CREATE TABLE plain (n bigint, f boolean, l text)")
    let numbers = [0, 7, -1, 1_000_000, Int.max, Int.min]
    try db.copy(into: "plain (n, f, l)", numbers) { number, line in
      line.add(number)
      line.add(number > 0)
      line.add(lines: number == 7 ? nil : ["a\tb", "", "c"])
    }
    let wrong: Query<One<Int>> = """
      SELECT count(*) FROM plain WHERE f <> (n > 0)
        OR l IS DISTINCT FROM CASE WHEN n <> 7 THEN E'a\\tb\\n\\nc' END
      """
    #expect(try db.one(wrong).value == 0)
    let back: Query<One<Int>> = "SELECT n FROM plain ORDER BY n"
    #expect(try db.all(back).map(\.value) == numbers.sorted())
  }

  /// Loads rows whose columns may be of any kind.
  @discardableResult
  private func load(_ table: String, _ rows: some Sequence<[(any SQLValue)?]>) throws -> Int {
    try db.copy(into: table, rows) { row, line in row.forEach { line.add($0) } }
  }

  @Test func `a COPY that fails loads nothing and leaves the connection usable`() throws {
    let rows: [[(any SQLValue)?]] = (0..<5000).map { ["sofa \($0 % 4999)"] }
    let twice = #expect(throws: DatabaseError.self) { try load("sofa (name)", rows) }
    #expect(twice?.uniqueViolation == "sofa_name")
    #expect(throws: DatabaseError.self) { try load("missing (name)", rows) }
    #expect(try count == 0)
    try db.transaction { try load("sofa (name)", rows.dropLast()) }
    #expect(try count == 4999)
  }

  @Test func `news reach who listens, once the sender has committed`() throws {
    try db.listen("room-7 \"x\"")
    try? other.transaction {
      try other.run("SELECT pg_notify('room-7 \"x\"', 'taken back')")
      throw DatabaseError.unreadable("on purpose")
    }
    try other.run("SELECT pg_notify('room-7', 'elsewhere')")
    #expect(try db.notifications(waiting: 0) == [])
    try other.transaction { try other.run("SELECT pg_notify('room-7 \"x\"', \("a 'b' é"))") }
    let news = try db.notifications(waiting: 9000)
    #expect(news.map(\.channel) == ["room-7 \"x\""])
    #expect(news.map(\.payload) == ["a 'b' é"])
  }

  @Test func `who waits for news learns that the connection is lost`() throws {
    try db.listen("room")
    try cut(db)
    let lost = #expect(throws: DatabaseError.self) {
      while true { _ = try db.notifications(waiting: 100) }
    }
    #expect(lost?.isConnectionLost == true)
    try db.listen("room")
    try other.run("SELECT pg_notify('room', '')")
    #expect(try db.notifications(waiting: 9000).map(\.channel) == ["room"])
  }

  @Test func `a pool lends as many as allowed and takes them back`() throws {
    let pool = Pool(scratch.dsn(as: "epox_owner"), limit: 2)
    for _ in 1...3 {
      try pool.with { first in
        try pool.with { second in
          #expect(first !== second)
          #expect(throws: DatabaseError.self) { try pool.with { _ in } }
        }
      }
    }
    #expect(throws: DatabaseError.self) { try pool.with { try $0.run("SELECT 1 / 0") } }
    #expect(try pool.with { try $0.one("SELECT 1" as Query<Int>) } == 1)
  }
}
