import HTTP
import Stores
import Testing

/// Who may call itself a Shopify shop, and what Shopify has signed.
@Suite struct ShopifyTests {
  @Test(arguments: [
    ("nordholt", "nordholt.myshopify.com"), ("Nord-Holt.myshopify.com", "nord-holt.myshopify.com"),
    (" https://nordholt.myshopify.com/admin?x=1 ", "nordholt.myshopify.com"),
    ("admin.shopify.com/store/nordholt/products", "nordholt.myshopify.com"),
  ])
  func `a shop is found in what people paste`(_ typed: String, _ domain: String) {
    #expect(ShopifyPlatform.domain(typed) == domain)
  }

  @Test(arguments: [
    "", "-nordholt", "nordholt.example", "nordholt.myshopify.com.evil.example", "a b",
    "evil.example/nordholt.myshopify.com", "a.b.myshopify.com", "nord_holt", "x@y.myshopify.com",
    "nordholt.myshopify.com\n.evil", ".myshopify.com", "nørdholt", "127.0.0.1:80",
  ])
  func `nothing else is taken for a shop`(_ typed: String) {
    #expect(ShopifyPlatform.domain(typed) == nil)
  }

  @Test func `many SKUs are looked for in several searches, each of them whole`() {
    let skus = (1...50).map { "A very long SKU of the winter collection, number \($0)" }
    let searches = ShopifyShop.searches(.skus(skus)).compactMap { $0 }
    #expect(searches.count > 1)
    #expect(searches.allSatisfy { $0.utf8.count <= 1000 && $0.hasPrefix("sku:'") })
    let words = searches.flatMap { $0.split(separator: " OR ").map { String($0) } }
    #expect(words == skus.map { "sku:'\($0)'" })
    let quoted = ShopifyShop.searches(.skus(["O'Hara"])).compactMap { $0 }
    #expect(quoted == [#"sku:'O\'Hara'"#])
  }

  private let secret = "shpss_epox_vector_0002"

  private let answer = Parameters([
    ("code", "0907a61c0c8d55e99db179b68161bc00"),
    ("hmac", "b6825667d5c33f02aa7a37623763253ecf5cdb2aa74400152329c5c3d3df9e86"),
    ("host", "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvZXBveC10ZXN0"), ("shop", "epox-test.myshopify.com"),
    ("state", "0.6784241404160823"), ("timestamp", "1767225600"),
  ])

  @Test func `the worked example of a way back holds, in any order and while a secret is rolled`() {
    #expect(ShopifySignature.holds(answer, [secret]))
    #expect(ShopifySignature.holds(answer, ["another", secret]))
    let turned = Parameters(answer.pairs.reversed().map { ($0.name, $0.value) })
    #expect(ShopifySignature.holds(turned, [secret]))
  }

  @Test func `a way back with one letter changed does not hold`() {
    for name in ["code", "host", "shop", "state", "timestamp", "hmac"] {
      let changed = answer.setting(name, (answer[name] ?? "") + "1")
      #expect(!ShopifySignature.holds(changed, [secret]))
    }
    #expect(!ShopifySignature.holds(answer.setting("hmac", nil), [secret]))
    #expect(!ShopifySignature.holds(answer, []))
  }

  private func delivery(_ header: String, _ signature: String) -> Request {
    let body =
      #"{"id":788032119674292922,"admin_graphql_api_id":"gid://shopify/Product/788032119674292922","#
      + #""title":"Mug \u2014 blue","updated_at":"2026-01-01T00:00:00-05:00"}"#
    var request = Request(.post, "/webhooks/shopify", body: Array(body.utf8))
    request.headers[header] = signature
    return request
  }

  @Test func `the worked example of a delivery holds under both names of its header`() {
    let signature = "O9PRmdt++wKELv0qMWe7jTB8epTSprP2rNYqQsRyAjU="
    for name in ["x-shopify-hmac-sha256", "shopify-hmac-sha256"] {
      #expect(ShopifySignature.holds(delivery(name, signature), [secret]))
      #expect(!ShopifySignature.holds(delivery(name, signature), ["another"]))
    }
    #expect(!ShopifySignature.holds(delivery("x-shopify-hmac-sha256", ""), [secret]))
  }
}
