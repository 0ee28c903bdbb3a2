import HTTP
import Postgres

/// Whoever calls the API of one store with a token, and what the token allows.
struct BigCommerceCaller: Visitor {
  static var door: Door { .anyone }
  static let storeHeader = "x-sandbox-store"
  /// What the client accepts, kept where only the old calls look at it.
  static let acceptHeader = "x-sandbox-accept"

  let request: Request
  let desk: BigCommerceDesk
  let token: Token

  var query: Parameters { request.query }
  var db: Database { desk.db }

  /// A token, and the client that it was given to.
  struct Token: RowReadable {
    let scopes: Set<String>
    let client: String
    /// What the client's news is signed with; `nil` is our app's own secret.
    let secret: String?

    init(_ row: Row) throws {
      let scope: String = try row[0]
      scopes = Set(scope.split(separator: " ").map(String.init))
      (client, secret) = (try row[1], try row[2])
    }
  }

  /// What one needs a right for.
  enum Right: String {
    case information = "store_v2_information"
    case products = "store_v2_products"
    case channels = "store_channel_settings"
  }

  /// - Throws: `BigCommerceError` for no token, and for one that is not this store's.
  static func admit(_ request: Request, db: Database) throws -> BigCommerceCaller {
    guard let store = try BigCommerceStore.named(request.headers[storeHeader] ?? "", db) else {
      throw BigCommerceError.missing
    }
    guard let text = request.headers["x-auth-token"] else {
      throw BigCommerceError(401, "X-Auth-Token header is required")
    }
    let token = try db.first(
      """
      SELECT scope, client, secret FROM bigcommerce_token
      WHERE token = \(text) AND store = \(store.hash)
      """ as Query<Token>)
    guard let token else {
      throw BigCommerceError(
        401, "The client ID or token in the request are not a valid combination for this store.")
    }
    return BigCommerceCaller(
      request: request, desk: BigCommerceDesk(store: store, db: db), token: token)
  }

  /// Turns away a token without the right to read or, with `toChange`, to change.
  func require(_ right: Right, toChange: Bool = false) throws {
    let reads = token.scopes.contains(right.rawValue + "_read_only") && !toChange
    guard reads || token.scopes.contains(right.rawValue) else {
      throw BigCommerceError(403, "You don't have a required scope to access the endpoint")
    }
  }

  /// The fields of the body.
  func fields() throws -> [String: JSON] {
    guard let fields = try json().object else {
      throw BigCommerceError(400, "Input is invalid.")
    }
    return fields
  }

  /// The body.
  func json() throws -> JSON {
    guard request.contentType == "application/json" else {
      throw BigCommerceError(415, "The Content-Type of the request must be application/json")
    }
    guard let json = try? JSON(bytes: request.body) else {
      throw BigCommerceError(400, "Input is invalid.")
    }
    return json
  }

  /// A list of the query: `a,b`.
  func list(_ name: String) -> [String] {
    request.query.all(name).flatMap { $0.split(separator: ",").map { String($0).trimmed } }
  }
}
