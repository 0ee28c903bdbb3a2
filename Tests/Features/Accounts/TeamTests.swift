import Epox
import FoundationEssentials
import HTTP
import Postgres
import Testing
import Threads

@Suite struct TeamTests {
  /// An owner whose address is confirmed.
  private func owner() throws -> Browser {
    let email = TestHouse.email()
    let browser = try TestHouse.merchant(email: email)
    try TestHouse.system().run("UPDATE person SET verified_at = now() WHERE email = \(email)")
    return browser
  }

  private func invite(_ email: String, as role: String, by owner: Browser) throws -> String {
    try owner.get("/settings/team")
    let answer = try owner.post("/settings/team/invitations", ["email": email, "role": role])
    #expect(answer.status == 303)
    return try Mailbox.link(to: email, about: "Anna Berg invites")
  }

  /// A new person who has accepted an invitation.
  private func colleague(as role: String, of owner: Browser) throws -> Browser {
    let link = try invite(TestHouse.email(), as: role, by: owner)
    let browser = Browser()
    try browser.get(link)
    let answer = try browser.post(link, ["name": "Ida Holm", "password": TestHouse.password])
    #expect(answer.header("Location") == "/dashboard")
    return browser
  }

  private func person(of browser: Browser) throws -> String {
    try JSON(bytes: browser.get("/api/v1/session").body)["person"]["id"].string ?? ""
  }

  @Test func `a new person joins by invitation, confirmed and with the role`() throws {
    let owner = try owner()
    let editor = try colleague(as: "editor", of: owner)
    let session = try JSON(bytes: editor.get("/api/v1/session").body)
    #expect(session["account"]["role"].string == "editor")
    #expect(session["person"]["isVerified"].bool == true)
    #expect(try TestHouse.client(of: editor) == TestHouse.client(of: owner))
  }

  @Test func `someone with a sign-in joins a second account and can switch`() throws {
    let owner = try owner()
    let email = TestHouse.email()
    let known = try TestHouse.merchant(email: email)
    let own = try TestHouse.client(of: known)
    let link = try invite(email, as: "viewer", by: owner)
    try known.get(link)
    #expect(try known.post(link).header("Location") == "/dashboard")
    #expect(try TestHouse.client(of: known) == TestHouse.client(of: owner))
    #expect(try known.get(link).status == 410)
    try known.get("/accounts")
    try known.post("/accounts", ["client": own.uuidString.lowercased()])
    #expect(try TestHouse.client(of: known) == own)
    known.forget()
    try known.get("/login")
    let answer = try known.post("/login", ["email": email, "password": TestHouse.password])
    #expect(answer.header("Location") == "/accounts")
    #expect(try known.get("/settings/profile").status == 303)
  }

  @Test func `nobody gets into an account that they do not belong to`() throws {
    let client = try TestHouse.client(of: owner())
    let stranger = try TestHouse.merchant()
    try stranger.get("/accounts")
    #expect(
      try stranger.post("/accounts", ["client": client.uuidString.lowercased()]).status == 404)
    #expect(try TestHouse.client(of: stranger) != client)
  }

  @Test func `an invitation is for its address only`() throws {
    let owner = try owner()
    let link = try invite(TestHouse.email(), as: "editor", by: owner)
    let stranger = try TestHouse.merchant()
    try stranger.get(link)
    #expect(try stranger.post(link).status == 403)
  }

  @Test func `who is no owner cannot change the team`() throws {
    let owner = try owner()
    let editor = try colleague(as: "editor", of: owner)
    let boss = try person(of: owner)
    try editor.get("/settings/team")
    #expect(!editor.page.contains("invite-btn"))
    #expect(
      try editor.post("/settings/team/invitations", ["email": "a@b.de", "role": "owner"]).status
        == 403)
    #expect(try editor.post("/settings/team/\(boss)", ["role": "viewer"]).status == 403)
    #expect(try editor.post("/settings/team/\(boss)/removal").status == 403)
  }

  @Test func `the last owner stays, until there is another one`() throws {
    let owner = try owner()
    let editor = try colleague(as: "editor", of: owner)
    let (boss, other) = (try person(of: owner), try person(of: editor))
    try owner.get("/settings/team")
    #expect(try owner.post("/settings/team/departure").status == 409)
    #expect(try owner.post("/settings/team/\(boss)", ["role": "viewer"]).status == 409)
    #expect(try owner.post("/settings/team/\(boss)/removal").status == 409)
    #expect(try owner.post("/settings/team/\(other)", ["role": "owner"]).status == 303)
    #expect(try owner.post("/settings/team/departure").header("Location") == "/accounts")
    #expect(try owner.get("/dashboard").status == 303)
    try owner.get("/accounts")
    #expect(owner.page.contains("You belong to no account"))
    let (cookies, token) = (owner.cookies, owner.token)
    let visits = (0..<4).map { _ in
      Threads.Thread {
        let browser = Browser()
        browser.cookies = cookies
        // Those who come too late are refused.
        _ = try? browser.post("/accounts/new", ["shop": "Second try"], csrf: token)
      }
    }
    for visit in visits { visit.join() }
    #expect(try owner.get("/dashboard").status == 200)
    let accounts: Query<Int> = """
      SELECT count(*) FROM membership WHERE person_id = \(UUID(uuidString: boss))
      """
    #expect(try TestHouse.system().one(accounts) == 1)
  }

  @Test func `who is removed is out at once`() throws {
    let owner = try owner()
    let viewer = try colleague(as: "viewer", of: owner)
    let id = try person(of: viewer)
    try owner.get("/settings/team")
    #expect(try owner.post("/settings/team/\(id)/removal").status == 303)
    #expect(try viewer.get("/dashboard").status == 303)
    #expect(try owner.post("/settings/team/\(id)/removal").status == 404)
    #expect(try owner.post("/settings/team/no-id/removal").status == 404)
  }

  @Test func `an invitation can be withdrawn and repeated`() throws {
    let owner = try owner()
    let email = TestHouse.email()
    let first = try invite(email, as: "viewer", by: owner)
    let second = try invite(email, as: "editor", by: owner)
    #expect(try Browser().get(first).status == 410)
    #expect(try Browser().get(second).status == 200)
    try owner.get("/settings/team")
    let withdraw = try #require(
      owner.attribute("action", after: "data-testid=\"invitation-row\""))
    #expect(try owner.post(withdraw).status == 303)
    #expect(try Browser().get(second).status == 410)
  }

  @Test func `who has not confirmed the own address cannot invite`() throws {
    let browser = try TestHouse.merchant()
    try browser.get("/settings/team")
    let answer = try browser.post(
      "/settings/team/invitations", ["email": TestHouse.email(), "role": "editor"])
    #expect(answer.status == 403)
  }
}
