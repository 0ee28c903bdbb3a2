import Billing
import Postgres
import Site
import Testing

/// What the scheduler does about money by the clock.
@Suite struct NightlyTests {
  let db = TestHouse.system()

  @Test func `a night compares with Stripe once, however often its hour comes`() throws {
    try Database(Configuration.current.ownerDSN).run(
      "UPDATE reconciliation SET at = at - interval '1 day'")
    let before = try reports
    try Billing.reconcileNightly(db)
    #expect(try reports == before + 1)
    try Billing.reconcileNightly(db)
    #expect(try reports == before + 1)
  }

  private var reports: Int {
    get throws { try db.one("SELECT count(*) FROM reconciliation" as Query<Int>) }
  }
}
