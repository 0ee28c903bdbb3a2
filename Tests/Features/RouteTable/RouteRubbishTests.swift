import Epox
import FoundationEssentials
import HTTP
import Testing

/// Every route of the table with what makes no sense: a sentence, never a fault of ours, and
/// nothing half done.
@Suite struct RouteRubbishTests {
  @Test(arguments: RubbishBody.all)
  func `a body that makes no sense is refused and changes nothing`(body: RubbishBody) throws {
    var account = try Inhabited()
    try account.browser.get("/dashboard")
    var before = try Ledger(of: account.client)
    #expect(before.count > 15)
    for route in router.routes {
      let browser = account.browser
      let answer = try browser.call(
        route, at: account.address(of: route), token: browser.token(at: route), body: body.bytes,
        type: body.type)
      #expect(answer.status < 500, "\(route.name)")
      if answer.status < 400, !route.method.isSafe {
        // What needs no words was done: the next try gets an account of its own.
        account = try Inhabited()
        try account.browser.get("/dashboard")
        before = try Ledger(of: account.client)
        continue
      }
      if answer.status >= 400 { #expect(answer.isRefusal(of: route), "\(route.name)") }
      let after = try Ledger(of: account.client)
      #expect(after.differences(from: before) == [], "\(route.name)")
      before = after
    }
  }

  @Test(
    arguments: Nonsense.all([
      "cursor=%00&limit=%00", "cursor=abc&cursor=def&limit=1&limit=2", "cursor=%ff%fe%fd&q=%c3%28",
      "cursor=\(String(repeating: "A", count: 8192))", "q=\(String(repeating: "%25", count: 8192))",
      "limit=-1&page=-1&q=%27%3B--", "limit=99999999999999999999&limit=x&page=1e9",
      "next=//evil.example", "next=%5c%5cevil.example", "next=https://evil.example",
      "a&&=&==&%&%zz=%&q=%&status=%", "sort=name%0d%0aSet-Cookie:%20x=1&status=%0d%0a",
    ]))
  func `a query that makes no sense does no harm`(query: Nonsense) throws {
    let account = try Inhabited()
    try account.browser.get("/dashboard")
    for route in router.routes where route.method == .get {
      let answer = try account.browser.call(
        route, at: account.address(of: route), query: query.text, token: nil)
      #expect(answer.status < 500, "\(route.name)")
      if let target = answer.header("Location") {
        #expect(target.hasPrefix("/") && !target.hasPrefix("//"), "\(route.name) to \(target)")
      }
      let values = answer.headers.flatMap { $0.value.unicodeScalars }
      #expect(!values.contains { $0.value < 32 }, "\(route.name)")
    }
  }

  @Test(
    arguments: Nonsense.all([
      "..%2F..%2Fetc%2Fpasswd", "'%20OR%201=1--", "%00", "%ff%fe", "-1", "%25s%25n", "%F0%9F%9B%8B",
      "99999999999999999999", "00000000-0000-0000-0000-000000000000",
      String(repeating: "a", count: 8192),
    ]))
  func `an id that makes no sense is not found`(id: Nonsense) throws {
    let owner = try TestHouse.merchant()
    try owner.get("/dashboard")
    let client = try TestHouse.client(of: owner)
    let before = try Ledger(of: client)
    for route in router.routes where !route.names.isEmpty {
      let address = route.pattern.replacing("*", with: id.text)
      let answer = try owner.call(
        route, at: address, token: owner.token(at: route), body: route.emptyBody)
      if route.role != nil, route.names != ["name"] {
        #expect([404, 422].contains(answer.status), "\(route.name)")
      }
      #expect(answer.status < 500, "\(route.name)")
      if answer.status >= 400 { #expect(answer.isRefusal(of: route), "\(route.name)") }
    }
    let after = try Ledger(of: client)
    #expect(after.differences(from: before) == [])
  }
}

/// Something that makes no sense, shown shortened when a test fails.
struct Nonsense: Sendable, CustomTestStringConvertible {
  let text: String
  var testDescription: String { String(text.prefix(40)) }

  static func all(_ texts: [String]) -> [Nonsense] { texts.map(Nonsense.init) }
}

/// A body that makes no sense, named when a test fails.
struct RubbishBody: Sendable, CustomTestStringConvertible {
  let name, type: String
  let bytes: [UInt8]
  var testDescription: String { name }

  private init(_ name: String, _ type: String, _ bytes: [UInt8]) {
    (self.name, self.type, self.bytes) = (name, type, bytes)
  }

  private static let form = "application/x-www-form-urlencoded"
  private static let json = "application/json"

  static let all = [
    RubbishBody(
      "numbers and bytes", form, Array("variants=99999999999999999999&email=%00%ff".utf8)),
    RubbishBody("a long name", form, Array("name=\(String(repeating: "n", count: 20_000))".utf8)),
    RubbishBody("SQL", form, Array("name='%3B+DROP+TABLE+product%3B--&role=king".utf8)),
    RubbishBody(
      "doubled fields", form,
      Array("csrf=&csrf=x&name=a&name=b&=&&%&email=a%0d%0ab&wish[]=1".utf8)),
    RubbishBody("unclosed JSON", json, Array(#"{"product_id": [1], "variants": -5"#.utf8)),
    RubbishBody("deep JSON", json, Array(String(repeating: "[", count: 5000).utf8)),
    RubbishBody("other types", json, Array(#"{"product_id": {"a": null}, "aspect": 7}"#.utf8)),
    RubbishBody("no parts", "multipart/form-data; boundary=x", Array("--x\r\n\r\n--x--".utf8)),
    RubbishBody("bytes", "text/plain", (0..<500).map { _ in .random(in: 0...255) }),
  ]
}
