import Billing
import FoundationEssentials
import HTTP
import Postgres
import Site
import Synchronization
import Testing
import Threads

/// The cases of `Ledger.md`, each by its name.
@Suite struct LedgerTests {
  let account: LedgerAccount

  init() throws { account = try LedgerAccount() }

  @Test func `what expires first is spent first`() throws {
    try account.move { db in
      try Billing.grant(5, .pack, cause: "pack", db)
      try Billing.grant(5, .plan, cause: "plan", until: .now.addingTimeInterval(86_400), db)
      try Billing.reserve(1, for: (1...7).map { "asset/\($0)" }, db)
    }
    #expect(try account.lots == ["plan 0+5", "trial 8+2", "pack 5+0"])
    #expect(try account.faults == [])
  }

  @Test func `what has priority is spent before what expires`() throws {
    try account.move {
      try Billing.grant(5, .plan, cause: "plan", until: .now.addingTimeInterval(86_400), $0)
    }
    // No function gives priority yet; with its entry, as every lot has one.
    let owner = Database(Configuration.current.ownerDSN)
    try owner.transaction {
      // Whoever writes to the ledger takes the balance first.
      try owner.run(
        "SELECT FROM credit_balance WHERE client_id = \(account.client) FOR NO KEY UPDATE")
      try owner.run(
        """
        INSERT INTO credit_lot (client_id, source, cause, amount, available, priority)
        VALUES (\(account.client), 'grant', 'first', 5, 5, -1)
        """)
      try owner.run(
        """
        INSERT INTO credit_transaction (client_id, kind, cause, amount, lots)
        SELECT client_id, 'grant', cause, amount, ARRAY[credit_terms(l), credit_left(l)]
        FROM credit_lot l WHERE client_id = \(account.client) AND cause = 'first'
        """)
    }
    try account.move { try Billing.reserve(1, for: (1...6).map { "asset/\($0)" }, $0) }
    #expect(try account.lots == ["grant 0+5", "plan 4+1", "trial 10+0"])
    #expect(try account.faults == [])
  }

  @Test func `of 64 spenders of 10 credits exactly 10 succeed`() throws {
    let tally = Tally()
    let client = account.client
    let spenders = (0..<64).map { index in
      Threads.Thread { tally.note { try spendOne(client, "asset/\(index)") } }
    }
    for spender in spenders { spender.join() }
    #expect(tally.done.load(ordering: .sequentiallyConsistent) == 10)
    #expect(tally.refused.load(ordering: .sequentiallyConsistent) == 54)
    #expect(try account.standing == [0, 10, 0])
    #expect(try account.faults == [])
  }

  @Test func `a cap holds for those who come at once`() throws {
    try cap(perMonth: 4)
    let tally = Tally()
    let client = account.client
    let spenders = (0..<32).map { index in
      Threads.Thread { tally.note { try spendOne(client, "asset/\(index)") } }
    }
    for spender in spenders { spender.join() }
    #expect(tally.done.load(ordering: .sequentiallyConsistent) == 4)
    #expect(try account.standing == [6, 4, 0])
  }

