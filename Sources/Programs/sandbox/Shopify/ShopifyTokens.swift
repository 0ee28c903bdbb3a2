import Crypto
import HTTP
import Postgres

/// Access tokens: for a code that works once, and for a refresh token, which dies with its use.
enum ShopifyTokens {
  static func answer(_ request: Request, _ desk: ShopifyDesk) throws -> Response {
    let isForm = request.contentType == "application/x-www-form-urlencoded"
    let body = try isForm ? read(request.form) : JSON(bytes: request.body)
    let settings = Sandbox.settings
    guard body["client_id"] == .string(settings.shopifyKey),
      body["client_secret"] == .string(settings.shopifySecret)
    else { return refused(401, "invalid_client", "The client is not known or not installed.") }
    return try desk.db.transaction {
      try desk.db.run("SELECT 1 FROM shopify_shop WHERE name = \(desk.shop.name) FOR UPDATE")
      switch body["grant_type"].string {
      case nil, "authorization_code": return try exchange(body, desk)
      case "refresh_token": return try refresh(body["refresh_token"].string ?? "", desk)
      default: return refused(400, "unsupported_grant_type", "This grant type is not played.")
      }
    }
  }

  private static func read(_ form: Parameters) -> JSON {
    .object(Dictionary(form.pairs.map { ($0.name, .string($0.value)) }) { $1 })
  }

  private static func exchange(_ body: JSON, _ desk: ShopifyDesk) throws -> Response {
    let scope = try desk.db.first(
      """
      DELETE FROM shopify_code WHERE code = \(body["code"].string ?? "")
        AND shop = \(desk.shop.name) AND made_at > now() - interval '10 minutes'
      RETURNING scope
      """ as Query<String>)
    guard let scope else {
      return refused(400, "invalid_request", "The authorization code was not found or was used.")
    }
    let isExpiring = body["expiring"] == 1 || body["expiring"] == "1"
    return try give(scope, isExpiring: isExpiring, desk)
  }

  private static func refresh(_ token: String, _ desk: ShopifyDesk) throws -> Response {
    let scope = try desk.db.first(
      """
      DELETE FROM shopify_token WHERE refresh = \(token) AND shop = \(desk.shop.name)
      RETURNING scope
      """ as Query<String>)
    guard let scope else {
      return refused(
        401, "invalid_request", "This request requires an active refresh_token")
    }
    return try give(scope, isExpiring: true, desk)
  }

  /// Only one token that ends is alive for an app in a shop.
  private static func give(_ scope: String, isExpiring: Bool, _ desk: ShopifyDesk) throws
    -> Response
  {
    let token = "shpat_" + hexadecimal(randomBytes(16))
    let refresh = isExpiring ? "shprt_" + hexadecimal(randomBytes(16)) : nil
    let seconds = isExpiring ? Double(desk.shop.tokenSeconds) : nil
    if isExpiring {
      try desk.db.run(
        "DELETE FROM shopify_token WHERE shop = \(desk.shop.name) AND refresh IS NOT NULL")
    }
    try desk.db.run(
      """
      INSERT INTO shopify_token (token, shop, scope, refresh, ends_at)
      VALUES (\(token), \(desk.shop.name), \(scope), \(refresh),
        clock_timestamp() + make_interval(secs => \(seconds)))
      """)
    var answer: JSON = ["access_token": .string(token), "scope": .string(scope)]
    if let refresh {
      answer["expires_in"] = .int(desk.shop.tokenSeconds)
      answer["refresh_token"] = .string(refresh)
      answer["refresh_token_expires_in"] = 7_776_000
    }
    return .json(answer)
  }

  private static func refused(_ status: Int, _ error: String, _ words: String) -> Response {
    .json(["error": .string(error), "error_description": .string(words)], status: status)
  }
}
