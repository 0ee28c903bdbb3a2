import Fetch
import FoundationEssentials
import HTTP
import Site
import Synchronization

/// The token that an installation brings; it has no end, but the next installation replaces it.
struct BigCommerceToken {
  let access: String
  let scopes: Set<String>

  /// How many codes are being exchanged in this process: anybody can ask for it, and each holds a
  /// thread for as long as BigCommerce takes.
  private static let underWay = Mutex(0)

  /// The token for a code, which works once.
  /// - Throws: `StoreTrouble`.
  static func exchanged(
    _ code: String, scope: String, for shop: String, _ app: BigCommerceSettings.App, _ fetch: Fetch
  ) throws -> BigCommerceToken {
    guard
      underWay.withLock({ count in
        guard count < 4 else { return false }
        count += 1
        return true
      })
    else { throw StoreTrouble.busy(seconds: 5, mayHaveWorked: false) }
    defer { underWay.withLock { $0 -= 1 } }
    let settings = Configuration.current
    let context = "stores/\(shop)"
    let body: JSON = [
      "client_id": .string(app.clientID), "client_secret": .string(app.secret),
      "code": .string(code), "scope": .string(scope), "context": .string(context),
      "grant_type": "authorization_code",
      "redirect_uri": .string(settings.baseURL + Site.bigCommerceAuth()),
    ]
    let call = Call(
      .post, "\(settings.bigCommerce.loginURL)/oauth2/token",
      headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
      body: body.bytes, timeout: 20, limit: 1 << 16, vendor: "bigcommerce")
    do {
      return try BigCommerceToken(try fetch.send(call), context: context)
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }

  /// Reads BigCommerce's answer; a token of another store is none.
  private init(_ reply: Reply, context: String) throws {
    guard reply.status == 200 else { throw StoreTrouble(bigCommerce: reply) }
    guard let json = try? JSON(bytes: reply.body), let token = json["access_token"].string,
      !token.isEmpty, token.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
      json["context"].string == context
    else { throw StoreTrouble.nonsense }
    access = token
    scopes = Set((json["scope"].string ?? "").split(separator: " ").map(String.init))
  }
}
