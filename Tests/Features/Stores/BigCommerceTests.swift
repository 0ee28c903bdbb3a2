import Crypto
import FoundationEssentials
import HTTP
import Stores
import Testing

/// Who may call itself a BigCommerce store, and what BigCommerce has signed.
@Suite struct BigCommerceTests {
  private let secret = "bc_client_secret_epox_0004"
  private let client = "bc_client_id_epox"

  @Test(arguments: [
    "abc123", " ABC123 ", "stores/abc123", "https://api.bigcommerce.com/stores/abc123/v3/",
    "https://store-abc123.mybigcommerce.com/manage/dashboard",
  ])
  func `a store is found in what people paste`(_ typed: String) {
    #expect(BigCommercePlatform.hash(typed) == "abc123")
  }

  @Test(arguments: [
    "", "abc", "abc-123", "nordholt.example", "stores/", "stores/../v2", "stores/abc123@evil",
    "https://evil.example/?x=abc123", "abc123\n.evil", "äbc123", "a b c d",
    "store-.mybigcommerce.com",
  ])
  func `nothing else is taken for a store`(_ typed: String) {
    #expect(BigCommercePlatform.hash(typed) == nil)
  }

  @Test(arguments: [
    "abc123", "stores/ABC123", "stores/abc123/", "/stores/abc123", "stores/stores/a",
  ])
  func `a context is read as BigCommerce writes it, or not at all`(_ context: String) {
    #expect(BigCommercePlatform.hash(context: context) == nil)
    #expect(BigCommercePlatform.hash(context: "stores/abc123") == "abc123")
  }

  // Deliveries

  private let body =
    #"{"producer":"stores/abc123","hash":"3f9ea420af83450d7ef9f78b08c8af25b2213637","#
    + #""created_at":1767225599,"store_id":"1025646","scope":"store/product/updated","#
    + #""data":{"type":"product","id":205}}"#

  private func delivery(
    id: String = "msg_2b1c0f", at second: String = "1767225600",
    signature: String = "v1,8xCwEpJAvAhlcHO/g2hu4eCDio3UvYRfeoUk+rVOye8=", body: String? = nil
  ) -> Request {
    Request(
      .post, "/webhooks/stores/x",
      headers: [
        "webhook-id": id, "webhook-timestamp": second, "webhook-signature": signature,
      ], body: Array((body ?? self.body).utf8))
  }

  private func isSigned(_ request: Request, _ secrets: [String], after seconds: Double = 0) -> Bool
  {
    let now = Date(timeIntervalSince1970: 1_767_225_600 + seconds)
    return BigCommerceSignature.isSigned(request, secrets, at: now)
  }

  @Test func `the worked example of a delivery holds, also while a secret is rolled`() {
    #expect(isSigned(delivery(), [secret]))
    #expect(isSigned(delivery(), ["former", secret]))
    let two = "v1,AAAA v1,8xCwEpJAvAhlcHO/g2hu4eCDio3UvYRfeoUk+rVOye8="
    #expect(isSigned(delivery(signature: two), [secret]))
    #expect(isSigned(delivery(), [secret], after: 300))
    #expect(isSigned(delivery(), [secret], after: -300))
  }

  @Test func `a delivery that was changed, is stale or is signed by somebody else does not hold`() {
    let right = "8xCwEpJAvAhlcHO/g2hu4eCDio3UvYRfeoUk+rVOye8="
    #expect(!isSigned(delivery(), ["another"]))
    #expect(!isSigned(delivery(), []))
    #expect(!isSigned(delivery(id: "msg_2b1c0e"), [secret]))
    #expect(!isSigned(delivery(at: "1767225601"), [secret]))
    #expect(!isSigned(delivery(at: "soon"), [secret]))
    #expect(!isSigned(delivery(body: body.replacing("205", with: "206")), [secret]))
    for signature in ["", right, "v2,\(right)", "v1,", "v1a,\(right)"] {
      #expect(!isSigned(delivery(signature: signature), [secret]))
    }
    #expect(!isSigned(delivery(), [secret], after: 301))
    #expect(!isSigned(delivery(), [secret], after: -301))
  }