  @Test func `what comes back of last month makes no room in this one`() throws {
    try account.move { try Billing.reserve(1, for: ["asset/1", "asset/2"], $0) }
    try Database(Configuration.current.ownerDSN).run(
      """
      UPDATE credit_reservation SET created_at = date_trunc('month', now()) - interval '1 minute'
      WHERE client_id = \(account.client)
      """)
    try cap(perMonth: 3)
    try account.move { db in
      for asset in ["asset/1", "asset/2"] { try Billing.release(asset, because: "too dark", db) }
      try Billing.reserve(1, for: ["asset/3"], db)
    }
    #expect(throws: Problem.self) {
      try account.move { try Billing.reserve(1, for: ["asset/4", "asset/5"], $0) }
    }
  }

  private func cap(perMonth most: Int) throws {
    try account.move { db in
      try db.run(
        "INSERT INTO spending_cap (client_id, per_month) VALUES (current_client(), \(most))")
    }
  }

  @Test func `each picture of a run is paid or given back alone`() throws {
    try account.move { try Billing.reserve(1, for: ["asset/1", "asset/2", "asset/3"], $0) }
    try account.move { db in
      for _ in 1...2 { try Billing.capture("asset/1", db) }
      for _ in 1...2 { try Billing.release("asset/2", because: "too dark", db) }
      // What is settled stays settled.
      try Billing.release("asset/1", because: "too late", db)
      try Billing.capture("asset/2", db)
    }
    #expect(try account.standing == [8, 1, 0])
    #expect(try account.lots == ["trial 8+1"])
    #expect(try account.faults == [])
  }

  @Test func `what has expired cannot be spent`() throws {
    try account.empty()
    try account.move { db in
      try Billing.grant(10, .plan, cause: "over", until: .now.addingTimeInterval(-1), db)
      try Billing.grant(2, cause: "gift", db)
    }
    #expect(throws: Problem.self) {
      try account.move { try Billing.reserve(3, for: ["edit/1"], $0) }
    }
    try account.move { try Billing.reserve(2, for: ["edit/2"], $0) }
    #expect(try account.standing == [0, 2, 0])
    #expect(try account.faults == [])
  }

  @Test func `the sweep lets go what has expired, once`() throws {
    try account.empty()
    try account.move {
      try Billing.grant(10, .plan, cause: "over", until: .now.addingTimeInterval(-1), $0)
    }
    for _ in 1...2 { try Billing.expire(TestHouse.system()) }
    #expect(try account.standing == [0, 0, 0])
    #expect(try account.lots == [])
    #expect(try account.faults == [])
  }

  /// Sets four credits aside whose time is over a moment later.
  private func reserveWhatExpires() throws {
    try account.empty()
    try account.move { db in
      try Billing.grant(4, .plan, cause: "short", until: .now.addingTimeInterval(2), db)
      try Billing.reserve(4, for: ["edit/1"], db)
    }
    try account.waitForExpiry(of: .plan)
  }

  @Test func `work under way is paid though its lot expires`() throws {
    try reserveWhatExpires()
    try Billing.expire(TestHouse.system())
    try account.move { try Billing.capture("edit/1", $0) }
    #expect(try account.standing == [0, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `what comes back late is good for thirty days`() throws {
    try reserveWhatExpires()
    try account.move { try Billing.release("edit/1", because: "too dark", $0) }
    try Billing.expire(TestHouse.system())
    #expect(try account.lots == ["refund 4+0"])
    let expiry = try account.db.read(as: account.client, Query<Lot>.lots).first?.expiry
    let days = try #require(expiry).timeIntervalSinceNow / 86_400
    #expect(days > 29.9 && days < 30.1)
    #expect(try account.faults == [])
  }

  @Test func `credits can be taken back`() throws {
    for _ in 1...2 {
      try account.move { try Billing.take(4, cause: "by hand", because: "wrong account", $0) }
    }
    #expect(try account.standing == [6, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `what was spent and is taken back is owed`() throws {
    try account.move { try Billing.reserve(3, for: ["edit/1", "edit/2"], $0) }
    try account.move { try Billing.capture("edit/1", $0) }
    try account.move { try Billing.take(10, cause: "dispute", because: "chargeback", $0) }
    #expect(try account.standing == [0, 3, 6])
    try account.move { try Billing.release("edit/2", because: "too dark", $0) }
    #expect(try account.standing == [0, 0, 3])
    try account.move { try Billing.grant(5, .pack, cause: "pack", $0) }
    #expect(try account.standing == [2, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `a second plan lot leaves the first alone`() throws {
    let end = Date.now.addingTimeInterval(86_400)
    try account.move { db in
      try Billing.grant(100, .plan, cause: "basic/2026-11", until: end, db)
      try Billing.reserve(30, for: ["edit/1"], db)
      try Billing.grant(200, .plan, cause: "upgrade/2026-11", until: end, db)
    }
    #expect(try account.lots == ["plan 70+30", "plan 200+0", "trial 10+0"])
    #expect(try account.faults == [])
  }

  @Test func `nothing less than one credit moves`() throws {
    try account.move { db in
      try Billing.grant(-5, cause: "minus", db)
      try Billing.take(0, cause: "nothing", because: "", db)
      try Billing.reserve(0, for: ["edit/1"], db)
    }
    #expect(throws: DatabaseError.self) {
      try account.move { try Billing.grant(.max, cause: "huge", $0) }
    }
    #expect(try account.standing == [10, 0, 0])
  }
}

/// Sets one credit aside, on a connection of its own.
private func spendOne(_ client: UUID, _ cause: String) throws {
  let db = TestHouse.app()
  try db.transaction(as: client) { try Billing.reserve(1, for: [cause], db) }
}

/// How many got what they wanted, and how many were told that there is not enough.
private final class Tally: Sendable {
  let done = Atomic<Int>(0)
  let refused = Atomic<Int>(0)

  func note(_ attempt: () throws -> Void) {
    do {
      try attempt()
      done.add(1, ordering: .sequentiallyConsistent)
    } catch let problem as Problem where problem.kind == .outOfCredits {
      refused.add(1, ordering: .sequentiallyConsistent)
    } catch {}
  }
}
