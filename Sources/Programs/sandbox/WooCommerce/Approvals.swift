import Crypto
import Fetch
import HTML
import HTTP
import Postgres

/// The page on which a shop's owner lets an app in, `/wc-auth/v1/authorize`, and what follows.
///
/// The owner is taken for signed in, and a callback without TLS is taken from this machine alone;
/// everything else is as recorded: the texts, the call with the key, the way back.
enum Approvals {
  static func ask(_ caller: Caller) throws -> Response {
    let wish: Wish
    do { wish = try Wish(caller.request) } catch { return denied(error.sentence) }
    let shop = caller.shop
    let granted = Parameters(wish.pairs + [("wc_auth_nonce", nonce(wish, shop))])
    let html = ShopFrame(shop: shop, name: "Application authentication request").around(
      article(.class("consent")) {
        h1 { "Application authentication request" }
        p {
          strong { wish.appName }
          " would like to connect to your store"
        }
        p { "This will give “\(wish.appName)” \(wish.rights) access which will allow it to:" }
        ul {
          li { "Create webhooks" }
          li { "View and manage products" }
        }
        p {
          "Approving will share credentials with \(wish.host). Do not proceed if this looks "
          "suspicious in any way."
        }
        p { "Logged in as admin" }
        p {
          a(
            .class("button"), .testID("approve"),
            .href("\(shop.prefix)/wc-auth/v1/access_granted/?\(granted.urlEncoded)")
          ) { "Approve" }
          " "
          a(.class("button"), .testID("deny"), .href(wish.way(back: false))) { "Deny" }
        }
      })
    return .page(html.bytes)
  }

  static func grant(_ caller: Caller) throws -> Response {
    let wish: Wish
    do { wish = try Wish(caller.request) } catch { return denied(error.sentence) }
    let given = Array((caller.request.query["wc_auth_nonce"] ?? "").utf8)
    guard isEqual(given, Array(nonce(wish, caller.shop).utf8)) else {
      return denied("Invalid nonce verification.")
    }
    let key = "ck_" + hexadecimal(randomBytes(20))
    let secret = "cs_" + hexadecimal(randomBytes(20))
    let id = try caller.db.one(
      """
      INSERT INTO api_key (shop, consumer_key, consumer_secret, permission)
      VALUES (\(caller.shop.name), \(key), \(secret), \(wish.scope)) RETURNING id
      """ as Query<Int>)
    let body: JSON = [
      "key_id": .int(id), "user_id": .string(wish.userID), "consumer_key": .string(key),
      "consumer_secret": .string(secret), "key_permissions": .string(wish.scope),
    ]
    guard deliver(body, to: wish.callback) else {
      try caller.db.run("DELETE FROM api_key WHERE id = \(id)")
      return denied(
        "An error occurred in the request and at the time were unable to send the consumer data.")
    }
    return Response(status: 302, headers: [("Location", wish.way(back: true))])
  }

  /// The receiver has a minute, and only 200 counts.
  private static func deliver(_ body: JSON, to url: String) -> Bool {
    let call = Call(
      .post, url, headers: [("Content-Type", "application/json;charset=UTF-8")], body: body.bytes,
      timeout: 60, limit: 1 << 20)
    return (try? Fetch(allowed: Sandbox.settings.reachable).send(call).status) == 200
  }

  /// Ties the approval to what was shown.
  private static func nonce(_ wish: Wish, _ shop: Shop) -> String {
    let text = Parameters(wish.pairs).urlEncoded
    return String(
      hexadecimal(hmacSHA256(key: Array(shop.consumerSecret.utf8), Array(text.utf8))).prefix(10))
  }

  private static func denied(_ sentence: String) -> Response {
    Pages.refusal("Access denied", "Error: \(sentence)", status: 401)
  }
}

/// What an app asks of a shop's owner.
private struct Wish {
  let appName: String
  let userID: String
  let scope: String
  let returnURL: String
  let callback: String

  struct Wrong: Error { let sentence: String }

  /// - Throws: `Wrong` in the words of the recorded store.
  init(_ request: Request) throws(Wrong) {
    func value(_ name: String) throws(Wrong) -> String {
      let value = request.query[name] ?? ""
      guard !value.isEmpty else { throw Wrong(sentence: "Missing parameter \(name).") }
      return value
    }
    (appName, userID) = (try value("app_name"), try value("user_id"))
    returnURL = try Self.url(try value("return_url"))
    callback = try Self.url(try value("callback_url"))
    scope = try value("scope")
    guard ["read", "write", "read_write"].contains(scope) else {
      throw Wrong(sentence: "Invalid scope \(scope).")
    }
    let isHere = callback.hasPrefix("http://127.0.0.1:") || callback.hasPrefix("http://localhost:")
    guard callback.hasPrefix("https://") || isHere else {
      throw Wrong(sentence: "The callback_url needs to be over SSL.")
    }
  }

  private static func url(_ text: String) throws(Wrong) -> String {
    let whole = text.contains("://") ? text : "https://\(text)"
    guard whole.utf8.allSatisfy({ $0 > 32 }) else {
      throw Wrong(sentence: "The \(whole) is not a valid URL.")
    }
    return whole
  }

  var pairs: [(String, String)] {
    [
      ("app_name", appName), ("user_id", userID), ("return_url", returnURL),
      ("callback_url", callback), ("scope", scope),
    ]
  }

  var host: String {
    let rest = callback.drop { $0 != ":" }.dropFirst(3)
    return String(rest.prefix { !"/:?".contains($0) })
  }

  var rights: String {
    switch scope {
    case "read": "Read"
    case "write": "Write"
    default: "Read/Write"
    }
  }

  /// Where the browser goes afterwards.
  func way(back isGranted: Bool) -> String {
    let result = Parameters([("success", isGranted ? "1" : "0"), ("user_id", userID)]).urlEncoded
    return returnURL + (returnURL.contains("?") ? "&" : "?") + result
  }
}
