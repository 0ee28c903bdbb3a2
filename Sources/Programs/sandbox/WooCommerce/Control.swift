import HTTP
import Postgres

/// How tests and people on this machine set up stores and make them ill, below `/_sandbox`.
///
/// ```
/// POST   /_sandbox/shops                  {"name": "big", "products": 2000}, see `NewShop`
/// GET    /_sandbox/shops/big              products, pictures, requests, faults, deliveries
/// DELETE /_sandbox/shops/big
/// DELETE /_sandbox/shops/big/requests     starts counting anew
/// PATCH  /_sandbox/shops/big              {"permission": "read"}, see `Traits`
/// POST   /_sandbox/shops/big/touch        {"product": 10, "rename": "New"}, see `Touch`
/// POST   /_sandbox/faults                 {"shop": "big", "kind": "cut_after_write",
///                                          "path": "/wp-json/", "method": "PUT", "after": 1,
///                                          "times": 2, "seconds": 5, "status": 429,
///                                          "retryAfter": 3}
/// DELETE /_sandbox/faults?shop=big
/// ```
/// The image services have their own: see `ModelControl`.
/// The kinds of faults are those of `Fault.Kind`; `path` is how the request's path begins.
enum Control {
  static let router = Router(problemPage: { problem, request in
    problem.document(instance: request.id)
  }) {
    get(at("/_sandbox"), Limits.show)
    post(at("/_sandbox/shops"), createShop)
    get(Path("/_sandbox/shops/*", String.self), ShopState.show)
    delete(Path("/_sandbox/shops/*", String.self), deleteShop)
    patch(Path("/_sandbox/shops/*", String.self), Traits.change)
    post(Path("/_sandbox/shops/*/touch", String.self), Touch.apply)
    delete(Path("/_sandbox/shops/*/requests", String.self), forgetRequests)
    post(at("/_sandbox/faults"), createFault)
    delete(at("/_sandbox/faults"), deleteFaults)
    post(at("/_sandbox/keys"), ModelControl.keepKey)
    get(Path("/_sandbox/models/*", String.self), ModelControl.show)
    delete(Path("/_sandbox/models/*", String.self), ModelControl.forget)
    post(at("/_sandbox/stripe/renewals"), StripeControl.renew)
    post(at("/_sandbox/stripe/money"), StripeControl.money)
    post(at("/_sandbox/stripe/disputes"), StripeControl.dispute)
    post(at("/_sandbox/stripe/faults"), StripeControl.fault)
    post(at("/_sandbox/stripe/deliveries"), StripeControl.repeatDeliveries)
    get(Path("/_sandbox/stripe/deliveries/*", String.self), StripeControl.deliveries)
    post(at("/_sandbox/shopify/shops"), ShopifyControl.create)
    post(at("/_sandbox/shopify/faults"), ShopifyControl.fault)
    get(Path("/_sandbox/shopify/shops/*", String.self), ShopifyControl.show)
    post(Path("/_sandbox/shopify/shops/*/touch", String.self), ShopifyControl.touch)
    post(Path("/_sandbox/shopify/shops/*/news", String.self), ShopifyControl.news)
    post(Path("/_sandbox/shopify/shops/*/leave", String.self), ShopifyControl.leave)
    post(at("/_sandbox/bigcommerce/stores"), BigCommerceControl.create)
    post(at("/_sandbox/bigcommerce/faults"), BigCommerceControl.fault)
    delete(at("/_sandbox/bigcommerce/faults"), BigCommerceControl.endFaults)
    get(Path("/_sandbox/bigcommerce/stores/*", String.self), BigCommerceControl.show)
    delete(Path("/_sandbox/bigcommerce/stores/*", String.self), BigCommerceControl.delete)
    post(Path("/_sandbox/bigcommerce/stores/*/tokens", String.self), BigCommerceControl.giveToken)
    delete(Path("/_sandbox/bigcommerce/stores/*/tokens", String.self), BigCommerceControl.endTokens)
    post(Path("/_sandbox/bigcommerce/stores/*/touch", String.self), BigCommerceControl.touch)
    post(Path("/_sandbox/bigcommerce/stores/*/news", String.self), BigCommerceControl.news)
    post(Path("/_sandbox/bigcommerce/stores/*/hooks", String.self), BigCommerceControl.switchHooks)
    post(Path("/_sandbox/bigcommerce/stores/*/leave", String.self), BigCommerceControl.leave)
  }

  /// Answers a request of the control API.
  static func answer(_ request: Request, _ db: Database) throws -> Response {
    let from = request.remoteAddress
    guard from.hasPrefix("127.") || from == "::1" else {
      throw Problem(.forbidden, "The sandbox is controlled from its own machine only.")
    }
    return try router.answer(request, db: db)
  }

  private static func createShop(_ by: Operator) throws -> Response {
    let shop = try NewShop(try JSON(bytes: by.request.body))
    try shop.make(by.db)
    let prefix = shop.name == "demo" ? "" : "/shops/\(shop.name)"
    return .json(
      [
        "name": .string(shop.name), "url": .string(Sandbox.settings.baseURL + prefix),
        "key": .string(shop.key), "secret": .string(shop.secret),
      ], status: 201)
  }

  private static func deleteShop(_ by: Operator, _ name: String) throws -> Response {
    let gone = try by.db.run("DELETE FROM shop WHERE name = \(name)")
    guard gone == 1 else { throw Problem.missing }
    return .noContent
  }

  private static func forgetRequests(_ by: Operator, _ name: String) throws -> Response {
    try by.db.run("DELETE FROM request_log WHERE shop = \(name)")
    return .noContent
  }

  private static func createFault(_ by: Operator) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    if let vendor = json["vendor"].string { return try ModelFault.create(vendor, json, by.db) }
    let kinds = Fault.Kind.allCases.map(\.rawValue)
    guard let kind = json["kind"].string, kinds.contains(kind) else {
      throw Problem(
        .invalid, "There is no such fault.", fields: ["kind": kinds.joined(separator: ", ")])
    }
    let shop = json["shop"].string ?? "demo"
    guard try by.db.first(.shop(shop)) != nil else { throw Problem.missing }
    let method = json["method"].string ?? (kind == "cut_after_write" ? "write" : "")
    func count(_ name: String, _ standard: Int) -> Int {
      min(max(json[name].int ?? standard, 0), 1_000_000)
    }
    let id = try by.db.one(
      """
      INSERT INTO fault (shop, kind, path, method, after, times, seconds, status, retry_after)
      VALUES (\(shop), \(kind), \(json["path"].string ?? ""), \(method),
        \(count("after", 0)), \(count("times", 1)), \(json["seconds"].double ?? 1),
        \(min(max(count("status", 503), 200), 599)), \(json["retryAfter"].int.map { min(max($0, 0), 86_400) }))
      RETURNING id
      """ as Query<Int>)
    return .json(["id": .int(id)], status: 201)
  }

  private static func deleteFaults(_ by: Operator) throws -> Response {
    if let vendor = by.request.query["vendor"] {
      try by.db.run("DELETE FROM model_fault WHERE vendor = \(vendor)")
      return .noContent
    }
    let shop = by.request.query["shop"] ?? "demo"
    try by.db.run("DELETE FROM fault WHERE shop = \(shop)")
    return .noContent
  }
}

/// Whoever controls the sandbox: anybody on its own machine.
struct Operator: Visitor {
  static var door: Door { .anyone }
  let request: Request
  let db: Database

  static func admit(_ request: Request, db: Database) throws -> Operator {
    Operator(request: request, db: db)
  }
}
