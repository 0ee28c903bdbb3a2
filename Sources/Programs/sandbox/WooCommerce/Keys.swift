import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// The ways in which a key can come with a request, tried in WooCommerce's order.
struct Keys {
  let shop: Shop
  let request: Request
  let db: Database

  /// What the key opens.
  /// - Throws: `RestError` for a wrong secret, a bad signature, or a key without this right.
  func access() throws -> Caller.Access {
    guard request.path.hasPrefix("/wp-json/wc/"),
      request.headers[Caller.anonymousHeader] == nil
    else { return .nobody }
    guard let key = try presented() else { return .nobody }
    try checkRights(of: key)
    return key.permission == "customer" ? .customer : .merchant
  }

  /// The key that the request proves to hold.
  private func presented() throws -> APIKey? {
    if shop.isSecure, let (name, secret) = plainKey() {
      guard let key = try APIKey.named(name, of: shop, db) else { return nil }
      guard isEqual(Array(secret.utf8), Array(key.secret.utf8)) else {
        throw refused("Consumer secret is invalid.")
      }
      return key
    }
    return try OAuth(shop: shop, request: request, db: db).presented()
  }

  /// Key and secret as they are: in the query, which wins, or in the header.
  private func plainKey() -> (key: String, secret: String)? {
    if let key = request.query["consumer_key"], let secret = request.query["consumer_secret"],
      !key.isEmpty, !secret.isEmpty
    {
      return (key, secret)
    }
    guard !shop.stripsAuthorization, let header = request.headers["authorization"],
      header.lowercased().hasPrefix("basic "),
      let bytes = fromBase64(String(header.dropFirst(6)).trimmed)
    else { return nil }
    let halves = String(decoding: bytes, as: UTF8.self)
      .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return nil }
    return (String(halves[0]), String(halves[1]))
  }

  private func checkRights(of key: APIKey) throws {
    if request.method.isSafe, ["write", "write_only"].contains(key.permission) {
      throw refused("The API key provided does not have read permissions.")
    }
    if !request.method.isSafe, key.permission == "read" {
      throw refused("The API key provided does not have write permissions.")
    }
  }
}

/// A key of a store: the one it was set up with, or one that its owner approved.
struct APIKey: RowReadable {
  let name: String
  let secret: String
  let permission: String

  init(_ row: Row) throws { (name, secret, permission) = (try row[0], try row[1], try row[2]) }

  private init(_ shop: Shop) {
    (name, secret, permission) = (shop.consumerKey, shop.consumerSecret, shop.permission)
  }

  /// The store's key of this name.
  static func named(_ name: String, of shop: Shop, _ db: Database) throws -> APIKey? {
    if name == shop.consumerKey { return APIKey(shop) }
    return try db.first(
      """
      SELECT consumer_key, consumer_secret, permission FROM api_key
      WHERE shop = \(shop.name) AND consumer_key = \(name)
      """ as Query<APIKey>)
  }
}

/// The refusal of a key that is known.
private func refused(_ sentence: String) -> RestError {
  RestError(401, "woocommerce_rest_authentication_error", sentence)
}

/// OAuth 1.0a, one-legged, HMAC-SHA256: how keys are proven without TLS.
struct OAuth {
  let shop: Shop
  let request: Request
  let db: Database

  /// The key whose signature the request carries; `nil` when it carries none.
  /// - Throws: `RestError` when there is one that does not hold.
  func presented() throws -> APIKey? {
    let names = ["consumer_key", "timestamp", "nonce", "signature", "signature_method"]
      .map { "oauth_" + $0 }
    let missing = names.filter { (request.query[$0] ?? "").isEmpty }
    if missing.count == names.count { return nil }
    guard missing.isEmpty else {
      let plural = missing.count == 1 ? "parameter" : "parameters"
      throw RestError(
        401, "woocommerce_rest_authentication_missing_parameter",
        "Missing OAuth \(plural) \(missing.joined(separator: ", "))")
    }
    let name = request.query["oauth_consumer_key"] ?? ""
    guard let key = try APIKey.named(name, of: shop, db) else {
      throw refused("Consumer key is invalid.")
    }
    try checkSignature(of: key)
    try checkTime()
    return key
  }

  private func checkSignature(of key: APIKey) throws {
    guard request.query["oauth_signature_method"] == "HMAC-SHA256" else {
      throw refused("Invalid signature - signature method is invalid.")
    }
    let given = fromBase64(request.query["oauth_signature"] ?? "") ?? []
    let expected = hmacSHA256(key: Array((key.secret + "&").utf8), Array(baseString.utf8))
    guard isEqual(given, expected) else {
      throw refused("Invalid signature - provided signature does not match.")
    }
  }

  /// What is signed: method, address and sorted parameters, each escaped (RFC 5849, 3.4.1).
  ///
  /// A name that comes twice counts once, with its last value, as in PHP's `$_GET`: the official
  /// Python library sends its parameters twice over http.
  private var baseString: String {
    let pairs = request.query.pairs.map { ($0.name, $0.value) }
    let parameters = Dictionary(pairs, uniquingKeysWith: { $1 })
      .map { (name: $0.key, value: $0.value) }
      .filter { $0.name != "oauth_signature" }
      .map { (percentEncoded($0.name), percentEncoded($0.value)) }
      .sorted { $0 < $1 }
      .map { "\($0)=\($1)" }
      .joined(separator: "&")
    return [request.method.rawValue, shop.url + request.path, parameters]
      .map(percentEncoded).joined(separator: "&")
  }

  private func checkTime() throws {
    let now = Date().timeIntervalSince1970 + Double(shop.clockOff)
    let stamp = Double(request.query["oauth_timestamp"] ?? "") ?? 0
    guard abs(now - stamp) <= 900 else { throw refused("Invalid timestamp.") }
    try db.run(
      "DELETE FROM nonce WHERE shop = \(shop.name) AND used_at < now() - interval '15 minutes'")
    let isNew = try db.run(
      """
      INSERT INTO nonce (shop, nonce) VALUES (\(shop.name), \(request.query["oauth_nonce"] ?? ""))
      ON CONFLICT DO NOTHING
      """)
    guard isNew == 1 else { throw refused("Invalid nonce - nonce has already been used.") }
  }
}
