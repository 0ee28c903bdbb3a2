import Billing
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Testing

@Suite struct CreditsTests {
  let db = TestHouse.app()
  let browser: Browser
  let client: UUID

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
  }

  private func balance() throws -> Int? {
    try JSON(bytes: browser.get("/api/v1/session").body)["account"]["credits"].int
  }

  @Test func `work is paid once for each cause`() throws {
    for _ in 1...2 {
      let pictures = (1...4).map { "asset/\($0)" }
      try db.transaction(as: client) { try Billing.reserve(1, for: pictures, db) }
    }
    #expect(try balance() == 6)
    for _ in 1...2 {
      try db.transaction(as: client) { try Billing.release("asset/3", because: "dark", db) }
    }
    #expect(try balance() == 7)
  }

  @Test func `what is not there cannot be spent`() throws {
    let problem = #expect(throws: Problem.self) {
      try db.transaction(as: client) { try Billing.reserve(11, for: ["edit/2"], db) }
    }
    #expect(problem?.kind == .outOfCredits)
    #expect(try balance() == 10)
  }

  @Test func `several at once never spend the same credits`() async throws {
    let client = client
    let done = await withTaskGroup(of: Bool.self) { group in
      for index in 1...8 {
        group.addTask {
          let db = TestHouse.app()
          let work = { try Billing.reserve(3, for: ["edit/\(index)"], db) }
          return (try? db.transaction(as: client, work)) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(done == 3)
    #expect(try balance() == 1)
  }

  @Test func `the page shows every movement`() throws {
    try db.transaction(as: client) {
      for index in 1...60 { try Billing.grant(1, cause: "gift \(index)", db) }
    }
    try browser.get("/settings/billing/transactions")
    #expect(browser.page.components(of: "data-testid=\"movement-row\"") == 50)
    let more = try #require(browser.attribute("href", after: "class=\"more\""))
    try browser.get("/settings/billing/transactions\(more)")
    #expect(browser.page.components(of: "data-testid=\"movement-row\"") == 11)
    #expect(try browser.get("/settings/billing/transactions?before=rubbish").status == 200)
  }
}
