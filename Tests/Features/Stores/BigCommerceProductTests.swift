import FoundationEssentials
import HTTP
import Settings
import Site
import Stores
import Testing

/// How a product of BigCommerce's becomes one of ours.
@Suite struct BigCommerceProductTests {
  private func read(_ text: String) throws -> StoreProduct? {
    StoreProduct(
      bigCommerce: try JSON(bytes: Array(text.utf8)), unit: "in",
      storefront: "https://nordholt.example")
  }

  private let sofa = #"""
    {"id": 77, "name": "Halden &amp; Co", "type": "physical", "sku": "HAL", "description":
    "<p>Three seats.</p><p>Oak feet.</p>", "width": 86.6, "height": 0, "depth": 39.37,
    "price": 1290, "calculated_price": 1290.5, "categories": [23, 21], "brand_id": 35,
    "is_visible": true, "base_variant_id": null, "date_modified": "2018-08-15T14:48:46+00:00",
    "custom_url": {"url": "/halden/", "is_customized": false}, "mpn": "M1", "gtin": "",
    "custom_fields": [{"id": 6, "name": "Wood", "value": "Oak"}, {"id": 7}],
    "images": [
      {"id": 2, "sort_order": 1, "url_zoom": "https://cdn.example/b.jpg", "description": "Side"},
      {"id": 9, "sort_order": 0, "url_zoom": "https://cdn.example/c.jpg", "description": ""},
      {"id": 1, "sort_order": 0, "url_zoom": "https://cdn.example/a.jpg", "description": "Front"},
      {"id": 3, "sort_order": 2}],
    "variants": [
      {"id": 5, "sku": "HAL-G", "calculated_price": 1400.1, "image_url": "https://cdn.example/g.jpg",
       "option_values": [{"option_display_name": "Colour", "label": "Green"},
                         {"option_display_name": "Size", "label": "Large"}]},
      {"id": 6, "sku": "HAL-B", "price": null, "image_url": "https://cdn.example/a.jpg",
       "option_values": [{"option_display_name": "Colour", "label": "Blue"},
                         {"option_display_name": "Size", "label": "Large"}]},
      {"id": 8, "sku": "HAL-R", "price": null, "image_url": "",
       "option_values": [{"option_display_name": "Colour", "label": "Red"}]}]}
    """#

  @Test func `a product with options is read whole`() throws {
    let product = try #require(try read(sofa))
    #expect(product.kind == .variable)
    #expect(product.name == "Halden & Co")
    #expect(product.description == "Three seats. Oak feet.")
    #expect(product.priceMinor == 129_050)
    #expect(product.size == ProductSize(width: 2200, height: nil, depth: 1000))
    #expect(product.permalink == "https://nordholt.example/halden/")
    #expect(product.modified == Date(timeIntervalSince1970: 1_534_344_526))
    #expect(product.categories == ["23", "21"])
    #expect(
      product.attributes == [
        ProductAttribute("Colour", ["Green", "Blue", "Red"]), ProductAttribute("Size", ["Large"]),
      ])
    #expect(product.extra["brand_id"] == 35)
    #expect(product.extra["mpn"] == "M1")
    #expect(product.extra["gtin"] == .null)
    #expect(product.extra["custom_fields"] == [["name": "Wood", "value": "Oak"]])
  }

  @Test func `pictures stand in the store's order, those of variants behind them`() throws {
    let product = try #require(try read(sofa))
    #expect(product.images.map(\.id) == ["1", "9", "2", "variant-5"])
    #expect(product.images.map(\.position) == [0, 1, 2, 3])
    #expect(product.variations.map(\.imageID) == ["variant-5", "1", nil])
    #expect(product.variations.map(\.priceMinor) == [140_010, 129_050, 129_050])
    #expect(product.variations.map(\.options) == ["Green, Large", "Blue, Large", "Red"])
  }

  @Test func `a product without options is its one variant`() throws {
    let text = #"{"id": 1, "name": "Lamp", "base_variant_id": 4, "is_visible": false}"#
    let product = try #require(try read(text))
    #expect(product.kind == .simple)
    #expect(product.variations.isEmpty)
    #expect(product.priceMinor == nil)
    #expect(product.status == "hidden")
    #expect(try read(#"{"name": "No id"}"#) == nil)
    #expect(try read("[]") == nil)
  }

  // Settings

  @Test func `an app without a secret is a mistake, no app is none`() throws {
    var none = SettingsReader([:])
    let settings = BigCommerceSettings(&none)
    try none.finish()
    #expect(settings.app == nil)
    #expect(settings.apiURL == "https://api.bigcommerce.com")
    #expect(settings.loginURL == "https://login.bigcommerce.com")

    var half = SettingsReader([
      "EPOX_BIGCOMMERCE_CLIENT_ID": "id", "EPOX_BIGCOMMERCE_SECRETS": " ,",
    ])
    #expect(BigCommerceSettings(&half).app == nil)
    #expect(throws: SettingsMistakes.self) { try half.finish() }
  }

  @Test func `the newest secret is the last one`() throws {
    var read = SettingsReader([
      "EPOX_BIGCOMMERCE_CLIENT_ID": "id", "EPOX_BIGCOMMERCE_SECRETS": "old, new",
      "EPOX_BIGCOMMERCE_API_URL": "http://127.0.0.1:1/api/",
    ])
    let settings = BigCommerceSettings(&read)
    try read.finish()
    #expect(settings.app?.secrets == ["old", "new"])
    #expect(settings.app?.secret == "new")
    #expect(settings.apiURL == "http://127.0.0.1:1/api")
  }
}
