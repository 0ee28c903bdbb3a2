import Billing
import FoundationEssentials
import Postgres
import Site
import Testing

/// What follows from how a subscription and a payment stand, however often it is said.
@Suite struct SubscriptionTests {
  let account: LedgerAccount
  let id = TestHouse.unique("sub")
  let start = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 - 86_400).rounded())

  init() throws { account = try LedgerAccount() }

  private func stands(
    _ plan: String, every: String = "month", status: String = "active", from first: Date? = nil,
    days: Double = 30, isPaid: Bool = true
  ) throws {
    let first = first ?? start
    let keep: Query<Text> = """
      SELECT keep_subscription(\(id), (SELECT id FROM plan WHERE code = \(plan)
          ORDER BY is_offered DESC, version DESC LIMIT 1),
        \(every), \(status), \(first), \(first.addingTimeInterval(days * 86_400)), \(isPaid), false)
      """
    try account.move { _ = try $0.one(keep) }
  }

  @Test func `a paid period brings its credits once`() throws {
    for _ in 1...3 { try stands("basic") }
    #expect(try account.standing == [110, 0, 0])
    try account.move { try #expect(Billing.productsLeft($0) == 100) }
    #expect(try account.faults == [])
  }

  @Test func `what is not paid brings nothing`() throws {
    try stands("basic", status: "incomplete", isPaid: false)
    #expect(try account.standing == [10, 0, 0])
    try account.move { try #expect(Billing.productsLeft($0) == 25) }
  }

  @Test func `a renewal brings the next period's credits`() throws {
    try stands("basic")
    try stands("basic", from: start.addingTimeInterval(30 * 86_400))
    #expect(try account.standing == [210, 0, 0])
  }

  @Test func `a larger plan brings the rest of the difference at once`() throws {
    try stands("basic", days: 2)
    for _ in 1...2 { try stands("pro", days: 2) }
    // Half of the two days is left: half of 400 more.
    let credits = try account.standing[0]
    #expect((308...310).contains(credits))
    try account.move { try #expect(Billing.productsLeft($0) == 500) }
  }

  @Test func `an upgrade before a renewal's credits came brings them once`() throws {
    try stands("basic")
    let next = start.addingTimeInterval(30 * 86_400)
    try stands("basic", from: next, isPaid: false)
    for _ in 1...2 { try stands("pro", from: next) }
    // Basic's hundred of the first month, its hundred of the second, and the difference to Pro.
    #expect(try account.standing == [610, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `an upgrade in a year's later month brings that month once`() throws {
    let first = start.addingTimeInterval(-10 * 86_400)
    try stands("basic", every: "year", from: first, days: 365)
    try account.move { db in
      // The second month begins while no scheduler runs.
      try db.run(
        """
        UPDATE subscription SET period_start = period_start - interval '40 days'
        WHERE client_id = current_client()
        """)
    }
    try stands("pro", every: "year", from: first.addingTimeInterval(-40 * 86_400), days: 365)
    let credits = try account.standing[0]
    #expect((110...610).contains(credits))
    #expect(try account.faults == [])
  }

  @Test func `a plan with as many credits for more money counts at once`() throws {
    let code = "equal-" + UUID().uuidString.lowercased().filter(\.isLetter)
    try Database(Configuration.current.ownerDSN).run(
      """
      INSERT INTO plan (code, name, month_price, year_price, credits, products, is_offered)
      VALUES (\(code), 'Equal', 9900, 99000, 100, 1000, false)
      """)
    try stands("basic")
    try stands(code)
    try account.move { try #expect(Billing.productsLeft($0) == 1000) }
    #expect(try account.standing == [110, 0, 0])
    try stands("basic")
    // It costs less, so it waits, and what is paid stays.
    try account.move { try #expect(Billing.productsLeft($0) == 1000) }
  }

  @Test func `a smaller plan waits for the next period`() throws {
    try stands("pro")
    try stands("basic")
    try account.move { try #expect(Billing.productsLeft($0) == 500) }
    try stands("basic", from: start.addingTimeInterval(30 * 86_400))
    try account.move { try #expect(Billing.productsLeft($0) == 100) }
    #expect(try account.standing == [610, 0, 0])
  }

  @Test func `a year brings credits month by month`() throws {
    let first = start.addingTimeInterval(-70 * 86_400)
    try stands("basic", every: "year", from: first, days: 365)
    // Two months are over and their credits with them; the running one is there.
    #expect(try account.standing == [110, 0, 0])
    try Billing.grantDue(TestHouse.system())
    #expect(try account.standing == [110, 0, 0])
  }

  @Test func `a missing payment leaves seven days`() throws {
    try stands("basic")
    try stands("basic", status: "past_due", isPaid: false)
    try account.move { try #expect(Billing.productsLeft($0) == 100) }
    try account.move { db in
      try db.run(
        "UPDATE subscription SET grace_until = now() WHERE client_id = current_client()")
      try #expect(Billing.productsLeft(db) == 25)
    }
  }

  @Test func `owners are reminded on the third, sixth and seventh day, once each`() throws {
    try stands("basic")
    try stands("basic", status: "past_due", isPaid: false)
    let mails: Query<Int> = """
      SELECT count(*) FROM job WHERE client_id = \(account.client) AND kind = 'send-mail'
        AND payload::text LIKE '%payment for your plan%'
      """
    for (daysLeft, told) in [(6.0, 0), (3.9, 1), (0.9, 2), (-0.1, 3)] {
      try account.move { db in
        try db.run(
          """
          UPDATE subscription SET grace_until = \(Date.now.addingTimeInterval(daysLeft * 86_400))
          WHERE client_id = current_client()
          """)
      }
      for _ in 1...2 { try Billing.remind(TestHouse.system()) }
      #expect(try TestHouse.system().one(mails) == told)
    }
  }

  @Test func `a renewal that nobody told is asked about`() throws {
    try stands("basic", from: start.addingTimeInterval(-40 * 86_400))
    try account.move { db in
      try db.run(
        """
        UPDATE subscription SET id = replace(id, 'sub-', 'sub_'),
          updated_at = now() - interval '2 hours' WHERE client_id = current_client()
        """)
    }
    try Billing.askAboutOverdue(TestHouse.system())
    let asked: Query<Int> = """
      SELECT count(*) FROM job WHERE client_id = \(account.client) AND kind = 'refresh-stripe'
      """
    #expect(try TestHouse.system().one(asked) == 1)
  }

  @Test func `refunds take credits in proportion, and a lost dispute takes all`() throws {
    try account.move { db in
      try Billing.grant(200, .pack, cause: "pack", db)
      try db.run(
        """
        INSERT INTO payment (client_id, id, amount, currency, credits)
        VALUES (current_client(), \(id), 4000, 'USD', 200)
        """)
    }
    try refund(1000)
    try refund(1000)
    #expect(try account.standing == [160, 0, 0])
    try refund(1000, dispute: "needs_response")
    #expect(try account.standing == [10, 0, 0])
    try refund(1000, dispute: "won")
    #expect(try account.standing == [160, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `news of a refund that comes late or twice ends the same`() throws {
    try account.move { db in
      try Billing.grant(200, .pack, cause: "pack", db)
      try db.run(
        """
        INSERT INTO payment (client_id, id, amount, currency, credits)
        VALUES (current_client(), \(id), 4000, 'USD', 200)
        """)
    }
    for back in [1000, 0, 1000, 1000, 4000, 0, 4000] { try refund(back) }
    #expect(try account.standing == [10, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `a refund of a year takes back all months that were granted`() throws {
    try stands("basic", every: "year", days: 365)
    try payYear()
    try account.move { db in
      let next: Query<Bool> = """
        SELECT credit_add('plan', 100, 'plan/' || id || '/'
            || extract(epoch FROM period_start + interval '1 month')::bigint,
          now() + interval '20 days', 'Basic')
        FROM subscription WHERE client_id = current_client() AND id = \(id)
        """
      _ = try db.one(next)
    }
    #expect(try account.standing == [210, 0, 0])
    try refund(24_500)
    #expect(try account.standing == [110, 0, 0])
    try refund(49_000)
    #expect(try account.standing == [10, 0, 0])
    #expect(try account.faults == [])
  }

  @Test func `credits that expired unspent are not taken by a refund`() throws {
    // A period that began a day ago and is over in a moment.
    try stands("basic", days: 1 + 4.0 / 86_400)
    try payYear()
    // All of them are the plan's, whose period ends before the trial.
    try account.move { try Billing.reserve(30, for: ["work/1"], $0) }
    try account.move { try Billing.capture("work/1", $0) }
    try account.waitForExpiry(of: .plan)
    try account.move { _ = try $0.one("SELECT credit_expire()" as Query<Int>) }
    #expect(try account.standing == [10, 0, 0])
    for _ in 1...2 { try refund(49_000) }
    #expect(try account.standing == [0, 0, 20])
    #expect(try account.faults == [])
  }

  @Test func `a month that follows goes back as well when its year was refunded`() throws {
    let first = start.addingTimeInterval(-40 * 86_400)
    try stands("basic", every: "year", from: first, days: 365, isPaid: false)
    try payYear()
    try refund(49_000)
    try stands("basic", every: "year", from: first, days: 365)
    #expect(try account.standing == [10, 0, 0])
    #expect(try account.faults == [])
  }

  /// A payment for the year that the subscription stands in.
  private func payYear() throws {
    try account.move { db in
      try db.run(
        """
        INSERT INTO payment (client_id, id, amount, currency, credits, subscription, period_start,
          period_end)
        SELECT client_id, \(id), 49000, 'USD', 100, id, period_start, period_end FROM subscription
        WHERE client_id = current_client() AND id = \(id)
        """)
    }
  }

  private func refund(_ back: Int, dispute: String? = nil) throws {
    let name = dispute.map { _ in "du_1" }
    let keep: Query<Int> = "SELECT keep_refund(\(id), \(back), \(name), \(dispute))"
    try account.move { _ = try $0.one(keep) }
  }

  private struct Text: RowReadable {
    init(_ row: Row) throws {}
  }
}
