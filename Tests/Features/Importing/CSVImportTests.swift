import Blobs
import Epox
import FoundationEssentials
import HTTP
import Importing
import Jobs
import Postgres
import Site
import Testing

/// A file on its way into the catalogue, with the real worker at work.
@Suite struct CSVImportTests {
  let db = TestHouse.app()
  let browser: Browser
  let client: UUID

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
  }

  private func upload(_ text: String) throws -> Response { try upload(Array(text.utf8)) }

  private func upload(_ bytes: [UInt8]) throws -> Response {
    try browser.get("/products/import/csv")
    return try browser.upload(
      "/products/import/csv", [], [TestFile("shop.csv", bytes)], as: "file")
  }

  /// Uploads, takes the guessed columns and waits for the check.
  private func check(_ text: String) throws -> String {
    let columns = try #require(try upload(text).header("Location"))
    let page = String(columns.dropLast("/columns".count))
    try browser.get(columns)
    let form = chosen().setting("csrf", browser.token)
    _ = try browser.raw(
      columns, ["content-type": "application/x-www-form-urlencoded"], Array(form.urlEncoded.utf8))
    try wait { try !browser.page(page).contains("data-status=\"checking\"") }
    return page
  }

  /// What the page has chosen for each column, as a browser would send it.
  private func chosen() -> Parameters {
    let names = browser.page.split(separator: "<select").dropFirst().map { select in
      let name = select.split(separator: "name=\"").dropFirst().first?.prefix { $0 != "\"" }
      let option = select.split(separator: "<option").first { $0.contains(" selected") }
      let value = option?.split(separator: "value=\"").dropFirst().first?.prefix { $0 != "\"" }
      return (String(name ?? ""), String(value ?? ""))
    }
    return names.reduce(into: Parameters()) { $0 = $0.setting($1.0, $1.1) }
  }

  private func importAll(_ page: String) throws {
    try browser.get(page)
    try browser.post(page)
    let run = try #require(try browser.get(page).header("Location"))
    let id = try #require(run.split(separator: "/").last)
    try wait {
      try JSON(bytes: browser.get("/api/v1/imports/\(id)").body)["state"].string == "done"
    }
  }

  private func wait(_ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(30)
    while try !condition() {
      guard ContinuousClock.now < end else {
        Issue.record("it never came: \(browser.error ?? String(browser.page.suffix(300)))")
        return
      }
      try db.script("SELECT pg_sleep(0.05)")
    }
  }

  private func products() throws -> [String] {
    let query: Query<String> = """
      SELECT concat_ws('|', name, sku, price_minor, source) FROM product
      WHERE client_id = current_client()
      """
    return try db.read(as: client, query).sorted()
  }

  private func texts(_ query: Query<String>) throws -> [String] { try db.read(as: client, query) }

  @Test func `good rows come in, bad ones are named with their row and reason`() throws {
    let page = try check(
      """
      Name;SKU;Preis;Bild
      Halden Sofa;HAL-1;1.290,00 €;http://127.0.0.1:9/a.jpg
      ;HAL-2;5;
      Stuhl;HAL-3;teuer;
      Tisch;HAL-1;7,50;
      Lampe;HAL-4;49,90;foo.jpg
      Bett;HAL-5;99;
      """)
    try browser.get(page)
    for words in [
      "Row 3: It has no name.", "Row 4: “teuer” is no price", "Row 5: Row 2 has the same SKU.",
      "Row 6: “foo.jpg” is no web address", "Import the 2 good products", "2 new, 0 changed",
    ] { #expect(browser.page.contains(words), "\(words)") }
    #expect(try products().isEmpty)
    try importAll(page)
    #expect(
      try products() == ["Bett|HAL-5|9900|uploaded", "Halden Sofa|HAL-1|129000|uploaded"])
  }

  @Test func `the report can be put right and uploaded again`() throws {
    let page = try check("Name,SKU,Price,Description\nSofa,A1,x,=1+1\nChair,A2,2,\n")
    let report = try browser.get("\(page)/errors").text
    #expect(report.contains("Sofa,A1,x,'=1+1,2,\"“x” is no price"))
    #expect(!report.contains("Chair"))
    let again = try check(report.split(separator: ",x,").joined(separator: ",5,"))
    try importAll(again)
    let found = try texts("SELECT concat_ws('|', name, description, price_minor) FROM product")
    #expect(found == ["Sofa|=1+1|500"])
  }

  @Test func `importing again changes what changed and nothing twice`() throws {
    try importAll(check("Name,SKU,Price\nSofa,A1,1\nChair,A2,2\n"))
    let id = try #require(
      try texts("SELECT id::text FROM product WHERE sku = 'A1'").first)
    try browser.get("/products/\(id)/edit")
    try browser.post("/products/\(id)/edit", ["name": "My sofa", "sku": "A1", "price": "1"])
    let page = try check("Name,SKU,Price\nSofa,A1,1\nChair,a2,3\nLamp,A3,4\n")
    try browser.get(page)
    #expect(browser.page.contains("1 new, 1 changed, 1 unchanged"))
    try importAll(page)
    #expect(
      try products() == [
        "Chair|a2|300|uploaded", "Lamp|A3|400|uploaded", "My sofa|A1|100|uploaded",
      ])
  }

  @Test func `an export of Shopify brings one product of several rows`() throws {
    let page = try check(
      """
      Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src
      sofa,Sofa,<p>Soft &amp; big</p>,Seats,Colour,Red,S-R,10.00,http://127.0.0.1:9/1.jpg
      sofa,,,,,Blue,S-B,12.00,http://127.0.0.1:9/2.jpg
      sofa,,,,,,,,http://127.0.0.1:9/3.jpg
      lamp,Lamp,,Light,Title,Default Title,L-1,5.00,
      """)
    try importAll(page)
    #expect(try products() == ["Lamp|L-1|500|uploaded", "Sofa|S-R|1000|uploaded"])
    #expect(
      try texts("SELECT concat_ws('|', options, sku, price_minor) FROM variation ORDER BY sku DESC")
        == ["Red|S-R|1000", "Blue|S-B|1200"])
    #expect(
      try texts("SELECT source_url FROM product_picture ORDER BY position")
        == (1...3).map { "http://127.0.0.1:9/\($0).jpg" })
    #expect(try texts("SELECT name FROM category ORDER BY name") == ["Light", "Seats"])
  }

  @Test func `an export of WooCommerce finds the parents of its variations`() throws {
    let page = try check(
      """
      ID,Type,SKU,Name,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)
      10,variable,,Sofa,,Furniture > Sofas,"http://127.0.0.1:9/a,b.jpg, http://127.0.0.1:9/c.jpg",,Colour,"Red, Blue"
      11,variation,S-R,Sofa - Red,10,,,id:10,Colour,Red
      12,variation,S-X,Orphan,10,,,NOBODY,Colour,Red
      """)
    try browser.get(page)
    #expect(browser.page.contains("Row 4: Its product is not in this file."))
    try importAll(page)
    #expect(try products() == ["Sofa||uploaded"])
    #expect(try texts("SELECT options FROM variation") == ["Red"])
    #expect(
      try texts("SELECT source_url FROM product_picture ORDER BY position")
        == ["http://127.0.0.1:9/a,b.jpg", "http://127.0.0.1:9/c.jpg"])
  }

  @Test func `an export that comes again says what is new in it, parts of products too`() throws {
    let export = """
      ID,Type,SKU,Name,Regular price,Images,Parent,Attribute 1 name,Attribute 1 value(s)
      10,variable,S,Sofa,,http://127.0.0.1:9/a.jpg,,Colour,"Red, Blue"
      11,variation,S-R,Sofa - Red,10,,S,Colour,Red

      """
    try importAll(check(export))
    try browser.get(check(export))
    #expect(browser.page.contains("0 new, 0 changed, 1 unchanged"))
    try browser.get(check(export + "12,variation,S-B,Sofa - Blue,10,,S,Colour,Blue\n"))
    #expect(browser.page.contains("0 new, 1 changed, 0 unchanged"))
    try browser.get(check(export + "12,variation,S-R,,,http://127.0.0.1:9/b.jpg,S,Colour,Red\n"))
    #expect(browser.page.contains("0 new, 1 changed, 0 unchanged"))
  }

  @Test func `a product of another shop with the same number is told before it takes the place`()
    throws
  {
    let export = "ID,Type,Name,Parent,Images\n10,simple,Sofa,,\n11,simple,Chair,,\n"
    try importAll(check(export))
    try browser.get(check(export.split(separator: "Sofa").joined(separator: "Lamp")))
    let warning = "It takes the place of “Sofa”, which has the same number in its shop."
    #expect(browser.page.split(separator: warning).count == 2)
    #expect(!browser.page.contains("It takes the place of “Chair”"))
  }

  @Test func `one SKU in two rows is told, wherever it stands`() throws {
    try browser.get(
      check("Handle,Name,SKU\nsofa,Sofa,A1\nchair,Chair,a1\n,Lamp,A1\n,Bed,A2\nrug,Rug,A2\n"))
    #expect(browser.page.split(separator: "Row 2 has the same SKU.").count == 3)
    #expect(browser.page.split(separator: "Row 5 has the same SKU.").count == 2)
    #expect(browser.page.contains("5 new"))
  }

  @Test func `an export of BigCommerce groups variants and pictures`() throws {
    let page = try check(
      """
      Item,ID,Name,Type,SKU,Options,Price,Image URL (Import)
      Product,5,Sofa,physical,S,,10.0000,
      Variant,7,,,S-R,Type=Swatch|Name=Colour|Value=Red[#ff0000],12,
      Image,9,,,,,,http://127.0.0.1:9/1.jpg
      """)
    try importAll(page)
    #expect(try products() == ["Sofa|S|1000|uploaded"])
    #expect(try texts("SELECT options FROM variation") == ["Red"])
    #expect(try texts("SELECT source_url FROM product_picture") == ["http://127.0.0.1:9/1.jpg"])
  }

  @Test func `the plan leaves out what it has no room for`() throws {
    let rows = (1...27).map { "Sofa \($0),A-\($0)\n" }.joined()
    let page = try check("Name,SKU\n\(rows)")
    try browser.get(page)
    #expect(browser.page.contains("25 of 27 can be imported"))
    #expect(browser.page.contains("Import 25 products"))
    try importAll(page)
    #expect(try products().count == 25)
  }

  @Test func `a plan that fills up meanwhile is not overfilled`() throws {
    let rows = (1...20).map { "Sofa \($0),A-\($0)\n" }.joined()
    let page = try check("Name,SKU\n\(rows)")
    for number in 1...10 {
      try browser.get("/products/new")
      try browser.upload("/products", [("name", "By hand \(number)")], [])
    }
    try importAll(page)
    #expect(try products().count == 25)
  }

  @Test(arguments: [("JPY", "129000", "¥129,000"), ("EUR", "129000", "€129,000.00")])
  func `a currency without cents has none`(currency: String, price: String, shown: String) throws {
    let owner = Database(Configuration.current.ownerDSN)
    try owner.run("UPDATE client SET currency = \(currency) WHERE id = \(client)")
    let page = try check("Name,SKU,Price\nSofa,A1,\(price)\nChair,A2,1290.00\n")
    try browser.get(page)
    #expect(browser.page.contains(shown))
    try importAll(page)
    let minor = currency == "JPY" ? ["1290", "129000"] : ["129000", "12900000"]
    #expect(try texts("SELECT price_minor::text FROM product ORDER BY price_minor") == minor)
  }

  @Test func `what was laid out is forgotten after a week`() throws {
    let owner = Database(Configuration.current.ownerDSN)
    let word = TestHouse.unique("Sofa")
    let page = try check("Name,SKU\n\(word),A1\n")
    let kept = try check("Name,SKU\n\(word),A2\n")
    let file = try #require(
      try texts("SELECT file FROM csv_import ORDER BY created_at LIMIT 1").first)
    let id = try #require(page.split(separator: "/").last)
    try owner.run(
      """
      UPDATE csv_import SET created_at = now() - interval '8 days' WHERE id::text = \(String(id))
      """)
    try Importing.forgetStaged(TestHouse.system())
    #expect(try browser.get(page).status == 404)
    #expect(try browser.get(kept).status == 200)
    #expect(try texts("SELECT sku FROM csv_row") == ["A2"])
    #expect(throws: BlobMissing.self) { try Configuration.current.blobs.place(of: file) }
  }

  @Test func `a file that was imported keeps its import`() throws {
    let owner = Database(Configuration.current.ownerDSN)
    let page = try check("Name,SKU\n\(TestHouse.unique("Sofa")),A1\n,A2\n")
    try importAll(page)
    try owner.run(
      "UPDATE csv_import SET created_at = now() - interval '8 days' WHERE client_id = \(client)")
    try Importing.forgetStaged(TestHouse.system())
    #expect(try texts("SELECT sku FROM csv_row").isEmpty)
    #expect(try browser.get(page).status == 303)
    #expect(try browser.get("\(page)/errors").status == 410)
  }

  @Test func `a product can be left out`() throws {
    let page = try check("Name,SKU\nSofa,A1\nChair,A2\n")
    try browser.get(page)
    try browser.post("\(page)/choice", ["shown": "2", "keep": "2"])
    try browser.post("\(page)/choice", ["shown": "3"])
    try browser.get(page)
    #expect(browser.page.contains("1 left out"))
    try importAll(page)
    #expect(try products() == ["Sofa|A1|uploaded"])
  }

  @Test func `a product from the store is left to the store`() throws {
    try db.transaction(as: client) {
      let store = StoreID()
      try db.run(
        """
        INSERT INTO store (client_id, id, platform, url, credentials, state)
        VALUES (\(client), \(store), 'woocommerce', 'https://shop.example', 'x', 'connected')
        """)
      try db.run(
        """
        INSERT INTO product (client_id, id, source, store_id, external_id, name, sku)
        VALUES (\(client), uuid7(), 'imported', \(store), '1', 'Store sofa', 'A1')
        """)
    }
    let page = try check("Name,SKU\nSofa,A1\nChair,A2\n")
    try browser.get(page)
    #expect(browser.page.contains("1 already here from your store"))
    try importAll(page)
    #expect(try products() == ["Chair|A2|uploaded", "Store sofa|A1|imported"])
  }

  @Test(arguments: [
    (Array("PK\u{3}\u{4}".utf8), "an Excel workbook or a ZIP archive"),
    (Array("a,b\u{0}c\nd,e,f\n".utf8), "a file of another kind"), ([], "The file is empty"),
    (Array("name,price\n".utf8), "The file is empty"),
    (Array(String(repeating: "a,", count: 10_000).utf8), "more than 500 columns"),
    ([UInt8](repeating: 97, count: 3 << 20), "longer than 1 MB"),
  ])
  func `a hostile file is refused in plain words`(bytes: [UInt8], words: String) throws {
    let answer = try upload(bytes)
    #expect(answer.status == 422)
    #expect(answer.text.contains(words), "\(answer.text.suffix(2000))")
  }

  @Test func `what shows late in a file is said with its row`() throws {
    let rows = (1...300).map { "Sofa \($0),A\($0)" }.joined(separator: "\n")
    let page = try check("Name,SKU\n\(rows)\n\"never closed,B\n")
    try browser.get(page)
    #expect(browser.page.contains("opened in row 302 is never closed"))
    #expect(try texts("SELECT key FROM csv_row").isEmpty)
  }

  @Test func `a column that is missing or chosen twice is said at its field`() throws {
    let columns = try #require(try upload("Name,SKU\nSofa,A1\n").header("Location"))
    try browser.get(columns)
    #expect(try browser.post(columns, ["column-0": "", "column-1": "sku"]).status == 422)
    #expect(browser.error?.contains("which column holds the name") == true)
    #expect(try browser.post(columns, ["column-0": "name", "column-1": "name"]).status == 422)
    #expect(browser.page.contains("chosen for another column already"))
  }

  @Test func `a secret for the picture server is kept sealed`() throws {
    let columns = try #require(try upload("Name,SKU\nSofa,A1\n").header("Location"))
    try browser.get(columns)
    try browser.post(
      columns,
      [
        "column-0": "name", "column-1": "sku", "header-host": "cdn.example.com",
        "header-name": "Authorization", "header-value": "Bearer top-secret",
      ])
    let kept = try #require(
      try texts("SELECT header_host || ' ' || header_value FROM csv_import").first)
    #expect(kept.hasPrefix("cdn.example.com k"))
    #expect(!kept.contains("top-secret"))
    try browser.get(columns)
    #expect(!browser.page.contains("top-secret"))
  }
}

extension Browser {
  fileprivate func page(_ address: String) throws -> String {
    try get(address)
    return page
  }
}
