import FoundationEssentials
import Postgres
import Testing
import Threads

@Suite struct MigrationsTests {
  let scratch: ScratchDatabase
  let folder: ScratchFolder
  let db: Database

  init() throws {
    (scratch, folder) = (try ScratchDatabase(), try ScratchFolder())
    db = scratch.owner()
    try folder.write("CREATE TABLE sofa (name text);", to: "001_sofa.sql")
    try folder.write("INSERT INTO sofa VALUES ('a'); SELECT pg_sleep(0.05)", to: "002_fill.sql")
    try folder.write("this is no SQL", to: "notes.txt")
  }

  var count: Int { get throws { try db.one("SELECT count(*) FROM sofa" as Query<Int>) } }

  @Test func `each file runs once, in order`() throws {
    let migrations = try Migrations(folder: folder.path)
    #expect(try migrations.pending(on: db) == ["001_sofa.sql", "002_fill.sql"])
    #expect(try migrations.run(on: db) == ["001_sofa.sql", "002_fill.sql"])
    #expect(try migrations.run(on: db) == [])
    #expect(try migrations.pending(on: db) == [])
    #expect(try count == 1)
  }

  @Test func `four at the same time do the work of one`() throws {
    let ran = Notebook<String>()
    let (folder, scratch) = (folder.path, scratch)
    let threads = (1...4).map { _ in
      Threads.Thread {
        do {
          try Migrations(folder: folder).run(on: scratch.owner()).forEach(ran.note)
        } catch {
          ran.note(String(describing: error))
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(ran.entries.sorted() == ["001_sofa.sql", "002_fill.sql"])
    #expect(try count == 1)
  }

  @Test func `a file that fails leaves nothing of itself and stops the rest`() throws {
    try folder.write("INSERT INTO sofa VALUES ('b'); SELECT 1 / 0", to: "003_wrong.sql")
    try folder.write("INSERT INTO sofa VALUES ('c')", to: "004_later.sql")
    #expect(throws: DatabaseError.self) { try Migrations(folder: folder.path).run(on: db) }
    #expect(try count == 1)
    try folder.write("INSERT INTO sofa VALUES ('b')", to: "003_wrong.sql")
    let repaired = try Migrations(folder: folder.path)
    #expect(try repaired.run(on: scratch.owner()) == ["003_wrong.sql", "004_later.sql"])
    #expect(try count == 3)
  }

  @Test func `a file may ask to run outside a transaction`() throws {
    try folder.write(
      "-- no transaction\nCREATE INDEX CONCURRENTLY sofa_name ON sofa (name)", to: "003_index.sql")
    #expect(try Migrations(folder: folder.path).run(on: db).last == "003_index.sql")
  }
}
