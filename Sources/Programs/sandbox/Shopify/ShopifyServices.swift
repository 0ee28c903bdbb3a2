import HTTP
import Postgres

#if canImport(Glibc)
import Glibc
#endif

/// The Shopify shops that the sandbox plays, each at `/shopify/NAME` and by its own host name.
enum ShopifyServices {
  /// The one version that is played.
  static let version = "2026-04"

  /// The shop that a request is for, and its path there; `nil` when it is for none.
  static func addressed(_ request: Request) -> (shop: String, path: String)? {
    let host = (request.headers["host"] ?? "").prefix { $0 != ":" }
    if host.hasSuffix(".myshopify.com") {
      return (String(host.dropLast(".myshopify.com".count)), request.path)
    }
    guard request.path.hasPrefix("/shopify/") else { return nil }
    let rest = request.path.dropFirst("/shopify/".count)
    let name = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(name.count)
    return (String(name), path.isEmpty ? "/" : String(path))
  }

  /// Answers a request, with the faults that were ordered for its shop.
  static func answer(_ request: Request, _ place: (shop: String, path: String), _ db: Database)
    throws -> Response
  {
    guard let shop = try ShopifyShop.named(place.shop, db) else {
      return .json(["errors": "Not Found"], status: 404)
    }
    let text = String(decoding: request.body.prefix(20_000), as: UTF8.self)
    let faults = try db.all(Query<ShopifyFault>.fired(shop.name, place.path, text))
    for fault in faults where fault.kind == "latency" {
      usleep(UInt32(min(max(fault.seconds, 0), 300) * 1_000_000))
    }
    if let instead = faults.lazy.compactMap(\.instead).first { return instead }
    var request = request
    let desk = ShopifyDesk(shop: shop, db: db)
    if faults.contains(where: { $0.kind == "other_bulk" }) {
      request.body = try naming(try desk.all("BulkOperation").first, request.body)
    }
    let response = try respond(request, place.path, desk)
    for fault in faults where fault.kind == "late" {
      usleep(UInt32(min(max(fault.seconds, 0), 300) * 1_000_000))
    }
    return faults.contains { $0.kind == "cut_after_work" } ? Fault.cutOff : response
  }

  /// A call about something else than it asked for.
  private static func naming(_ thing: ShopifyThing?, _ body: [UInt8]) throws -> [UInt8] {
    var json = try JSON(bytes: body)
    if let thing { json["variables"]["id"] = .string(thing.gid) }
    return json.bytes
  }

  private static func respond(_ request: Request, _ path: String, _ desk: ShopifyDesk) throws
    -> Response
  {
    switch (request.method, path) {
    case (.get, "/admin/oauth/authorize"): return ShopifyConsent.ask(request, desk)
    case (.post, "/admin/oauth/authorize"): return try ShopifyConsent.grant(request, desk)
    case (.post, "/admin/oauth/access_token"): return try ShopifyTokens.answer(request, desk)
    case (.post, "/admin/api/\(version)/graphql.json"):
      return try ShopifyGraph.answer(request, desk)
    case (.get, _): return try file(path, desk)
    default: return .json(["errors": "Not Found"], status: 404)
    }
  }

  /// Pictures and the results of bulk operations.
  private static func file(_ path: String, _ desk: ShopifyDesk) throws -> Response {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count > 1, ["cdn", "bulk"].contains(parts[0]),
      let id = Int(parts[1].prefix { $0.isNumber })
    else { return Pages.missing() }
    let found = try desk.db.first(
      """
      SELECT f.mime, f.bytes FROM shopify_file f JOIN shopify_thing t USING (id)
      WHERE id = \(id) AND shop = \(desk.shop.name)
      """ as Query<StoredFile>)
    guard let found else { return Pages.missing() }
    return Response(headers: [("Content-Type", found.mime)], body: found.bytes)
  }

  private struct StoredFile: RowReadable {
    let mime: String
    let bytes: [UInt8]
    init(_ row: Row) throws { (mime, bytes) = (try row[0], try row[1]) }
  }
}

/// A way in which a shop falls ill on demand.
struct ShopifyFault: RowReadable {
  /// `latency` waits before the work, `late` after it; `other_bulk` tells of the shop's first bulk
  /// operation, whichever was asked for.
  static let kinds = [
    "latency", "late", "status", "throttled", "html", "cut", "cut_after_work", "broken",
    "other_bulk",
  ]

  let kind: String
  let seconds: Double
  let status: Int

  init(_ row: Row) throws { (kind, seconds, status) = (try row[0], try row[1], try row[2]) }

  /// What is answered without doing anything, if that is the fault.
  var instead: Response? {
    switch kind {
    case "cut": Fault.cutOff
    case "html": Pages.elsewhere()
    case "throttled":
      .json([
        "errors": [["message": "Throttled", "extensions": ["code": "THROTTLED"]]],
        "extensions": [
          "cost": [
            "requestedQueryCost": 100, "actualQueryCost": nil,
            "throttleStatus": [
              "maximumAvailable": 2000, "currentlyAvailable": 0, "restoreRate": 100,
            ],
          ]
        ],
      ])
    case "broken":
      .json([
        "errors": [
          [
            "message": "Internal error. Looks like something went wrong on our end.",
            "extensions": ["code": "INTERNAL_SERVER_ERROR"],
          ]
        ]
      ])
    case "status":
      status == 429
        ? .json(["errors": "Exceeded 2 calls per second for api client."], status: 429)
          .adding("Retry-After", "2.0") : Pages.host(status)
    default: nil
    }
  }
}

extension Query<ShopifyFault> {
  /// Counts a request against the faults that it meets; those that strike now come back.
  ///
  /// `match` is how the path begins, or a text in the body; `times` of 0 is for ever.
  static func fired(_ shop: String, _ path: String, _ body: String) -> Self {
    """
    WITH met AS (
      UPDATE shopify_fault SET seen = seen + 1
      WHERE shop = \(shop) AND (starts_with(\(path), match) OR position(match IN \(body)) > 0)
      RETURNING *)
    SELECT kind, seconds, status FROM met
    WHERE seen > after AND (times = 0 OR seen <= after + times) ORDER BY id
    """
  }
}
