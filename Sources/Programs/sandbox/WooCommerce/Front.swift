import HTTP
import Postgres

/// The way every request takes: which store, which faults, then its pages or its API.
enum Front {
  /// All addresses lead to the one function below; what lies behind is in `Routes.swift`.
  static let router = Router(problemPage: { problem, _ in Pages.plain(problem) }) {
    everywhere(at("/")) { try take($0) }
    everywhere(Path("/*", s)) { guest, _ in try take(guest) }
    everywhere(Path("/*/*", s, s)) { guest, _, _ in try take(guest) }
    everywhere(Path("/*/*/*", s, s, s)) { guest, _, _, _ in try take(guest) }
    everywhere(Path("/*/*/*/*", s, s, s, s)) { guest, _, _, _, _ in try take(guest) }
    everywhere(Path("/*/*/*/*/*", s, s, s, s, s)) { guest, _, _, _, _, _ in try take(guest) }
    everywhere(Path("/*/*/*/*/*/*", s, s, s, s, s, s)) { guest, _, _, _, _, _, _ in try take(guest)
    }
    everywhere(Path("/*/*/*/*/*/*/*", s, s, s, s, s, s, s)) { guest, _, _, _, _, _, _, _ in
      try take(guest)
    }
    everywhere(Path("/*/*/*/*/*/*/*/*", s, s, s, s, s, s, s, s)) { guest, _, _, _, _, _, _, _, _ in
      try take(guest)
    }
    everywhere(Path("/*/*/*/*/*/*/*/*/*", s, s, s, s, s, s, s, s, s)) {
      guest, _, _, _, _, _, _, _, _, _ in try take(guest)
    }
    everywhere(Path("/*/*/*/*/*/*/*/*/*/*", s, s, s, s, s, s, s, s, s, s)) {
      guest, _, _, _, _, _, _, _, _, _, _ in try take(guest)
    }
    everywhere(Path("/*/*/*/*/*/*/*/*/*/*/*", s, s, s, s, s, s, s, s, s, s, s)) {
      guest, _, _, _, _, _, _, _, _, _, _, _ in try take(guest)
    }
  }

  private static let s = String.self

  private static func everywhere<each Segment: PathValue>(
    _ path: Path<repeat each Segment>,
    _ answer: @escaping @Sendable (Guest, repeat each Segment) throws -> Response
  ) -> [Route] {
    [
      get(path, .upload, answer), post(path, .upload, answer), put(path, .upload, answer),
      patch(path, .upload, answer), delete(path, .upload, answer),
    ]
  }

  /// While the sandbox's own database is away the stores are off the net, as a dead host is.
  private static func take(_ guest: Guest) throws -> Response {
    do {
      return try answer(guest.request, guest.db)
    } catch let failure as DatabaseError where failure.isConnectionLost {
      return Fault.cutOff
    }
  }

  /// Whoever comes: the stores look at keys themselves, since their refusals have a form.
  private struct Guest: Visitor {
    static var door: Door { .anyone }
    let request: Request
    let db: Database

    static func admit(_ request: Request, db: Database) throws -> Guest {
      Guest(request: request, db: db)
    }
  }

  private static func answer(_ request: Request, _ db: Database) throws -> Response {
    if request.path == "/_sandbox" || request.path.hasPrefix("/_sandbox/") {
      return try Control.answer(request, db)
    }
    if let place = ShopifyServices.addressed(request) {
      return try ShopifyServices.answer(request, place, db)
    }
    if BigCommerceServices.knows(request.path) {
      return try BigCommerceServices.answer(request, db)
    }
    if StripeServices.knows(request.path) { return try StripeServices.answer(request, db) }
    if ModelServices.knows(request.path) { return try ModelServices.answer(request, db) }
    let (name, request) = addressed(request)
    guard let shop = try db.first(.shop(name)) else { return Pages.missing() }
    let start = ContinuousClock.now
    let faults = try db.all(.fired(shop.name, request))
    var response = try faults.answer(request) { try respond(shop, request, db) }
    if shop.clockOff != 0 { response = response.adding("Date", try Traits.date(shop, db)) }
    let taken = start.duration(to: .now).components
    try db.run(
      .log(
        shop.name, request, status: Fault.isCut(response) ? 444 : response.status,
        ms: Int(taken.seconds) * 1000 + Int(taken.attoseconds / 1_000_000_000_000_000),
        fault: faults.map(\.kind.rawValue).joined(separator: " ")))
    return response
  }

  /// The store that an address belongs to, and the request as that store sees it.
  private static func addressed(_ request: Request) -> (String, Request) {
    var request = request
    var name = "demo"
    let segments = request.path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
    if segments.first == "shops", segments.count > 1 {
      name = String(segments[1])
      let start = "/shops/\(name)"
      request.path = String(request.path.dropFirst(start.count))
      if request.path.isEmpty { request.path = "/" }
    }
    let wanted = request.query["_method"] ?? request.headers["x-http-method-override"]
    if request.method == .post, let wanted, let method = Method(rawValue: wanted.uppercased()) {
      request.method = method
    }
    request.headers[Caller.shopHeader] = name
    request.headers[Caller.anonymousHeader] = nil
    // The stores answer JSON or HTML by address, whatever a client accepts.
    request.headers["accept"] = nil
    return (name, request)
  }

  private static func respond(_ shop: Shop, _ request: Request, _ db: Database) throws -> Response {
    if shop.notWordPress { return request.path == "/" ? Pages.elsewhere() : Pages.missing() }
    if request.path == "/", let route = request.query["rest_route"] {
      var inner = request
      inner.path = "/wp-json" + (route.hasPrefix("/") ? route : "/\(route)")
      inner.headers[Caller.anonymousHeader] = "yes"
      return try api(shop, inner, db)
    }
    guard request.path == "/wp-json" || request.path.hasPrefix("/wp-json/") else {
      return try Routes.storefront.answer(request, db: db)
    }
    return shop.plainPermalinks ? Pages.missing() : try api(shop, request, db)
  }

  private static func api(_ shop: Shop, _ request: Request, _ db: Database) throws -> Response {
    var request = request
    request.path = request.path.lowercased()
    do {
      if request.path.hasPrefix("/wp-json/wc/v3"), !shop.knowsV3 { throw RestError.noRoute }
      return try Routes.api.answer(request, db: db)
    } catch let error as RestError {
      var response = rest(error.json, status: error.status)
      response.headers.append(("Link", "<\(shop.url)/wp-json/>; rel=\"https://api.w.org/\""))
      return response
    }
  }
}

extension Query<NoRow> {
  /// Remembers a request, for tests that ask what was called.
  static func log(_ shop: String, _ request: Request, status: Int, ms: Int, fault: String) -> Self {
    """
    INSERT INTO request_log (shop, method, path, status, ms, fault)
    SELECT name, \(request.method.rawValue), \(String(request.path.prefix(300))), \(status)::int,
      \(ms)::int, \(fault)
    FROM shop WHERE name = \(shop)
    """
  }
}
