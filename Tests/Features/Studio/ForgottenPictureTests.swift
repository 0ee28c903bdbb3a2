import FoundationEssentials
import HTTP
import Postgres
import Site
import Studio
import Testing

@Suite struct ForgottenPictureTests {
  let db = TestHouse.app()
  let owner = Database(Configuration.current.ownerDSN)
  let browser: Browser
  let client: UUID
  let product = ProductID()
  let flow = FlowID()

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
    let picture = PictureID()
    try db.transaction(as: client) {
      try db.run(
        """
        INSERT INTO product (client_id, id, source, name)
        VALUES (\(client), \(product), 'uploaded', 'Halden')
        """)
      try db.run(
        """
        INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
        VALUES (\(client), \(picture), \(product), 'ready', 'a.jpg', 'a.webp', 'a.webp')
        """)
    }
    try browser.get(Site.studio(product))
    try browser.post(
      Site.studio(product),
      [
        "flow": flow.pathText, "picture": picture.pathText, "sceneType": "modern-living",
        "mood": "daylight", "aspect": "1:1", "variants": "3",
      ])
  }

  private var credits: Int {
    get throws {
      let balance: Query<Int> = "SELECT credits FROM credit_balance"
      return try db.read(as: client, balance)[0]
    }
  }

  /// Lets eleven minutes pass for what is set aside.
  private func letTimePass() throws {
    try owner.run(
      """
      UPDATE credit_reservation SET created_at = created_at - interval '11 minutes'
      WHERE client_id = \(client)
      """)
  }

  @Test func `a picture whose job died is given up`() throws {
    try letTimePass()
    try owner.run(
      """
      UPDATE job SET state = 'parked', leased_until = NULL, finished_at = now()
      WHERE client_id = \(client) AND kind = 'generate-picture'
      """)
    try TestHouse.system().run(Studio.sweepForgotten)
    let deadline = Date(timeIntervalSinceNow: 60)
    while try credits < 10, Date() < deadline { _ = try db.notifications(waiting: 30) }
    #expect(try credits == 10)
    let states: Query<String> = "SELECT state FROM flow WHERE id = \(flow)"
    #expect(try db.read(as: client, states) == ["failed"])
  }

  @Test func `work that is still under way keeps its credits`() throws {
    try letTimePass()
    try TestHouse.system().run(Studio.sweepForgotten)
    let swept: Query<Int> = "SELECT count(*) FROM job WHERE kind = 'release-forgotten'"
    #expect(try db.read(as: client, swept) == [0])
    #expect(try credits == 7)
  }

  @Test func `credits of a product that is gone come back`() throws {
    try letTimePass()
    try owner.run("DELETE FROM job WHERE client_id = \(client)")
    try owner.run("DELETE FROM product WHERE client_id = \(client)")
    try TestHouse.system().run(Studio.sweepForgotten)
    let deadline = Date(timeIntervalSinceNow: 60)
    while try credits < 10, Date() < deadline { _ = try db.notifications(waiting: 30) }
    #expect(try credits == 10)
  }
}
