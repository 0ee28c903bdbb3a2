import Engines
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site
import Testing

@Suite struct EnginesPageTests {
  let browser: Browser
  let client: UUID

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
    try confirm()
  }

  private func confirm(_ isConfirmed: Bool = true) throws {
    try TestHouse.system().run(
      """
      UPDATE person SET verified_at = CASE WHEN \(isConfirmed) THEN now() END
      WHERE id = (SELECT person_id FROM membership WHERE client_id = \(client))
      """)
  }

  private var choice: EngineChoice? {
    get throws { try TestHouse.app().read(as: client, Query<EngineChoice>.choice).first }
  }

  private func choose(_ pictures: String, _ cutOuts: String, _ whenAway: String) throws -> Response
  {
    try browser.get(Site.engines())
    return try browser.post(
      Site.engines(), ["pictures": pictures, "cutOuts": cutOuts, "whenAway": whenAway])
  }

  @Test func `an account begins with the built-in engine`() throws {
    #expect(try browser.get(Site.engines()).status == 200)
    #expect(try choice == nil)
    #expect(EngineChoice().pictures == .builtIn && EngineChoice().cutOuts == .builtIn)
  }

  @Test func `a choice is kept`() throws {
    for (engine, takesOver) in [("ai", true), ("built-in", false)] {
      #expect(try choose(engine, engine, takesOver ? "built-in" : "wait").status == 303)
      let kept = try #require(try choice)
      #expect(kept.pictures.rawValue == engine && kept.cutOuts.rawValue == engine)
      #expect(kept.takesOver == takesOver)
    }
  }

  @Test func `paid engines wait until the address is confirmed`() throws {
    try confirm(false)
    try browser.get(Site.engines())
    #expect(browser.page.contains("Confirm your e-mail address first"))
    #expect(try choose("ai", "built-in", "wait").status == 403)
    #expect(try choose("built-in", "ai", "wait").status == 403)
    #expect(try choice == nil)
    #expect(try choose("built-in", "built-in", "built-in").status == 303)
    try confirm()
    #expect(try choose("ai", "ai", "wait").status == 303)
  }

  @Test(arguments: ["", "AI", "gemini", "built-in'"])
  func `an engine that does not exist cannot be chosen`(engine: String) throws {
    #expect(try choose(engine, "built-in", "wait").status == 422)
    #expect(try choice == nil)
  }

  @Test func `an editor sees the engines and cannot choose`() throws {
    try TestHouse.system().run("UPDATE membership SET role = 'editor' WHERE client_id = \(client)")
    #expect(try browser.get(Site.engines()).status == 200)
    #expect(try choose("ai", "ai", "wait").status == 403)
  }

  @Test(arguments: [(12.2, "13 seconds"), (1, "1 second"), (400, "7 minutes"), (20_000, "6 hours")])
  func `a wait is told roughly`(seconds: Double, words: String) {
    #expect(waitWords(seconds) == words)
  }
}
