import Crypto
import HTTP
import Postgres

/// The door of the apps: a token for a code that works once.
enum BigCommerceTokens {
  static func answer(_ request: Request, _ db: Database) throws -> Response {
    let isForm = request.contentType == "application/x-www-form-urlencoded"
    guard let body = isForm ? read(request.form) : try? JSON(bytes: request.body) else {
      return refused("invalid_request", "The body cannot be read.")
    }
    let context = body["context"].string ?? ""
    let hash = context.hasPrefix("stores/") ? String(context.dropFirst("stores/".count)) : ""
    guard let store = try BigCommerceStore.named(hash, db) else {
      return refused("invalid_request", "The context is not known.")
    }
    var request = request
    request.path = "/oauth2/token"
    return try BigCommerceServices.faulty(request, hash, db) { _ in
      try db.transaction { try exchange(body, BigCommerceDesk(store: store, db: db)) }
    }
  }

  private static func read(_ form: Parameters) -> JSON {
    .object(Dictionary(form.pairs.map { ($0.name, .string($0.value)) }) { $1 })
  }

  private static func exchange(_ body: JSON, _ desk: BigCommerceDesk) throws -> Response {
    let settings = Sandbox.settings
    guard body["client_id"] == .string(settings.bigCommerceClient),
      body["client_secret"] == .string(settings.bigCommerceSecret)
    else { return refused("invalid_client", "The client is not known, or its secret is wrong.") }
    guard body["grant_type"] == "authorization_code" else {
      return refused("unsupported_grant_type", "This grant type is not played.")
    }
    guard body["redirect_uri"] == .string("\(settings.bigCommerceApp)/bigcommerce/auth") else {
      return refused("invalid_request", "The redirect_uri is not the registered one.")
    }
    let scope = try desk.db.first(
      """
      DELETE FROM bigcommerce_code WHERE code = \(body["code"].string ?? "")
        AND store = \(desk.store.hash) AND made_at > now() - interval '10 minutes'
      RETURNING scope
      """ as Query<String>)
    guard let scope else {
      return refused("invalid_grant", "The code was not found or was used.")
    }
    guard words(body["scope"].string ?? "") == words(scope) else {
      return refused("invalid_scope", "The scope is not what was granted.")
    }
    return .json(try give(scope, desk))
  }

  private static func words(_ scope: String) -> Set<Substring> { Set(scope.split(separator: " ")) }

  /// A new token ends the app's last one.
  private static func give(_ scope: String, _ desk: BigCommerceDesk) throws -> JSON {
    let token = hexadecimal(randomBytes(16))
    let client = Sandbox.settings.bigCommerceClient
    try desk.db.run(
      "DELETE FROM bigcommerce_token WHERE store = \(desk.store.hash) AND client = \(client)")
    try desk.db.run(
      """
      INSERT INTO bigcommerce_token (token, store, scope, client)
      VALUES (\(token), \(desk.store.hash), \(scope), \(client))
      """)
    return [
      "access_token": .string(token), "scope": .string(scope),
      "user": BigCommercePayload.owner.member, "owner": BigCommercePayload.owner.member,
      "context": .string(desk.store.context), "account_uuid": .string(desk.store.account),
    ]
  }

  private static func refused(_ error: String, _ words: String) -> Response {
    .json(["error": .string(error), "error_description": .string(words)], status: 400)
  }
}
