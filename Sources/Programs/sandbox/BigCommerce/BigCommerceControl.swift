import Crypto
import HTTP
import Postgres

/// How tests set up BigCommerce stores and act as their merchants, below `/_sandbox/bigcommerce`.
///
/// ```
/// POST   /_sandbox/bigcommerce/stores           {"hash": "s1", "products": "samples",
///                                                "quota": 450, "windowMs": 30000,
///                                                "scopes": "store_v2_products"}
/// GET    /_sandbox/bigcommerce/stores/s1        what is in it, deliveries, calls
/// DELETE /_sandbox/bigcommerce/stores/s1
/// POST   /_sandbox/bigcommerce/stores/s1/tokens {"scope": "…"}: one made by hand, for the store
/// DELETE /_sandbox/bigcommerce/stores/s1/tokens all of them are dead
/// POST   /_sandbox/bigcommerce/stores/s1/touch  {"product": 1, "rename": "New"}, "delete",
///                                                "silent"; {"category": 2, "rename": "New"}
/// POST   /_sandbox/bigcommerce/stores/s1/news   {"scope": "store/information/updated"}
/// POST   /_sandbox/bigcommerce/stores/s1/hooks  {"active": false}, of one "hook" or of all
/// POST   /_sandbox/bigcommerce/stores/s1/leave  the merchant uninstalls the app
/// POST   /_sandbox/bigcommerce/faults           {"store": "s1", "kind": "throttled", "times": 2,
///                                                "match": "/v3/catalog", "method": "PUT",
///                                                "after": 0, "seconds": 2, "status": 503}
/// DELETE /_sandbox/bigcommerce/faults?store=s1
/// ```
/// A fault's `match` is how the path begins, or a text in the body; for news it is the scope.
enum BigCommerceControl {
  static func create(_ by: Operator) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    let hash = json["hash"].string ?? ""
    let isHash = hash.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    guard !hash.isEmpty, isHash, hash.utf8.count <= 40 else {
      throw Problem(.invalid, "A hash is needed: a-z and 0-9.")
    }
    let products = json["products"] == .null ? "samples" : json["products"]
    try BigCommerceSeed.make(
      hash, json["title"].string ?? "Test store", products: products, json, by.db)
    return .json(
      ["hash": .string(hash), "page": .string(try desk(by, hash).store.page)], status: 201)
  }

  static func show(_ by: Operator, _ hash: String) throws -> Response {
    let desk = try desk(by, hash)
    func rows(_ kind: String) throws -> JSON {
      .array(
        try desk.all(kind).map { thing in
          var doc = thing.doc
          doc["id"] = .int(thing.id)
          return doc
        })
    }
    let deliveries: Query<Line> = """
      SELECT json_build_object('scope', scope, 'url', url, 'status', status, 'outcome', outcome,
        'attempts', attempts, 'event', event) FROM bigcommerce_delivery
      WHERE store = \(hash) ORDER BY id
      """
    let calls: Query<Line> = """
      SELECT json_build_object('method', method, 'path', path, 'status', status)
      FROM bigcommerce_request WHERE store = \(hash) ORDER BY id
      """
    let ids: Query<Int> = """
      SELECT id FROM bigcommerce_thing WHERE store = \(hash) AND kind = 'product'
      """
    let tokens: Query<Int> = "SELECT count(*) FROM bigcommerce_token WHERE store = \(hash)"
    let images = try by.db.all(Query<BigCommerceImage>.images(of: by.db.all(ids)))
    return .json([
      "products": try rows("product"), "categories": try rows("category"),
      "hooks": try rows("hook"), "images": .array(images.map { $0.json(desk.store) }),
      "tokens": .int(try by.db.one(tokens)),
      "deliveries": .array(try by.db.all(deliveries).map(\.json)),
      "calls": .array(try by.db.all(calls).map(\.json)),
    ])
  }

  static func delete(_ by: Operator, _ hash: String) throws -> Response {
    let gone = try by.db.run("DELETE FROM bigcommerce_store WHERE hash = \(hash)")
    guard gone == 1 else { throw Problem.missing }
    return .noContent
  }

  /// A token for the store itself: a client of its own, with no callbacks.
  static func giveToken(_ by: Operator, _ hash: String) throws -> Response {
    let desk = try desk(by, hash)
    let scope = try JSON(bytes: by.request.body)["scope"].string ?? desk.store.scopes
    let (token, client) = (hexadecimal(randomBytes(16)), hexadecimal(randomBytes(12)))
    let secret = hexadecimal(randomBytes(24))
    try by.db.run(
      """
      INSERT INTO bigcommerce_token (token, store, scope, client, secret)
      VALUES (\(token), \(hash), \(scope), \(client), \(secret))
      """)
    return .json(
      [
        "access_token": .string(token), "client_id": .string(client),
        "client_secret": .string(secret),
      ], status: 201)
  }

  static func endTokens(_ by: Operator, _ hash: String) throws -> Response {
    try by.db.run("DELETE FROM bigcommerce_token WHERE store = \(hash)")
    return .noContent
  }

  /// What the merchant does in the control panel.
  static func touch(_ by: Operator, _ hash: String) throws -> Response {
    let desk = try desk(by, hash)
    let json = try JSON(bytes: by.request.body)
    let kind = json["category"] == .null ? "product" : "category"
    return try by.db.transaction {
      guard var thing = try desk.find(json[kind].int, kind, forChange: true) else {
        throw Problem.missing
      }
      let isGone = json["delete"].bool == true
      if let name = json["rename"].string { thing.doc["name"] = .string(name) }
      try isGone ? desk.remove(thing.id) : desk.keep(thing)
      if json["silent"].bool != true {
        try desk.tell("store/\(kind)/\(isGone ? "deleted" : "updated")", kind, thing.id)
      }
      return .noContent
    }
  }

  static func news(_ by: Operator, _ hash: String) throws -> Response {
    let scope = try JSON(bytes: by.request.body)["scope"].string ?? ""
    let parts = scope.split(separator: "/").map(String.init)
    guard parts.count > 2 else { throw Problem(.invalid, "A scope is needed.") }
    try desk(by, hash).tell(scope, parts[1] == "information" ? "store" : parts[1])
    return .noContent
  }

  /// Switches hooks off, or on again, as the service does with those that nobody answers.
  static func switchHooks(_ by: Operator, _ hash: String) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    let isActive: JSON = .bool(json["active"].bool ?? false)
    try by.db.run(
      """
      UPDATE bigcommerce_thing SET doc = jsonb_set(doc, '{is_active}', \(isActive.text)::jsonb)
      WHERE store = \(hash) AND kind = 'hook' AND id = coalesce(\(json["hook"].int), id)
      """)
    return .noContent
  }

  static func leave(_ by: Operator, _ hash: String) throws -> Response {
    try BigCommerceConsent.uninstall(desk(by, hash))
    return .noContent
  }

  static func fault(_ by: Operator) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    let (hash, kind) = (json["store"].string ?? "", json["kind"].string ?? "")
    _ = try desk(by, hash)
    let kinds = BigCommerceFault.kinds + BigCommerceFault.newsKinds
    guard kinds.contains(kind) else {
      throw Problem(.invalid, "The kinds are \(kinds.joined(separator: ", ")).")
    }
    try by.db.run(
      """
      INSERT INTO bigcommerce_fault (store, kind, match, method, after, times, seconds, status)
      VALUES (\(hash), \(kind), \(json["match"].string ?? ""), \(json["method"].string ?? ""),
        \(json["after"].int ?? 0), \(json["times"].int ?? 1), \(json["seconds"].double ?? 1),
        \(json["status"].int ?? 503))
      """)
    return .noContent
  }

  static func endFaults(_ by: Operator) throws -> Response {
    try by.db.run("DELETE FROM bigcommerce_fault WHERE store = \(by.request.query["store"] ?? "")")
    return .noContent
  }

  private static func desk(_ by: Operator, _ hash: String) throws -> BigCommerceDesk {
    guard let store = try BigCommerceStore.named(hash, by.db) else { throw Problem.missing }
    return BigCommerceDesk(store: store, db: by.db)
  }
}
