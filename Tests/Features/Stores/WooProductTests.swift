import FoundationEssentials
import HTTP
import Site
import Stores
import Testing

/// How a product of WooCommerce's becomes one of ours.
@Suite struct WooProductTests {
  private func read(_ text: String, unit: String = "in") throws -> StoreProduct? {
    StoreProduct(woo: try JSON(bytes: Array(text.utf8)), unit: unit)
  }

  private let sofa = #"""
    {"id": 77, "name": "Halden &amp; Co", "type": "variable", "status": "private", "sku": "HAL",
    "permalink": "https://nordholt.example/halden/", "price": "1290.50", "regular_price": "1400",
    "description": "<p>Three seats.</p><p>Oak feet.</p>", "short_description": "<p>Short.</p>",
    "dimensions": {"length": "39.37", "width": "86.6", "height": ""},
    "date_modified_gmt": "2018-08-15T14:48:46",
    "categories": [{"id": 23, "name": "Sofas"}, {"id": 21}],
    "tags": [{"id": 1, "name": "Oak &amp; linen"}, {"id": 2}],
    "attributes": [{"id": 0, "name": "Colour", "options": ["Green", "Blue"]}, {"name": ""}],
    "images": [
      {"id": 9, "src": "https://cdn.example/a.jpg", "alt": "Front &quot;view&quot;"},
      {"id": 0, "src": "https://cdn.example/placeholder.png", "alt": ""},
      {"id": 4, "src": "javascript:alert(1)", "alt": ""},
      {"id": 2, "src": "https://cdn.example/b.jpg", "alt": ""}],
    "brands": [{"id": 5, "name": "Nordholt"}], "variations": [78, 79]}
    """#

  @Test func `a product is read whole`() throws {
    let product = try #require(try read(sofa))
    #expect(product.kind == .variable)
    #expect(product.name == "Halden & Co")
    #expect(product.description == "Three seats. Oak feet.")
    #expect(product.sku == "HAL")
    #expect(product.priceMinor == 129_050)
    #expect(product.size == ProductSize(width: 2200, height: nil, depth: 1000))
    #expect(product.permalink == "https://nordholt.example/halden/")
    #expect(product.status == "private")
    #expect(product.modified == Date(timeIntervalSince1970: 1_534_344_526))
    #expect(product.categories == ["23", "21"])
    #expect(product.tags == ["Oak & linen"])
    #expect(product.attributes == [ProductAttribute("Colour", ["Green", "Blue"])])
    #expect(product.extra["brands"] == ["Nordholt"])
  }

  @Test func `pictures stand in the store's order with their alt texts`() throws {
    let images = try #require(try read(sofa)).images
    #expect(images.map(\.id) == ["9", "2"])
    #expect(images.map(\.position) == [0, 3])
    #expect(images.map(\.alt) == ["Front \"view\"", ""])
  }

  @Test func `a variation has its own SKU, price, values and picture`() throws {
    let text = #"""
      {"id": 78, "sku": "HAL-G", "price": "1400.10", "image": {"id": 12},
      "attributes": [{"name": "Colour", "option": "Green"}, {"name": "Size", "option": "Large"}]}
      """#
    let green = try #require(StoreVariation(woo: try JSON(bytes: Array(text.utf8))))
    #expect(green.id == "78" && green.sku == "HAL-G" && green.priceMinor == 140_010)
    #expect(green.options == "Green, Large")
    #expect(green.imageID == "12")
    let bare = try #require(StoreVariation(woo: ["id": 79, "image": ["id": 0]]))
    #expect(bare.imageID == nil)
  }

  @Test func `a set keeps what it holds`() throws {
    let product = try #require(
      try read(#"{"id": 5, "type": "grouped", "name": "Room", "grouped_products": [1, 2, "x"]}"#))
    #expect(product.kind == .grouped)
    #expect(product.extra["grouped_products"] == [1, 2])
  }

  @Test func `a product that is sold elsewhere says where`() throws {
    let product = try #require(
      try read(
        #"""
        {"id": 6, "type": "external", "name": "Lamp", "price": "",  "regular_price": "49.9",
        "external_url": "https://other.example/lamp", "button_text": "Buy &amp; go"}
        """#))
    #expect(product.kind == .external)
    #expect(product.priceMinor == 4990)
    #expect(product.extra["external_url"] == "https://other.example/lamp")
    #expect(product.extra["button_text"] == "Buy & go")
  }

  @Test(arguments: [
    "{}", #"{"id": 0, "name": "x"}"#, #"{"id": "7"}"#, "[]", #"{"id": -4}"#,
  ])
  func `what has no id is no product`(text: String) throws {
    #expect(try read(text) == nil)
  }

  @Test func `a kind that nobody knows is a plain product, and one without a name has its number`()
    throws
  {
    let product = try #require(try read(#"{"id": 8, "type": "subscription"}"#))
    #expect(product.kind == .simple)
    #expect(product.name == "Product 8")
  }
}
