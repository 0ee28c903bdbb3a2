import Epox
import FoundationEssentials
import HTTP
import Postgres
import Testing

/// Every route of the table, tried by those who may not and with what makes no sense.
@Suite struct RouteTableTests {
  private let members = router.routes.filter { $0.role != nil }

  @Test func `nobody gets past a door`() throws {
    let account = try Inhabited()
    for route in router.routes where route.door != .anyone {
      let answer = try Browser().call(route, at: account.address(of: route), token: nil)
      if route.method == .get && !route.isAPI {
        #expect(answer.status == 303, "\(route.pattern)")
        #expect((answer.header("Location") ?? "").hasPrefix("/login"), "\(route.pattern)")
      } else {
        #expect(answer.status == 401, "\(route.method) \(route.pattern)")
      }
      if route.isAPI {
        #expect(answer.header("Content-Type") == "application/problem+json", "\(route.pattern)")
      }
    }
  }

  @Test(arguments: ["viewer", "editor"])
  func `a role opens no door above it`(role: String) throws {
    let account = try Inhabited()
    try account.become(role)
    try account.browser.get("/dashboard")
    for route in members where route.role == "owner" || role == "viewer" && route.role == "editor" {
      let answer = try account.browser.call(
        route, at: account.address(of: route), token: account.browser.token)
      #expect(answer.status == 403, "\(route.method) \(route.pattern)")
    }
  }

  @Test func `a viewer can read everything`() throws {
    let account = try Inhabited()
    try account.become("viewer")
    for route in members where route.role == "viewer" && route.method == .get {
      let answer = try account.browser.call(route, at: account.address(of: route), token: nil)
      #expect([200, 303].contains(answer.status), "\(route.pattern) \(answer.status)")
    }
  }

  @Test func `another account's things are not there`() throws {
    let account = try Inhabited()
    let stranger = try TestHouse.merchant()
    try stranger.get("/dashboard")
    for route in members where !route.names.isEmpty && route.names != ["name"] {
      let answer = try stranger.call(
        route, at: account.address(of: route), token: stranger.token)
      // 422: the form was refused before anything was looked up, as it is for ids of nobody.
      #expect([404, 422].contains(answer.status), "\(route.method) \(route.pattern)")
    }
  }

  @Test func `nothing is changed without the page's token`() throws {
    let account = try Inhabited()
    for route in members where !route.method.isSafe {
      for token in [nil, "", "a guess", String(repeating: "x", count: 43)] {
        let answer = try account.browser.call(
          route, at: account.address(of: route), token: token)
        #expect(answer.status == 403, "\(route.pattern)")
      }
    }
  }

  @Test func `rubbish is answered with a sentence`() throws {
    let account = try Inhabited()
    try account.browser.get("/dashboard")
    let bodies: [(String, [UInt8])] = [
      (
        "application/x-www-form-urlencoded",
        Array("variants=99999999999999999999&email=%00%ff".utf8)
      ),
      (
        "application/x-www-form-urlencoded",
        Array("name=\(String(repeating: "n", count: 20_000))".utf8)
      ),
      (
        "application/x-www-form-urlencoded",
        Array("name='%3B+DROP+TABLE+product%3B--&role=king".utf8)
      ),
      ("application/json", Array(#"{"product_id": [1], "variants": -5"#.utf8)),
      ("application/json", Array(String(repeating: "[", count: 5000).utf8)),
      ("application/json", Array(#"{"product_id": {"a": null}, "aspect": 7}"#.utf8)),
      ("multipart/form-data; boundary=x", Array("--x\r\n\r\n--x--".utf8)),
      ("text/plain", (0..<500).map { _ in .random(in: 0...255) }),
    ]
    // Signing out comes last, or the rest would be tried by nobody.
    for route in router.routes where route.pattern != "/logout" {
      for (type, body) in bodies {
        let answer = try account.browser.call(
          route, at: account.address(of: route), token: account.browser.token, body: body,
          type: type)
        #expect(answer.status < 500, "\(route.method) \(route.pattern) \(type)")
      }
    }
  }

  @Test(arguments: [
    "..%2F..%2Fetc%2Fpasswd", "'%20OR%201=1--", "%00", "%ff%fe", "-1",
    "99999999999999999999", "00000000-0000-0000-0000-000000000000",
  ])
  func `an id that makes no sense is not found`(id: String) throws {
    let owner = try TestHouse.merchant()
    try owner.get("/dashboard")
    for route in members where !route.names.isEmpty && route.names != ["name"] {
      let address = route.pattern.replacing("*", with: id)
      let answer = try owner.call(route, at: address, token: owner.token)
      #expect([404, 422].contains(answer.status), "\(route.method) \(address)")
    }
  }

  @Test func `a method that an address does not know is named as such`() throws {
    let account = try Inhabited()
    for route in router.routes where route.method == .get {
      var request = Request(.delete, account.address(of: route))
      request.headers["accept"] = "application/json"
      let answer = try router.answer(request, db: account.browser.db)
      #expect(answer.status == 405, "\(route.pattern)")
      #expect((answer.header("Allow") ?? "").contains("GET"), "\(route.pattern)")
    }
  }
}
