import Catalog
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site
import Testing

@Suite struct CatalogTests {
  let db = TestHouse.app()
  let browser: Browser
  let client: UUID

  init() throws {
    browser = try TestHouse.merchant()
    client = try TestHouse.client(of: browser)
  }

  /// Adds a product by the form and answers with its address.
  private func add(_ fields: [(String, String)], files: [TestFile] = []) throws -> Response {
    try browser.get("/products/new")
    return try browser.upload("/products", fields, files)
  }

  private func products() throws -> [JSON] {
    try JSON(bytes: browser.get("/api/v1/products").body)["data"].array ?? []
  }

  @Test func `a product typed in by hand stands on the list`() throws {
    let answer = try add([("name", "Halden <Sofa>"), ("price", "1290,50"), ("sku", "HAL-1")])
    #expect(answer.status == 303)
    try browser.get("/products")
    #expect(browser.page.contains("Halden &lt;Sofa&gt;"))
    #expect(browser.page.contains("$1,290.50"))
    #expect(try products().map { $0["price_minor"].int } == [129_050])
  }

  @Test func `what is wrong is said at the field and nothing is kept`() throws {
    let answer = try add([("name", ""), ("price", "cheap"), ("width", "-3")])
    #expect(answer.status == 422)
    #expect(answer.text.contains("Enter a name for the product."))
    #expect(answer.text.contains("value=\"cheap\""))
    #expect(try products().isEmpty)
  }

  @Test(arguments: [
    (TestFile("photo.png", Array("PK\u{3}\u{4}".utf8)), "a ZIP archive"),
    (TestFile("logo.png", Array("<svg onload='x()'/>".utf8)), "an SVG drawing"),
    (TestFile("a.jpg", Array("hello".utf8)), "not a picture"),
    (TestFile("nothing.jpg", []), "nothing.jpg is empty"),
    (TestFile("huge.png", TestFile.png(width: 50_000, height: 50_000)), "50000 × 50000 pixels"),
  ])
  func `a hostile picture is refused with a reason`(file: TestFile, words: String) throws {
    let answer = try add([("name", "Sofa")], files: [file])
    #expect(answer.status == 422)
    #expect(answer.text.contains(words))
    #expect(try products().isEmpty)
  }

  @Test func `an edited field is the merchant's from then on`() throws {
    let path = try #require(try add([("name", "Sofa")]).header("Location"))
    try browser.get("\(path)/edit")
    try browser.post("\(path)/edit", ["name": "Big sofa", "width": "220.5"])
    let edited: Query<String> = "SELECT array_to_string(edited, ',') FROM product"
    #expect(try db.read(as: client, edited) == ["name,size"])
    try browser.get(path)
    #expect(browser.page.contains("220.5 cm"))
  }

  @Test func `a deleted product is in the bin and comes back`() throws {
    let path = try #require(try add([("name", "Sofa")]).header("Location"))
    try browser.get(path)
    try browser.post("\(path)/deletion")
    #expect(try products().isEmpty)
    try browser.get("/products/bin")
    #expect(browser.page.contains("Sofa"))
    try browser.post("\(path)/restoration")
    #expect(try products().count == 1)
  }

  @Test func `nobody sees or changes another account's product`() throws {
    let path = try #require(try add([("name", "Sofa")]).header("Location"))
    let stranger = try TestHouse.merchant()
    for address in [path, "\(path)/edit", "\(path)/live", "/studio\(path.dropFirst(9))"] {
      #expect(try stranger.get(address).status == 404)
    }
    try stranger.get("/products")
    #expect(try stranger.post("\(path)/deletion").status == 404)
    #expect(try stranger.post("\(path)/edit", ["name": "Mine"]).status == 404)
    #expect(try products().map { $0["name"].string } == ["Sofa"])
  }

  @Test func `the list is paged by a cursor`() throws {
    for index in 1...5 { _ = try add([("name", "Sofa \(index)")]) }
    var names: [String] = []
    var cursor = ""
    repeat {
      let address = "/api/v1/products?limit=2&cursor=\(cursor)"
      let page = try JSON(bytes: browser.get(address).body)
      names += (page["data"].array ?? []).compactMap { $0["name"].string }
      cursor = page["next_cursor"].string ?? ""
    } while !cursor.isEmpty
    #expect(names == ["Sofa 5", "Sofa 4", "Sofa 3", "Sofa 2", "Sofa 1"])
    for wrong in ["limit=0", "limit=101", "limit=x", "cursor=x"] {
      #expect(try browser.get("/api/v1/products?\(wrong)").status == 422)
    }
  }

  @Test func `a search finds names and SKUs and takes signs literally`() throws {
    _ = try add([("name", "Sofa 100%"), ("sku", "A_1")])
    _ = try add([("name", "Chair"), ("sku", "AB1")])
    func found(_ words: String) throws -> [String] {
      let page = try JSON(bytes: browser.get("/api/v1/products?q=\(words)").body)
      return (page["data"].array ?? []).compactMap { $0["name"].string }
    }
    #expect(try found("sofa") == ["Sofa 100%"])
    #expect(try found("a_1") == ["Sofa 100%"])
    #expect(try found("%25") == ["Sofa 100%"])
    #expect(try found("nothing").isEmpty)
  }

  @Test func `a filter's address reads back as the same filter`() throws {
    var filter = ProductFilter()
    filter.search = "a & b=c"
    filter.status = .toReview
    let address = filter.address()
    let query = Parameters(urlEncoded: Array(address.utf8.drop { $0 != 63 }.dropFirst()))
    #expect(ProductFilter(query) == filter)
    #expect(ProductFilter(Parameters([("category", "rubbish"), ("status", "x")])).isOpen)
  }
}
