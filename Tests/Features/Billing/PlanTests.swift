import Billing
import FoundationEssentials
import HTTP
import Postgres
import Site
import Testing
import Threads

@Suite struct PlanTests {
  let account: LedgerAccount

  init() throws { account = try LedgerAccount() }

  @Test func `a new account has room for 25 products`() throws {
    try account.move { db in
      try #expect(Billing.productsLeft(db) == 25)
      try #expect(db.one(Query<Plan>.planInForce).code == "free")
    }
  }

  @Test func `who is over a limit is told what to do`() throws {
    let refused = #expect(throws: Problem.self) {
      try account.move { try Billing.require(26, .products, $0) }
    }
    #expect(refused?.kind == .outOfCredits)
    #expect(refused?.sentence.contains("Choose a larger plan") == true)
  }

  @Test func `of eight at once only as many come in as there is room`() throws {
    let products: Query<Int> = "SELECT count(*) FROM product WHERE client_id = current_client()"
    try account.move { try stock(22, $0) }
    let client = account.client
    let visitors = (0..<8).map { _ in
      Threads.Thread {
        let db = TestHouse.app()
        // Those who are turned away are counted by their absence.
        try? db.transaction(as: client) {
          try Billing.require(1, .products, db)
          try stock(1, db)
        }
      }
    }
    for visitor in visitors { visitor.join() }
    try account.move { try #expect(Billing.productsLeft($0) == 0) }
    try #expect(account.db.read(as: client, products) == [25])
  }

  @Test func `a plan given by hand counts at once`() throws {
    try account.move { db in
      try Billing.give(plan: "pro", db)
      try #expect(Billing.productsLeft(db) == 500)
      try Billing.requireAPI(db)
      try Billing.give(plan: "enterprise", db)
      try #expect(Billing.productsLeft(db) == nil)
    }
  }

  @Test func `who bought a plan keeps it when it changes`() throws {
    try account.move { try Billing.give(plan: "basic", $0) }
    let owner = Database(Configuration.current.ownerDSN)
    try owner.transaction {
      try owner.run("UPDATE plan SET is_offered = false WHERE code = 'basic'")
      try owner.run(
        """
        INSERT INTO plan (code, version, name, credits, products, is_offered)
        VALUES ('basic', 99, 'Basic', 1, 1, false) ON CONFLICT DO NOTHING
        """)
      try owner.run("UPDATE plan SET is_offered = true WHERE code = 'basic' AND version = 1")
    }
    try account.move { try #expect(Billing.productsLeft($0) == 100) }
    #expect(throws: DatabaseError.self) {
      try owner.run("UPDATE plan SET credits = 1 WHERE code = 'basic' AND version = 1")
    }
  }
}

private func stock(_ number: Int, _ db: Database) throws {
  try db.run(
    """
    INSERT INTO product (client_id, id, source, name)
    SELECT current_client(), uuid7(), 'uploaded', 'Chair ' || n
    FROM generate_series(1, \(number)) n
    """)
}
