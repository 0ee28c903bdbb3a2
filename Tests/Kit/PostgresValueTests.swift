import FoundationEssentials
import Postgres
import Testing

@Suite struct PostgresValueTests {
  let db: Database
  init() throws { db = try ScratchDatabase.shared() }

  @Test(arguments: [
    "", "'", "\"", "\\", "a\\'b\"", "$1", "NULL", "{NULL}", "\\N", "\t\r\n", "🛋️ grün é\u{301}",
    "'); DROP TABLE person; --", "\u{1}\u{7f}",
  ])
  func `a text comes back as it was`(text: String) throws {
    #expect(try db.one("SELECT \(text)::text" as Query<String>) == text)
    #expect(try db.all("SELECT unnest(\([text])::text[])" as Query<String>) == [text])
  }

  @Test func `a NUL in a text is left out instead of failing the request`() throws {
    #expect(try db.one("SELECT \("so\0fa\0")::text" as Query<String>) == "sofa")
  }

  @Test func `a clause brings its values along and keeps them data`() throws {
    let evil = "x') OR true --"
    let clause: Clause = "AND n > \(1)" + "AND name <> \(evil)"
    let query: Query<Int> = """
      SELECT count(*) FROM (VALUES (1, 'a'), (2, 'b'), (3, \(evil))) v(n, name)
      WHERE n < \(9) \(clause) AND n < \(fixed: 4) \("" as Clause) AND name <> \("c")
      """
    #expect(query.values == [evil, "9", "1", evil, "c"])
    #expect(try db.one(query) == 1)
  }

  @Test func `an attempt at injection stays data`() throws {
    try db.script("CREATE TEMP TABLE sofa (name text)")
    let evil = "x'); DELETE FROM sofa; --"
    try db.run("INSERT INTO sofa VALUES (\(evil)), ('good')")
    #expect(try db.one("SELECT count(*) FROM sofa WHERE name = \(evil)" as Query<Int>) == 1)
    #expect(try db.one("SELECT count(*) FROM sofa" as Query<Int>) == 2)
  }

  @Test(arguments: [Int.min, .min + 1, -10, -1, 0, 1, 9, .max - 1, .max])
  func `a whole number comes back as it was`(number: Int) throws {
    #expect(try db.one("SELECT \(number)::bigint" as Query<Int>) == number)
  }

  @Test(arguments: ["9223372036854775808", "-9223372036854775809", "1.5", "'NaN'"])
  func `a number too large for us is an error and not another number`(number: String) throws {
    #expect(throws: DatabaseError.self) {
      try db.one("SELECT \(number)::numeric" as Query<Int>)
    }
    #expect(try db.one("SELECT 1" as Query<Int>) == 1)
  }

  @Test func `a list comes back with its NULLs in their places`() throws {
    let list: [String?] = ["a", nil, "NULL", "", "\"", "\\", "a,b", "{}", " ", "é"]
    let query: Query<One<String>> =
      "SELECT x FROM unnest(\(list)::text[]) WITH ORDINALITY AS u(x, n) ORDER BY n"
    #expect(try db.all(query).map(\.value) == list)
    let none: [Int] = []
    #expect(try db.one("SELECT cardinality(\(none)::bigint[])" as Query<Int>) == 0)
  }

  @Test func `bytes come back as they were`() throws {
    for bytes in [[], Array(0...255), [0, 0, 0]] as [[UInt8]] {
      #expect(try db.one("SELECT \(bytes)::bytea" as Query<One<[UInt8]>>).value == bytes)
      #expect(try db.one("SELECT length(\(bytes)::bytea)" as Query<Int>) == bytes.count)
    }
  }

  @Test func `what may be absent is NULL`() throws {
    let nothing: String? = nil
    #expect(try db.one("SELECT \(nothing)::text IS NULL" as Query<Bool>))
    #expect(try db.one("SELECT NULL::text" as Query<One<String>>).value == nil)
    #expect(throws: DatabaseError.self) { try db.one("SELECT NULL::text" as Query<String>) }
  }

  @Test(arguments: [
    ("0", 0), ("-0.000001", -0.000001), ("0.000001", 0.000001), ("-1", -1), ("-86400", -86_400),
    ("-86400.5", -86_400.5), ("951782400", 951_782_400),
    ("1700000000.123456", 1_700_000_000.123456), ("4102444799.999999", 4_102_444_799.999999),
    ("-62135596800", -62_135_596_800),
    ("-2208988800.25", -2_208_988_800.25),
  ])
  func `a moment is the same moment on both sides`(epoch: String, seconds: Double) throws {
    let date = Date(timeIntervalSince1970: seconds)
    let same: Query<Bool> =
      "SELECT extract(epoch FROM \(date)::timestamptz) = \(epoch)::numeric"
    #expect(try db.one(same), "\(date.sqlText)")
    let back = try db.one("SELECT \(date)::timestamptz" as Query<One<Date>>).value
    #expect(back?.sqlText == date.sqlText)
  }

  @Test func `the calendar holds over four centuries`() {
    for days in stride(from: -150_000, to: 150_000, by: 13) {
      let date = civil(fromDays: days)
      #expect(daysFromCivil(year: date.year, month: date.month, day: date.day) == days)
    }
  }
}
