import Accounts
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site
import Studio
import Synchronization
import Testing

@Suite struct StudioTests {
  let db = TestHouse.app()
  let browser: Browser
  let client: UUID
  let product = ProductID()
  let picture = PictureID()

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
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
  }

  private var credits: Int? {
    get throws { try JSON(bytes: browser.get("/api/v1/session").body)["account"]["credits"].int }
  }

  private func count(_ query: Query<Int>) throws -> Int { try db.read(as: client, query)[0] }

  /// Orders pictures as the form does.
  @discardableResult
  private func order(
    _ flow: FlowID = FlowID(), variants: String = "4", room: String = "modern-living"
  ) throws -> Response {
    try browser.get(Site.studio(product))
    return try browser.post(
      Site.studio(product),
      [
        "flow": flow.pathText, "picture": picture.pathText, "sceneType": room,
        "mood": "daylight", "aspect": "1:1", "variants": variants,
      ])
  }

  /// A flow whose pictures are there, without the imaging program.
  private func finishedFlow() throws -> (FlowID, [AssetID]) {
    let flow = FlowID()
    try order(flow)
    try db.transaction(as: client) {
      try db.run("UPDATE job SET state = 'cancelled', finished_at = now() WHERE state = 'ready'")
      try db.run(
        """
        UPDATE asset SET state = 'generated', original = 'b.webp', large = 'b.webp',
          thumb = 'b.webp' WHERE flow_id = \(flow)
        """)
    }
    let assets: Query<AssetID> = "SELECT id FROM asset WHERE flow_id = \(flow) ORDER BY variant"
    return (flow, try db.read(as: client, assets))
  }

  @Test func `an order makes a flow, its pictures, their jobs and the payment`() throws {
    let flow = FlowID()
    #expect(try order(flow).header("Location") == Site.flow(flow))
    #expect(try count("SELECT count(*) FROM asset WHERE flow_id = \(flow)") == 4)
    #expect(try count("SELECT count(*) FROM job WHERE kind = 'generate-picture'") == 4)
    #expect(try credits == 6)
    #expect(try browser.get(Site.flow(flow)).status == 200)
  }

  @Test func `the same form sent twice is one flow and paid once`() throws {
    let flow = FlowID()
    for _ in 1...2 { #expect(try order(flow).header("Location") == Site.flow(flow)) }
    #expect(try count("SELECT count(*) FROM asset") == 4)
    #expect(try credits == 6)
  }

  @Test func `without enough credits nothing is begun`() throws {
    try order(variants: "8")
    #expect(try order(variants: "8").status == 402)
    #expect(try count("SELECT count(*) FROM flow") == 1)
    #expect(try credits == 2)
  }

  @Test func `without room for more pictures nothing is begun and nothing is paid`() throws {
    let code = TestHouse.unique("tiny")
    let owner = Database(Configuration.current.ownerDSN)
    try owner.run(
      """
      INSERT INTO plan (code, name, credits, pictures, is_offered)
      VALUES (\(code), 'Tiny', 0, 3, false)
      """)
    try owner.run(
      """
      INSERT INTO subscription (client_id, id, plan_id, status)
      SELECT \(client), \(code), id, 'active' FROM plan WHERE code = \(code)
      """)
    #expect(try order(variants: "3").status == 402)
    #expect(browser.page.contains("room for 3 pictures, and 2 are free"))
    #expect(try count("SELECT count(*) FROM flow") == 0)
    #expect(try order(variants: "2").status == 303)
    #expect(try credits == 8)
  }

  @Test(arguments: [
    ("9", "modern-living"), ("0", "modern-living"), ("x", "modern-living"),
    ("4", "cellar"), ("4", "../rooms"),
  ])
  func `an order that makes no sense is refused`(variants: String, room: String) throws {
    #expect(try order(variants: variants, room: room).status == 422)
    #expect(try count("SELECT count(*) FROM flow") == 0)
    #expect(try credits == 10)
  }

  /// Another product, with a picture or without.
  private func another(_ name: String, isReady: Bool = true) throws -> ProductID {
    let other = ProductID()
    try db.transaction(as: client) {
      try db.run(
        """
        INSERT INTO product (client_id, id, source, name)
        VALUES (\(client), \(other), 'uploaded', \(name))
        """)
      guard isReady else { return }
      try db.run(
        """
        INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
        VALUES (\(client), \(PictureID()), \(other), 'ready', 'c.jpg', 'c.webp', 'c.webp')
        """)
    }
    return other
  }

  @Test func `several products share one scene, and one without a picture stops it`() throws {
    let (lamp, ghost) = (try another("Trine Floor Lamp"), try another("Ghost", isReady: false))
    try browser.get(Site.studio(product))
    #expect(browser.page.contains(lamp.pathText) && !browser.page.contains(ghost.pathText))
    func send(_ other: ProductID) throws -> Response {
      try browser.post(
        Site.studio(product),
        [
          "flow": FlowID().pathText, "picture": picture.pathText, "sceneType": "all-rooms",
          "mood": "both-moods", "aspect": "16:9", "variants": "2", "with": other.pathText,
        ])
    }
    #expect(try send(ghost).status == 422)
    #expect(try send(product).status == 422)
    #expect(try count("SELECT count(*) FROM flow") == 0)
    #expect(try send(lamp).status == 303)
    #expect(try count("SELECT count(*) FROM flow_companion WHERE product_id = \(lamp)") == 1)
    #expect(try credits == 8)
  }

  @Test func `more than a picture can hold is told before it is paid`() throws {
    let sofas = try ["Oslo Sofa", "Bergen Sofa", "Voss Sofa"].map { try another($0) }
    try browser.get(Site.studio(product))
    func send(_ aspect: String, _ room: String = "modern-living") throws -> Response {
      try browser.post(
        Site.studio(product),
        [
          "flow": FlowID().pathText, "picture": picture.pathText, "sceneType": room,
          "mood": "daylight", "ground": "soft-shadow", "aspect": aspect, "variants": "2",
          "with": sofas[0].pathText, "with": sofas[1].pathText, "with": sofas[2].pathText,
        ])
    }
    #expect(try send("9:16").status == 422)
    #expect(browser.page.contains("or a wider shape: 4:3 or 16:9."))
    #expect(try count("SELECT count(*) FROM flow") == 0)
    #expect(try credits == 10)
    #expect(try send("16:9").status == 303)
    #expect(try send("9:16", "white-background").status == 303)
    #expect(try credits == 6)
  }

  @Test func `a plain background takes a colour and what is below`() throws {
    try browser.get(Site.studio(product))
    func send(_ colour: String) throws -> Response {
      try browser.post(
        Site.studio(product),
        [
          "flow": FlowID().pathText, "picture": picture.pathText,
          "sceneType": "colour-background", "ground": "reflection", "colour": colour,
          "mood": "daylight", "aspect": "1:1", "variants": "1",
        ])
    }
    #expect(try send("green").status == 422)
    #expect(try send("#2f5d50").status == 303)
    let found: Query<Int> = """
      SELECT count(*) FROM flow f JOIN asset a ON a.flow_id = f.id
      WHERE f.colour = '#2f5d50' AND f.mood = 'reflection' AND f.engine = 'built-in'
        AND a.alt = 'Halden on a colour background'
      """
    #expect(try count(found) == 1)
  }

  @Test func `a decision is set, not toggled, and can be taken back`() throws {
    let (flow, assets) = try finishedFlow()
    try browser.get(Site.flowReview(flow))
    let json: Headers = ["accept": "application/json"]
    for _ in 1...2 {
      let answer = try browser.post(Site.assetApproval(assets[0]), headers: json)
      #expect(try JSON(bytes: answer.body)["status"] == "approved")
    }
    #expect(try count("SELECT count(*) FROM asset_decision") == 1)
    try browser.post(Site.assetRejection(assets[1]))
    try browser.get(Site.flowReview(flow))
    #expect(browser.page.contains("data-testid=\"approved-count\" data-count=\"approved\">1<"))
    #expect(browser.page.contains("data-testid=\"pending-count\" data-count=\"pending\">2<"))
    let answer = try browser.post(Site.assetUndo(assets[0]), headers: json)
    #expect(try JSON(bytes: answer.body)["status"] == "generated")
    #expect(try count("SELECT count(*) FROM asset_decision WHERE is_undo") == 1)
  }

  @Test func `a picture that is not there yet cannot be judged`() throws {
    try order()
    let assets: Query<AssetID> = "SELECT id FROM asset LIMIT 1"
    let asset = try db.read(as: client, assets)[0]
    try browser.get(Site.assets())
    #expect(try browser.post(Site.assetApproval(asset)).status == 409)
  }

  @Test func `another account finds none of it`() throws {
    let (flow, assets) = try finishedFlow()
    let stranger = try TestHouse.merchant()
    let asset = assets[0]
    for address in [
      Site.flow(flow), Site.flowLive(flow), Site.flowReview(flow), Site.asset(asset),
      Site.assetDownload(asset), Site.apiFlow(flow), Site.apiAsset(asset), Site.studio(product),
    ] { #expect(try stranger.get(address).status == 404) }
    try stranger.get(Site.assets())
    for address in [
      Site.assetApproval(asset), Site.assetRejection(asset), Site.assetUndo(asset),
      Site.flowRetry(flow),
    ] { #expect(try stranger.post(address).status == 404) }
    #expect(try count("SELECT count(*) FROM asset_decision") == 0)
  }

  @Test func `watchers hear of approvals that change, in the same transaction`() throws {
    let (flow, assets) = try finishedFlow()
    let watcher = Listener(asset: assets[0])
    Studio.watch(watcher)
    try browser.get(Site.flowReview(flow))
    for _ in 1...2 { try browser.post(Site.assetApproval(assets[0])) }
    try browser.post(Site.assetRejection(assets[0]))
    try browser.post(Site.assetUndo(assets[0]))
    #expect(watcher.heard.withLock { $0 } == [true, false])
  }

  @Test func `failed pictures are made again and paid again, once`() throws {
    let (flow, assets) = try finishedFlow()
    try db.transaction(as: client) {
      try db.run(
        """
        UPDATE asset SET state = 'failed', original = NULL, reason = 'It was too dark.'
        WHERE id = \(assets[0])
        """)
    }
    try browser.get(Site.flow(flow))
    #expect(browser.page.contains("It was too dark."))
    for _ in 1...2 { try browser.post(Site.flowRetry(flow)) }
    #expect(try credits == 5)
    #expect(try count("SELECT count(*) FROM asset WHERE state = 'pending'") == 1)
  }

  @Test func `the fragment of a flow is answered with 304 while nothing changes`() throws {
    let (flow, _) = try finishedFlow()
    let first = try browser.get(Site.flowLive(flow), headers: ["x-fragment": "1"])
    #expect(first.header("X-Live-Done") == "1")
    let mark = try #require(first.header("ETag"))
    let second = try browser.get(Site.flowLive(flow), headers: ["if-none-match": mark])
    #expect(second.status == 304 && second.body.isEmpty)
  }

  @Test func `a program orders by JSON`() throws {
    try browser.get(Site.studio(product))
    #expect(try browser.json(Site.apiFlows(), "{").status == 400)
    #expect(try browser.json(Site.apiFlows(), "[]").status == 400)
    #expect(try browser.json(Site.apiFlows(), #"{"product_id": 7}"#).status == 422)
    let order = #"{"product_id":"\#(product.pathText)","room":"classic-dining","mood":"evening"}"#
    let answer = try browser.json(Site.apiFlows(), order)
    #expect(answer.status == 202)
    #expect(try JSON(bytes: answer.body)["assets"].array?.count == 4)
  }

  @Test func `a program edits by JSON, and pays once for each id`() throws {
    let picture = try finishedFlow().1[0]
    try browser.get(Site.assetEdit(picture))
    let (before, edits) = (try #require(try credits), Site.apiAssetEdits(picture))
    #expect(try browser.json(edits, #"{"tool":"paint"}"#).status == 422)
    #expect(try browser.json(edits, #"{"tool":"light"}"#).status == 422, "nothing would change")
    #expect(try browser.json(edits, #"{"tool":"crop","left":120}"#).status == 422)
    let id = AssetID()
    for _ in 1...2 {
      let answer = try browser.json(
        edits, #"{"id":"\#(id.pathText)","tool":"enlarge","target":4096}"#)
      #expect(answer.status == 202)
      #expect(try JSON(bytes: answer.body)["cost"].int == 2)
      #expect(answer.header("Location") == Site.apiAsset(id))
    }
    #expect(try credits == before - 2)
    #expect(try count("SELECT count(*) FROM asset WHERE edit IS NOT NULL") == 1)
    let missing = try browser.json(Site.apiAssetEdits(AssetID()), #"{"tool":"crop","mirror":true}"#)
    #expect(missing.status == 404)
  }
}

/// Writes down what it hears of one picture.
private final class Listener: ApprovalWatcher {
  let heard = Mutex<[Bool]>([])
  private let asset: AssetID

  init(asset: AssetID) { self.asset = asset }

  func approvalChanged(
    asset: AssetID, product: ProductID, approved: Bool, member: Member, db: Database
  ) throws {
    guard asset == self.asset, db.isInTransaction else { return }
    heard.withLock { $0.append(approved) }
  }
}

extension Browser {
  /// Sends a JSON document with the token of the last page.
  func json(_ address: String, _ text: String) throws -> Response {
    let headers: Headers = [
      "content-type": "application/json", "accept": "application/json",
      "x-csrf-token": token ?? "",
    ]
    return try raw(address, headers, Array(text.utf8))
  }
}
