import Billing
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site
import Testing

/// Programs that come in with a key.
@Suite struct APIKeyTests {
  let account: LedgerAccount
  let browser: Browser

  init() throws {
    browser = try TestHouse.merchant()
    account = LedgerAccount(client: try TestHouse.client(of: browser))
  }

  /// A key as the settings make it; the plan lets programs in.
  private func key(_ scope: String = "write", plan: String = "pro") throws -> String {
    try account.move { try Billing.give(plan: plan, $0) }
    try browser.get("/settings/api-keys")
    try browser.post("/settings/api-keys", ["name": "Till", "scope": scope])
    let start = try #require(browser.page.firstRange(of: "data-testid=\"new-key\">")).upperBound
    return String(browser.page[start...].prefix { $0 != "<" })
  }

  private func call(
    _ key: String, _ path: String = "/api/v1/products", _ method: HTTP.Method = .get
  ) throws -> Response {
    try router.answer(
      Request(
        method, path,
        headers: ["authorization": "Bearer \(key)", "content-type": "application/json"],
        body: Array("{}".utf8)), db: TestHouse.app())
  }

  @Test func `a key opens the API without a page's token, and nothing else`() throws {
    let key = try key()
    #expect(key.hasPrefix("epox_"))
    #expect(try call(key).status == 200)
    #expect(try call(key, "/api/v1/flows", .post).status == 422, "past the door")
    #expect(try call(key, "/dashboard").status == 303)
    #expect(try call(key, "/settings/team").status == 303)
    let session = try JSON(bytes: call(key, "/api/v1/session").body)
    #expect(session["account"]["role"] == "editor", "never more than an editor")
  }

  @Test func `a key that reads changes nothing`() throws {
    let key = try key("read")
    #expect(try call(key).status == 200)
    #expect(try call(key, "/api/v1/flows", .post).status == 403)
  }

  @Test func `without the plan for it there is no key, and a key opens nothing`() throws {
    try browser.get("/settings/api-keys")
    let refused = try browser.post("/settings/api-keys", ["name": "Till", "scope": "read"])
    #expect(refused.status == 402)
    let key = try key()
    try account.move { try Billing.give(plan: "basic", $0) }
    let answer = try call(key)
    #expect(answer.status == 402)
    #expect(String(decoding: answer.body, as: UTF8.self).contains("Choose a larger plan"))
  }

  @Test func `a key that is revoked, guessed or cut off opens nothing`() throws {
    let key = try key()
    try browser.get("/settings/api-keys")
    #expect(!browser.page.contains(key), "shown once")
    let end = try #require(browser.page.firstRange(of: "/settings/api-keys/")).lowerBound
    let address = String(browser.page[end...].prefix { $0 != "\"" })
    for wrong in ["", "epox_", "epox_guess", String(key.dropLast()), key + "x"] {
      #expect(try call(wrong).status == 401)
    }
    try browser.post(address, [:])
    #expect(try call(key).status == 401)
  }

  @Test func `a key ends when its maker leaves`() throws {
    let key = try key()
    try TestHouse.system().run("DELETE FROM membership WHERE client_id = \(account.client)")
    #expect(try call(key).status == 401)
  }

  @Test func `a key sees its own account alone`() throws {
    let key = try key()
    let other = try LedgerAccount()
    let product = ProductID()
    try other.move { db in
      try db.run(
        """
        INSERT INTO product (client_id, id, source, name)
        VALUES (current_client(), \(product), 'uploaded', 'Theirs')
        """)
    }
    #expect(try call(key, Site.apiProduct(product)).status == 404)
  }

  @Test func `only a hash of a key is kept, and when it was used`() throws {
    let key = try key()
    _ = try call(key)
    let kept: Query<Int> = """
      SELECT count(*) FROM api_key k WHERE client_id = \(account.client) AND used_at IS NOT NULL
        AND strpos(to_jsonb(k)::text, \(key)) = 0
      """
    #expect(try TestHouse.system().one(kept) == 1)
  }
}
