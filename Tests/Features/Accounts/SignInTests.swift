import Crypto
import Epox
import HTTP
import Postgres
import Testing

@Suite struct SignInTests {
  private func signIn(
    _ browser: Browser, _ email: String, _ password: String = TestHouse.password,
    next: String = "/products"
  ) throws -> Response {
    try browser.get("/login")
    return try browser.post("/login", ["email": email, "password": password, "next": next])
  }

  @Test func `a stranger is led to the door and back to the page`() throws {
    let email = TestHouse.email()
    _ = try TestHouse.merchant(email: email)
    let browser = Browser()
    let answer = try browser.get("/settings/team?x=1")
    #expect(answer.status == 303)
    #expect(answer.header("Location") == "/login?next=%2Fsettings%2Fteam%3Fx%3D1")
    try browser.get("/login?next=%2Fsettings%2Fteam%3Fx%3D1")
    #expect(browser.attribute("value", after: "name=\"next\"") == "/settings/team?x=1")
    let done = try signIn(browser, email.uppercased(), next: "/settings/team?x=1")
    #expect(done.header("Location") == "/settings/team?x=1")
    #expect(try browser.get("/settings/team").status == 200)
    #expect(browser.page.contains("data-testid=\"user-menu\""))
  }

  @Test(arguments: ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
  func `the way on never leaves the site`(next: String) throws {
    let email = TestHouse.email()
    _ = try TestHouse.merchant(email: email)
    #expect(try signIn(Browser(), email, next: next).header("Location") == "/dashboard")
  }

  @Test func `programs are told instead of led`() throws {
    let answer = try Browser().get("/api/v1/session")
    #expect(answer.status == 401)
    #expect(answer.header("Content-Type") == "application/problem+json")
  }

  @Test func `wrong passwords and unknown addresses look alike`() throws {
    let email = TestHouse.email()
    _ = try TestHouse.merchant(email: email)
    let (one, two) = (Browser(), Browser())
    #expect(try signIn(one, email, "not the password").status == 422)
    #expect(try signIn(two, TestHouse.email(), "not the password").status == 422)
    #expect(one.error == "The e-mail address or the password is wrong.")
    #expect(two.error == one.error)
  }

  @Test func `the sixth guess has to wait, even with the right password`() throws {
    let email = TestHouse.email()
    _ = try TestHouse.merchant(email: email)
    for _ in 1...5 { #expect(try signIn(Browser(), email, "wrong one").status == 422) }
    let answer = try signIn(Browser(), email)
    #expect(answer.status == 429)
    let seconds = answer.header("Retry-After").flatMap { Int($0) } ?? 0
    #expect((1...15).contains(seconds))
    // The next wait is twice as long.
    let db = TestHouse.system()
    let subject = "password/\(base64URL(sha256(Array(email.utf8))).prefix(22))"
    let aged = try db.run(
      """
      UPDATE sign_in_failure SET last_at = last_at - interval '16 s' WHERE subject = \(subject)
      """)
    #expect(aged == 1)
    #expect(try signIn(Browser(), email, "wrong one").status == 422)
    let later = try signIn(Browser(), email)
    #expect((16...30).contains(later.header("Retry-After").flatMap { Int($0) } ?? 0))
  }

  @Test func `an unknown address is throttled like a known one`() throws {
    let email = TestHouse.email()
    for _ in 1...5 { #expect(try signIn(Browser(), email, "wrong one").status == 422) }
    #expect(try signIn(Browser(), email).status == 429)
  }

  @Test func `one place cannot try many addresses`() throws {
    let browser = Browser()
    for _ in 1...20 { _ = try signIn(browser, TestHouse.email(), "wrong one") }
    #expect(try signIn(browser, TestHouse.email(), "wrong one").status == 429)
  }

  @Test func `signing out ends the session, not only its cookie`() throws {
    let browser = try TestHouse.merchant()
    let thief = Browser()
    thief.cookies = browser.cookies
    #expect(try thief.get("/settings/profile").status == 200)
    try browser.get("/dashboard")
    #expect(try browser.post("/logout").header("Location") == "/login")
    #expect(try thief.get("/settings/profile").status == 303)
  }

  @Test func `a form without the session's token is refused`() throws {
    let browser = try TestHouse.merchant()
    try browser.get("/settings/profile")
    let token = try #require(browser.token)
    #expect(try browser.post("/settings/profile", ["name": "Eve"], csrf: "no").status == 403)
    let answer = try browser.post(
      "/settings/profile", ["name": "Ida"], csrf: "",
      headers: ["x-csrf-token": token])
    #expect(answer.status == 303)
  }
}
