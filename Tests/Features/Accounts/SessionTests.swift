import Epox
import HTTP
import Postgres
import Testing

@Suite struct SessionTests {
  private func twoDevices() throws -> (Browser, Browser, String) {
    let email = TestHouse.email()
    let one = try TestHouse.merchant(email: email)
    let two = Browser()
    try two.get("/login")
    try two.post("/login", ["email": email, "password": TestHouse.password])
    return (one, two, email)
  }

  @Test func `devices are listed and can be signed out`() throws {
    let (one, two, _) = try twoDevices()
    try one.get("/settings/profile")
    #expect(one.page.components(of: "data-testid=\"session-row\"") == 2)
    let end = try #require(one.attribute("action", after: "data-label=\"Last used\""))
    #expect(end.hasPrefix("/settings/sessions/"))
    #expect(try one.post("/settings/sessions/end").status == 303)
    #expect(try one.get("/settings/profile").status == 200)
    #expect(try two.get("/settings/profile").status == 303)
  }

  @Test func `another person's session cannot be ended`() throws {
    let (one, _, email) = try twoDevices()
    let stranger = try TestHouse.merchant()
    let id = try TestHouse.system().one(
      """
      SELECT s.id FROM session s JOIN person p ON p.id = s.person_id
      WHERE p.email = \(email) LIMIT 1
      """ as Query<String>)
    try stranger.get("/settings/profile")
    #expect(try stranger.post("/settings/sessions/\(id)/end").status == 404)
    #expect(try one.get("/settings/profile").status == 200)
  }

  @Test func `seven quiet days end a session and use renews it`() throws {
    let browser = try TestHouse.merchant()
    let client = try TestHouse.client(of: browser)
    let db = TestHouse.system()
    try db.run(
      """
      UPDATE session SET seen_at = now() - interval '6 days', expires_at = now() + interval '1 day'
      WHERE client_id = \(client)
      """)
    try browser.get("/settings/profile")
    let left: Query<Bool> = """
      SELECT expires_at > now() + interval '6 days' AND seen_at > now() - interval '1 minute'
      FROM session WHERE client_id = \(client)
      """
    #expect(try db.one(left))
    try db.run("UPDATE session SET expires_at = now() WHERE client_id = \(client)")
    #expect(try browser.get("/settings/profile").status == 303)
  }

  @Test func `a new password needs the old one and signs other devices out`() throws {
    let (one, two, email) = try twoDevices()
    try one.get("/settings/profile")
    let wrong = try one.post(
      "/settings/password", ["password": "no", "newPassword": "moss green 77"])
    #expect(wrong.status == 422)
    #expect(one.error == "This is not your password.")
    let right = try one.post(
      "/settings/password", ["password": TestHouse.password, "newPassword": "moss green 77"])
    #expect(right.status == 303)
    #expect(try one.get("/settings/profile").status == 200)
    #expect(try two.get("/settings/profile").status == 303)
    try two.get("/login")
    try two.post("/login", ["email": email, "password": "moss green 77"])
    #expect(try two.get("/settings/profile").status == 200)
  }

  @Test func `a reset link works once, for an hour, and ends all sessions`() throws {
    let email = TestHouse.email()
    let browser = try TestHouse.merchant(email: email)
    let other = Browser()
    try other.get("/forgot")
    let known = try other.post("/forgot", ["email": email])
    let first = try Mailbox.link(to: email, about: "A new password")
    let link = try Mailbox.link(to: email, about: "A new password")
    #expect(try other.get(first).status == 410)
    #expect(try other.get(link).status == 200)
    #expect(try other.post(link, ["password": "12345678"]).status == 422)
    #expect(try other.post(link, ["password": "moss green 77"]).header("Location") == "/login")
    #expect(try other.post(link, ["password": "moss green 78"]).status == 410)
    #expect(try browser.get("/settings/profile").status == 303)
    try other.get("/forgot")
    let unknown = try other.post("/forgot", ["email": TestHouse.email()])
    #expect(unknown.status == known.status)
    #expect(unknown.header("Location") == known.header("Location"))
  }

  @Test func `a link that is older than its hour is over`() throws {
    let email = TestHouse.email()
    _ = try TestHouse.merchant(email: email)
    let browser = Browser()
    try browser.get("/forgot")
    try browser.post("/forgot", ["email": email])
    let link = try Mailbox.link(to: email, about: "A new password")
    try TestHouse.system().run(
      """
      UPDATE email_token SET expires_at = expires_at - interval '61 minutes'
      WHERE purpose = 'reset' AND person_id = (SELECT id FROM person WHERE email = \(email))
      """)
    #expect(try browser.get(link).status == 410)
  }
}

extension String {
  /// How often a text stands in this one.
  func components(of text: String) -> Int { ranges(of: text).count }
}
