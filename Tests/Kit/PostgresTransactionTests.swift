import FoundationEssentials
import Postgres
import Testing

private struct Abort: Error {}

@Suite struct PostgresTransactionTests {
  let db: Database
  init() throws {
    db = try ScratchDatabase.shared()
    try db.script("CREATE TEMP TABLE sofa (name text CONSTRAINT sofa_name UNIQUE)")
  }

  var names: [String] {
    get throws { try db.all("SELECT name FROM sofa ORDER BY name" as Query<String>) }
  }

  @Test func `what a transaction did stays, or all of it goes`() throws {
    try db.transaction { try db.run("INSERT INTO sofa VALUES ('kept')") }
    #expect(throws: Abort.self) {
      try db.transaction {
        try db.run("INSERT INTO sofa VALUES ('gone')")
        throw Abort()
      }
    }
    #expect(try names == ["kept"])
    #expect(!db.isInTransaction)
  }

  @Test func `an inner transaction can fail without the outer one`() throws {
    try db.transaction {
      try db.run("INSERT INTO sofa VALUES ('outer')")
      for name in ["inner", "outer", "deeper"] {
        try? db.transaction {
          try db.transaction { try db.run("INSERT INTO sofa VALUES (\(name))") }
          if name == "inner" { throw Abort() }
        }
      }
      #expect(db.isInTransaction)
    }
    #expect(try names == ["deeper", "outer"])
  }

  @Test func `an inner error that was swallowed does not end the outer transaction`() throws {
    try db.transaction {
      try db.run("INSERT INTO sofa VALUES ('first')")
      #expect(throws: DatabaseError.self) {
        // The statement's error is hidden, so the savepoint cannot be released.
        try db.transaction { _ = try? db.run("INSERT INTO sofa VALUES ('first')") }
      }
      #expect(db.isInTransaction)
      try db.run("INSERT INTO sofa VALUES ('second')")
    }
    #expect(try names == ["first", "second"])
  }

  @Test func `a transaction that failed inside does not pass for done`() throws {
    #expect(throws: DatabaseError.self) {
      try db.transaction {
        try db.run("INSERT INTO sofa VALUES ('a')")
        _ = try? db.run("INSERT INTO sofa VALUES ('a')")
      }
    }
    #expect(try names == [])
    try db.transaction { try db.run("INSERT INTO sofa VALUES ('later')") }
    #expect(try names == ["later"])
  }

  @Test func `what stands in the way is named`() throws {
    try db.script("ALTER TABLE sofa ADD CONSTRAINT sofa_short CHECK (length(name) < 9)")
    try db.run("INSERT INTO sofa VALUES ('Oslo')")
    let twice = #expect(throws: DatabaseError.self) {
      try db.run("INSERT INTO sofa VALUES ('Oslo')")
    }
    #expect(twice?.uniqueViolation == "sofa_name")
    #expect(twice?.checkViolation == nil)
    let long = #expect(throws: DatabaseError.self) {
      try db.run("INSERT INTO sofa VALUES ('Kristiansand')")
    }
    #expect(long?.checkViolation == "sofa_short")
  }

  @Test func `a body that met another writer runs again`() throws {
    let scratch = try ScratchDatabase()
    let (mine, other) = (scratch.owner(), scratch.owner())
    try mine.script("CREATE TABLE stock (count int); INSERT INTO stock VALUES (1)")
    var attempts = 0
    try mine.transaction {
      attempts += 1
      try mine.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
      let count = try mine.one("SELECT count FROM stock" as Query<Int>)
      if attempts == 1 { try other.run("UPDATE stock SET count = 10") }
      try mine.run("UPDATE stock SET count = \(count + 1)")
    }
    #expect(attempts == 2)
    #expect(try mine.one("SELECT count FROM stock" as Query<Int>) == 11)
  }

  @Test func `several reads come back together`() throws {
    try db.run("INSERT INTO sofa VALUES ('a'), ('b')")
    let all: Query<String> = "SELECT name FROM sofa ORDER BY 1"
    for _ in 1...3 {
      let (names, one, none) = try db.read(
        as: nil, all, "SELECT \(7)::int" as Query<Int>, "SELECT 1 WHERE false" as Query<Int>)
      #expect(names == ["a", "b"])
      #expect(one == [7])
      #expect(none == [])
    }
  }

  @Test(arguments: [
    "SELECT 1 / 0", "SELECT nonsense", "not even SQL", "SELECT 'a text'", "SELECT NULL::int",
  ])
  func `an error in the middle of several reads leaves the connection usable`(text: String) throws {
    let good: Query<Int> = "SELECT 40 + \(2)::int"
    let bad = Query<Int>(stringLiteral: text)
    for _ in 1...2 {
      #expect(throws: DatabaseError.self) { try db.read(as: nil, good, bad, good) }
      #expect(try db.read(as: nil, good, good) == ([42], [42]))
      #expect(try db.one(good) == 42)
      #expect(try db.transaction { try db.one(good) } == 42)
    }
    #expect(try names == [])
    #expect(db.connectionCount == 1)
  }

  @Test func `several reads cannot write`() throws {
    let scratch = try ScratchDatabase()
    let other = scratch.owner()
    try other.script("CREATE TABLE sofa (name text)")
    let write: Query<String> = "INSERT INTO sofa VALUES ('x') RETURNING name"
    #expect(throws: DatabaseError.self) { try other.read(as: nil, write) }
    #expect(try other.one("SELECT count(*) FROM sofa" as Query<Int>) == 0)
  }
}
