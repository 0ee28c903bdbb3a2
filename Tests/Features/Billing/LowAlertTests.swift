import Billing
import Postgres
import Testing

/// When the owners hear that credits run out.
@Suite struct LowAlertTests {
  let account: LedgerAccount

  init() throws { account = try LedgerAccount() }

  private func spend(_ credits: Int, _ cause: String) throws {
    try account.move { try Billing.reserve(credits, for: [cause], $0) }
  }

  /// How many messages to the owner begin with such words.
  private func told(_ words: String) throws -> Int {
    let mails: Query<Int> = """
      SELECT count(*) FROM job WHERE client_id = \(account.client) AND kind = 'send-mail'
        AND strpos(payload::text, \(words)) > 0
      """
    return try TestHouse.system().one(mails)
  }

  @Test func `few credits are told once, and none once more`() throws {
    try account.move { try Billing.grant(5, .pack, cause: "pack", $0) }
    try spend(5, "asset/1")
    #expect(try told("left.") == 0)
    try spend(1, "asset/2")
    #expect(try told("9 credits are left.") == 1)
    try spend(8, "asset/3")
    #expect(try told("left.") == 1)
    try spend(1, "asset/4")
    #expect(try told("No credits are left") == 1)
  }

  @Test func `what comes back is no news, and new credits are`() throws {
    try account.move { try Billing.grant(1, .pack, cause: "pack", $0) }
    try spend(11, "asset/1")
    try account.move { try Billing.release("asset/1", because: "too dark", $0) }
    try spend(11, "asset/2")
    #expect(try told("No credits are left") == 1)
    try account.move { try Billing.grant(11, .pack, cause: "next", $0) }
    try spend(2, "asset/3")
    #expect(try told("9 credits are left.") == 1)
  }

  @Test func `who only tries Epox hears of it at the end`() throws {
    try spend(9, "asset/1")
    #expect(try told("left") == 0)
    try spend(1, "asset/2")
    #expect(try told("No credits are left") == 1)
  }
}
