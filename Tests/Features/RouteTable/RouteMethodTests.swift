import Epox
import HTTP
import Testing

/// Every address of the table, asked in ways that its routes do not name.
@Suite struct RouteMethodTests {
  @Test(arguments: [HTTP.Method.unknown, .options, .patch])
  func `a method that an address does not know is told which ones it does`(
    method: HTTP.Method
  ) throws {
    let account = try Inhabited()
    for (pattern, routes) in Dictionary(grouping: router.routes, by: \.pattern) {
      let known = Set(routes.map(\.method))
      guard let route = routes.first, !known.contains(method) else { continue }
      let answer = try account.browser.call(
        route, method, at: account.address(of: route), token: account.browser.token)
      #expect(answer.status == 405, "\(pattern)")
      #expect(answer.isRefusal(of: route), "\(pattern)")
      let allowed = (answer.header("Allow") ?? "").split(separator: ", ").map(String.init)
      let expected = known.union(known.contains(.get) ? [.head] : [])
      #expect(allowed == expected.map(\.rawValue).sorted(), "\(pattern)")
    }
  }

  @Test func `HEAD is answered as GET is`() throws {
    let account = try Inhabited()
    try account.browser.get("/dashboard")
    for route in router.routes where route.method == .get {
      let address = account.address(of: route)
      let whole = try account.browser.call(route, at: address, token: nil)
      let head = try account.browser.call(route, .head, at: address, token: nil)
      #expect(head.status == whole.status, "\(route.name)")
      #expect(head.header("Content-Type") == whole.header("Content-Type"), "\(route.name)")
    }
  }

  @Test func `what is nowhere is a page for people and a document for programs`() throws {
    let browser = try TestHouse.merchant()
    for (path, type) in [
      ("/nowhere", "text/html; charset=utf-8"), ("/api/v1/nowhere", "application/problem+json"),
      ("/api/", "application/problem+json"), ("//", "text/html; charset=utf-8"),
      ("/products/%2e%2e/%2e%2e/etc", "text/html; charset=utf-8"),
    ] {
      for method in [HTTP.Method.get, .head, .post, .delete, .unknown] {
        let answer = try router.answer(Request(method, path), db: browser.db)
        #expect(answer.status == 404, "\(method) \(path)")
        #expect(answer.header("Content-Type") == type, "\(method) \(path)")
      }
    }
  }
}
