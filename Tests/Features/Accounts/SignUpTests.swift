import Accounts
import Epox
import HTTP
import Postgres
import Site
import Testing

@Suite struct SignUpTests {
  @Test func `a new merchant is signed in and has ten credits`() throws {
    let browser = try TestHouse.merchant()
    let session = try JSON(bytes: browser.get("/api/v1/session").body)
    #expect(session["account"]["name"].string == "Nordlys")
    #expect(session["account"]["role"].string == "owner")
    #expect(session["account"]["credits"].int == 10)
    #expect(session["person"]["isVerified"].bool == false)
  }

  @Test func `the shop may be left out`() throws {
    let browser = Browser()
    try browser.get("/signup")
    let answer = try browser.post(
      "/signup",
      ["name": "Ida", "email": TestHouse.email(), "password": TestHouse.password])
    #expect(answer.header("Location") == "/dashboard")
  }

  @Test func `mistakes come back at their fields with what was typed`() throws {
    let browser = Browser()
    try browser.get("/signup")
    let answer = try browser.post(
      "/signup", ["name": "", "email": "anna@<b>", "password": "short"])
    #expect(answer.status == 422)
    #expect(browser.page.contains("id=\"name-error\""))
    #expect(browser.page.contains("id=\"email-error\""))
    #expect(browser.page.contains("id=\"password-error\""))
    #expect(browser.page.contains("value=\"anna@&lt;b&gt;\""))
    #expect(!browser.page.contains("short"))
  }

  @Test(arguments: ["password1", "Iloveyou1", "aaaaaaaaa", "seven77", "anna@example.org"])
  func `a password that strangers try first is refused`(password: String) throws {
    let browser = Browser()
    try browser.get("/signup")
    let answer = try browser.post(
      "/signup", ["name": "Anna", "email": "anna@example.org", "password": password])
    #expect(answer.status == 422)
    #expect(browser.page.contains("id=\"password-error\""))
  }

  @Test func `an address can be taken only once, in any case`() throws {
    let email = TestHouse.email()
    _ = try TestHouse.merchant(email: email)
    let other = try TestHouse.merchant(email: email.uppercased())
    #expect(other.error?.contains("There is an account with this address") == true)
    #expect(try other.get("/dashboard").status == 303)
  }

  @Test func `who opens many accounts from one place has to wait`() throws {
    let site = Router(problemPage: { problem, _ in .text(problem.sentence, status: 429) }) {
      get(Site.signup, Accounts.showSignUp)
      post(Site.signup, Accounts.signUp(greeting: { _, _ in }, limit: 2))
    }
    let place = "2001:db8:\(String(Int.random(in: 0...65_535), radix: 16)):7"
    let answers = try (1...3).map { number in
      let browser = Browser()
      // The last half of an address is the visitor's own.
      (browser.site, browser.address) = (site, "\(place)::\(number)")
      try browser.get("/signup")
      return try browser.post(
        "/signup", ["name": "Ida", "email": TestHouse.email(), "password": TestHouse.password])
    }
    #expect(answers.map(\.status) == [303, 303, 429])
    #expect(answers[2].header("Retry-After") == "15")
  }

  @Test func `without the token of this browser nothing happens`() throws {
    let browser = Browser()
    try browser.get("/signup")
    let fields: KeyValuePairs = [
      "name": "Anna", "email": TestHouse.email(), "password": TestHouse.password,
    ]
    #expect(try browser.post("/signup", fields, csrf: "").status == 403)
    #expect(try browser.post("/signup", fields, csrf: Browser().token ?? "guess").status == 403)
    #expect(try Browser().post("/signup", fields).status == 403)
  }

  @Test func `control characters and long texts do no harm`() throws {
    let browser = Browser()
    try browser.get("/signup")
    let name = "An\u{0}na\u{7}\u{202E}"
    let email = TestHouse.email()
    let fields: KeyValuePairs = ["name": name, "email": email, "password": TestHouse.password]
    #expect(try browser.post("/signup", fields).status == 303)
    let stored = try TestHouse.system().first(
      "SELECT name FROM person WHERE email = \(email)" as Query<String>)
    #expect(stored == "An na \u{202E}")
    let other = Browser()
    try other.get("/signup")
    let long = String(repeating: "x", count: 5000)
    let answer = try other.post(
      "/signup", ["name": long, "shop": long, "email": "\(long)@x.de", "password": long])
    #expect(answer.status == 422)
  }

  @Test func `the link in the mail confirms the address once`() throws {
    let email = TestHouse.email()
    let browser = try TestHouse.merchant(email: email)
    try browser.get("/dashboard")
    #expect(browser.page.contains("Please confirm your e-mail address"))
    let link = try Mailbox.link(to: email, about: "Please confirm")
    #expect(try browser.get(link).status == 200)
    #expect(try browser.post(link).header("Location") == "/dashboard")
    #expect(try browser.get(link).status == 410)
    try browser.get("/dashboard")
    #expect(!browser.page.contains("Please confirm your e-mail address"))
    #expect(browser.page.contains("Your address is confirmed."))
  }
}
