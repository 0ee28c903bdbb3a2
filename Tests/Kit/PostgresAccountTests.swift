import FoundationEssentials
import Postgres
import Testing

/// Row-level security: a transaction sees the rows of its account and no others.
@Suite struct PostgresAccountTests {
  let scratch: ScratchDatabase
  let db: Database
  let anna = UUID()
  let bert = UUID()

  init() throws {
    scratch = try ScratchDatabase()
    let owner = scratch.owner()
    try owner.script(
      """
      CREATE TABLE sofa (client_id uuid NOT NULL, name text);
      ALTER TABLE sofa ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own ON sofa
        USING (client_id = nullif(current_setting('epox.client_id', true), '')::uuid);
      GRANT SELECT, INSERT, UPDATE, DELETE ON sofa TO epox_app;
      """)
    try owner.run("INSERT INTO sofa VALUES (\(anna), 'of Anna'), (\(bert), 'of Bert')")
    db = scratch.app()
  }

  let all: Query<String> = "SELECT name FROM sofa"

  @Test func `an account sees its own rows`() throws {
    #expect(try db.transaction(as: anna) { try db.all(all) } == ["of Anna"])
    #expect(try db.read(as: bert, all) == ["of Bert"])
    #expect(try db.read(as: anna, all) == ["of Anna"])
  }

  @Test func `nobody sees nothing, also after somebody did`() throws {
    #expect(try db.all(all) == [])
    _ = try db.transaction(as: anna) { try db.all(all) }
    _ = try db.read(as: anna, all)
    #expect(try db.all(all) == [])
    #expect(try db.transaction { try db.all(all) } == [])
    #expect(try db.read(as: nil, all) == [])
  }

  @Test func `nobody writes into another's account`() throws {
    #expect(throws: DatabaseError.self) {
      try db.transaction(as: anna) { try db.run("INSERT INTO sofa VALUES (\(bert), 'forged')") }
    }
    let changed = try db.transaction(as: anna) {
      try db.run("UPDATE sofa SET name = 'stolen' WHERE client_id = \(bert)")
    }
    #expect(changed == 0)
  }

  @Test func `after an inner transaction the outer account is back`() throws {
    try db.transaction(as: anna) {
      try #expect(db.transaction(as: bert) { try db.all(all) } == ["of Bert"])
      try #expect(db.all(all) == ["of Anna"])
      try #expect(db.read(as: bert, all) == ["of Bert"])
      try #expect(db.read(as: nil, all) == ["of Anna"])
      try? db.transaction(as: bert) { throw DatabaseError.unreadable("on purpose") }
      try #expect(db.all(all) == ["of Anna"])
    }
  }
}
