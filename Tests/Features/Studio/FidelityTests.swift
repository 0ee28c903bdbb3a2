import Accounts
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site
import Testing

@Suite struct FidelityTests {
  let db = TestHouse.app()
  let browser: Browser
  let client: UUID
  let product = ProductID()
  let picture = PictureID()
  let flow = FlowID()
  let assets = [AssetID(), AssetID()]

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
    try db.transaction(as: client) {
      try db.run(
        """
        INSERT INTO product (client_id, id, source, name)
        VALUES (\(client), \(product), 'uploaded', 'Halden sofa')
        """)
      try db.run(
        """
        INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
        VALUES (\(client), \(picture), \(product), 'ready', 'a.jpg', 'a.webp', 'a.webp')
        """)
      try db.run(
        """
        INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect, variants)
        VALUES (\(client), \(flow), \(product), \(picture), 'completed', 'modern-living',
          'daylight', '1:1', 2)
        """)
      for (place, asset) in assets.enumerated() {
        try db.run(
          """
          INSERT INTO asset (client_id, id, flow_id, product_id, variant, state, original, large,
            thumb, alt)
          VALUES (\(client), \(asset), \(flow), \(product), \(place + 1), 'generated', 'b.webp',
            'b.webp', 'b.webp', 'Sofa')
          """)
      }
      try db.run(
        """
        INSERT INTO asset_fidelity (client_id, asset_id, score, silhouette, colour, structure,
          heat_map)
        VALUES (\(client), \(assets[0]), 86.4, 99.2, 71.8, 94, 'h.webp')
        """)
    }
  }

  @Test func `the review says how true a picture is and shows where it strays`() throws {
    let address = Site.flowReview(flow)
    try browser.get("\(address)?picture=\(assets[0].pathText)")
    let words =
      "Look closely, this strays from the product: 86 of 100 · outline 99, colours 71, details 94"
    #expect(browser.page.contains("<summary data-review-fidelity>\(words)</summary>"))
    #expect(browser.page.contains("/h.webp?"), "a signed link to the heat map")
    try browser.get("\(address)?picture=\(assets[1].pathText)")
    #expect(browser.page.contains("<summary data-review-fidelity></summary>"))
    #expect(browser.page.contains("data-fidelity=\"\(words)\""), "the script knows the other's")
    try browser.get(Site.asset(assets[0]))
    #expect(browser.page.contains(words))
  }

  @Test func `another account sees nothing of it`() throws {
    let stranger = try TestHouse.merchant()
    #expect(try stranger.get(Site.flowReview(flow)).status == 404)
  }

  @Test func `the product's page tells what its picture shows`() throws {
    try browser.get(Site.product(product))
    #expect(!browser.page.contains("sight-card"), "nobody has looked yet")
    let analysis = """
      {"palette": [{"name": "sage", "hex": "#a2af94", "share": 0.81}], "background": "plain",
       "backgroundColour": "#f7f7f7", "sharpness": 41, "exposure": "dark", "lightness": 30,
       "hash": "c1161f3efec1401e",
       "shape": {"aspect": 2, "fill": 0.7, "slender": 0, "foot": 0.8}}
      """
    try db.transaction(as: client) {
      try db.run(
        """
        INSERT INTO picture_sight (client_id, picture_id, original, analysis, hash)
        VALUES (\(client), \(picture), 'a.jpg', \(analysis)::jsonb, 'c1161f3efec1401e')
        """)
    }
    try browser.get(Site.product(product))
    for words in ["sage 81 %", "fill=\"#a2af94\"", "A little soft", "Too dark", "Plain, good"] {
      #expect(browser.page.contains(words), "\(words)")
    }
    try db.transaction(as: client) {
      try db.run(
        "UPDATE product_picture SET original = 'other.jpg' WHERE id = \(picture)")
    }
    try browser.get(Site.product(product))
    #expect(!browser.page.contains("sight-card"), "what was seen in another file says nothing")
  }
}