  @Test func `news are read, and the same news have the same key`() throws {
    let read = { (text: String) in BigCommerceNews.read(try JSON(bytes: Array(text.utf8))) }
    let news = try read(body)
    #expect(news.news == .product("205"))
    #expect(news.isBlind)
    #expect(try read(body).key == news.key)
    #expect(try read(body.replacing("3f9e", with: "4f9e")).key != news.key)
    let sku = #"{"scope":"store/sku/updated","data":{"type":"sku","id":9,"sku":{"product_id":7}}}"#
    #expect(try read(sku).news == .product("7"))
    let words = { (scope: String) in try read(#"{"scope":"\#(scope)","data":{"id":1}}"#).news }
    #expect(try words("store/category/deleted") == .categories)
    #expect(try words("store/app/uninstalled") == .uninstalled)
    #expect(try words("store/information/updated") == .shop)
    #expect(try words("store/order/created") == .nothing)
    #expect(try read(#"{"scope":"store/product/updated"}"#).news == .nothing)
  }

  // Signed payloads

  private let token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJiY19jbGllbnRfaWRfZXBveCIsImlzcyI6ImJjIiwiaWF0"
    + "IjoxNzY3MjI1NjAwLCJuYmYiOjE3NjcyMjU1OTUsImV4cCI6MTc2NzMxMjAwMCwianRpIjoiYzVmMGJjZjUtYTUwNC00"
    + "YWU2LThkY2MtMGU0MGVhYTVhMDcwIiwic3ViIjoic3RvcmVzL2FiYzEyMyIsInVzZXIiOnsiaWQiOjk4NzY1NDMsImVt"
    + "YWlsIjoidXNlckBleGFtcGxlLmNvbSIsImxvY2FsZSI6ImVuLVVTIn0sIm93bmVyIjp7ImlkIjo3NjU0MzIxLCJlbWFp"
    + "bCI6Im93bmVyQGV4YW1wbGUuY29tIn0sInVybCI6Ii8iLCJjaGFubmVsX2lkIjpudWxsfQ.ft2Q9F2sZNK4p3jihgA47"
    + "JU7yOW63GDI4BobItbjFSA"

  private func payload(
    _ token: String, _ client: String? = nil, _ secrets: [String]? = nil,
    at second: Double = 1_767_225_700
  ) -> SignedPayload? {
    SignedPayload(
      token, clientID: client ?? self.client, secrets: secrets ?? [secret],
      at: Date(timeIntervalSince1970: second))
  }

  @Test func `the worked example of a signed payload is read, also while a secret is rolled`() {
    let read = payload(token)
    #expect(read?.shop == "abc123")
    #expect(read?.user == 9_876_543)
    #expect(read?.issued == Date(timeIntervalSince1970: 1_767_225_600))
    #expect(payload(token, nil, ["former", secret]) == read)
  }

  @Test func `clocks may differ by a few seconds and no more`() {
    #expect(payload(token, at: 1_767_225_586) != nil)
    #expect(payload(token, at: 1_767_225_584) == nil)
    #expect(payload(token, at: 1_767_312_009) != nil)
    #expect(payload(token, at: 1_767_312_011) == nil)
  }

  @Test func `a payload for another app or with another secret is refused`() {
    #expect(payload(token, "another_client") == nil)
    #expect(payload(token, nil, ["another"]) == nil)
    #expect(payload(token, nil, []) == nil)
  }

  /// A token of our own making, signed with the right secret.
  private func made(_ claims: String, head: String = #"{"alg":"HS256"}"#) -> String {
    let message = "\(base64URL(Array(head.utf8))).\(base64URL(Array(claims.utf8)))"
    return "\(message).\(base64URL(hmacSHA256(key: Array(secret.utf8), Array(message.utf8))))"
  }

  private let claims =
    #"{"aud":"bc_client_id_epox","iss":"bc","nbf":1767225595,"exp":1767312000,"sub":"stores/abc123"}"#

  @Test(arguments: [#"{"alg":"none"}"#, #"{"alg":"RS256"}"#, #"{"alg":"hs256"}"#, "{}", "[]", "x"])
  func `no other algorithm is taken, even with the right signature`(_ head: String) {
    #expect(payload(made(claims, head: head)) == nil)
    #expect(payload(made(claims)) != nil)
  }

  @Test(arguments: [
    (#""bc""#, #""bd""#), ("stores/abc123", "stores/../x"), ("stores/abc123", "abc123"),
    (#""nbf":1767225595,"#, ""), (#","exp":1767312000"#, ""), ("1767312000", #""never""#),
  ])
  func `a claim that is missing or another one is refused`(_ part: String, _ other: String) {
    #expect(payload(made(claims.replacing(part, with: other))) == nil)
  }

  @Test func `a token that was changed anywhere is refused`() {
    let pieces = token.split(separator: ".").map(String.init)
    let other = base64URL(Array(claims.replacing("abc123", with: "evil99").utf8))
    #expect(payload("\(pieces[0]).\(other).\(pieces[2])") == nil)
    #expect(payload("\(pieces[0]).\(pieces[1]).") == nil)
    #expect(payload("\(pieces[0]).\(pieces[1])") == nil)
    #expect(payload("\(token).x") == nil)
    #expect(payload("\(token)=") == nil)
    #expect(payload("") == nil)
    #expect(payload(String(repeating: ".", count: 9000)) == nil)
  }
}
