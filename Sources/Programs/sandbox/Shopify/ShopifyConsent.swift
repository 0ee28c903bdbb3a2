import Crypto
import FoundationEssentials
import HTML
import HTTP
import Postgres

/// The page on which a merchant lets an app in.
///
/// The merchant is taken for signed in. Everything else is as the service does it: the page names
/// the app's rights, and the way back carries a code that works once, and a signature.
enum ShopifyConsent {
  static func ask(_ request: Request, _ desk: ShopifyDesk) -> Response {
    guard let wish = Wish(request.query) else { return refused }
    return StripePages.page("Install Epox") {
      p {
        strong { "Epox" }
        " wants to work with \(desk.shop.title) (\(desk.shop.domain))."
      }
      p { "It will be able to:" }
      ul { for scope in wish.scopes { li { scope.replacing("_", with: " ") } } }
      form(.method("post"), .action(wish.action(desk.shop))) {
        p { button(.testID("install")) { "Install app" } }
      }
      p { a(.href("\(desk.shop.url)/admin"), .testID("cancel")) { "Cancel" } }
    }
  }

  static func grant(_ request: Request, _ desk: ShopifyDesk) throws -> Response {
    guard let wish = Wish(request.query) else { return refused }
    let code = hexadecimal(randomBytes(16))
    try desk.db.run(
      """
      INSERT INTO shopify_code (code, shop, scope)
      VALUES (\(code), \(desk.shop.name), \(wish.scopes.joined(separator: ",")))
      """)
    let admin = "admin.shopify.com/store/\(desk.shop.name)"
    let pairs = [
      ("code", code), ("host", base64(Array(admin.utf8)).filter { $0 != "=" }),
      ("shop", desk.shop.domain), ("state", wish.state),
      ("timestamp", String(Int(Date().timeIntervalSince1970))),
    ]
    let message = pairs.map { "\($0)=\($1)" }.joined(separator: "&")
    let key = Array(Sandbox.settings.shopifySecret.utf8)
    let signed = hexadecimal(hmacSHA256(key: key, Array(message.utf8)))
    let query = Parameters(pairs + [("hmac", signed)]).urlEncoded
    let mark = wish.address.contains("?") ? "&" : "?"
    return Response(status: 302, headers: [("Location", wish.address + mark + query)])
  }

  private static var refused: Response {
    Pages.refusal(
      "Oauth error invalid_request",
      "The redirect_uri is not whitelisted, or the API key is not one of an app.", status: 400)
  }
}

/// What an app asks of a merchant.
private struct Wish {
  let address, state: String
  let scopes: [String]
  private let query: Parameters

  /// - Returns: `nil` for another app, and for a way back that leads away from this machine.
  init?(_ query: Parameters) {
    guard query["client_id"] == Sandbox.settings.shopifyKey, let address = query["redirect_uri"],
      address.hasPrefix("http://127.0.0.1:") || address.hasPrefix("http://localhost:")
    else { return nil }
    self.query = query
    (self.address, state) = (address, query["state"] ?? "")
    scopes = (query["scope"] ?? "").split(separator: ",").map { String($0).trimmed }
  }

  func action(_ shop: ShopifyShop) -> String {
    "\(shop.url)/admin/oauth/authorize?\(query.urlEncoded)"
  }
}
