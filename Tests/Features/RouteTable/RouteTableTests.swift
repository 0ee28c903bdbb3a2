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
      if case .machine = route.door, route.method == .get {
        // No sign-in helps: it would lead back here.
        #expect(answer.status == 403, "\(route.pattern)")
      } else if route.method == .get && !route.isAPI {
        #expect(answer.status == 303, "\(route.pattern)")
        let door = route.door == .administrator ? "/admin/login" : "/login"
        #expect((answer.header("Location") ?? "").hasPrefix(door), "\(route.pattern)")
      } else {
        #expect(answer.status == 401, "\(route.method) \(route.pattern)")
      }
      if route.isAPI {
        #expect(answer.header("Content-Type") == "application/problem+json", "\(route.pattern)")
      }
    }
  }

  /// Their handlers count whom they know; nginx counts the others before they cost anything.
  @Test func `nginx slows whoever guesses at a door`() throws {
    let template = try String(contentsOfFile: "nginx/production.conf.template", encoding: .utf8)
    let line = try #require(template.split(separator: "\n").first { $0.contains("location ~ ^/(") })
    let names = line.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: "|")
    let guarded = router.routes.filter { $0.note.rate == .guarded && $0.door == .anyone }
    #expect(guarded.count > 6)
    for route in guarded {
      let isNamed = names.contains { (route.pattern + "/").hasPrefix("/\($0)/") }
      #expect(isNamed, "\(route.pattern)")
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
        route, at: account.address(of: route), token: stranger.token, body: route.emptyBody)
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

  @Test func `a stranger's form is not taken without its token either`() throws {
    let account = try Inhabited()
    let forms = router.routes.filter { $0.door == .anyone && !$0.method.isSafe }
    #expect(forms.count >= 6)
    for route in forms {
      for token in [nil, "", "a guess", String(repeating: "x", count: 43)] {
        for browser in [account.browser, Browser()] {
          let answer = try browser.call(route, at: account.address(of: route), token: token)
          #expect(answer.status == 403, "\(route.name)")
          #expect(answer.isRefusal(of: route), "\(route.name)")
        }
      }
    }
  }
}
