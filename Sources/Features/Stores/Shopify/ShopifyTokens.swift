import Fetch
import FoundationEssentials
import HTTP
import Site

/// An access token with what renews it, once.
struct ShopifyTokens {
  let access: String
  let refresh: String
  let scopes: Set<String>
  let ends: Date

  /// What is sealed and stored.
  var sealed: String { "\(access) \(refresh)" }

  /// Reads what was stored; scopes and end are kept elsewhere.
  /// - Throws: `StoreTrouble` when it cannot be read.
  init(sealed: String) throws {
    let halves = sealed.split(separator: " ").map(String.init)
    guard halves.count == 2 else { throw StoreTrouble.unreachable("The token is not readable.") }
    (access, refresh, scopes, ends) = (halves[0], halves[1], [], .distantPast)
  }

  /// Reads Shopify's answer; a token that does not say when it ends is not taken for an eternal one.
  private init(_ json: JSON) throws {
    guard let access = json["access_token"].string, let refresh = json["refresh_token"].string,
      let seconds = json["expires_in"].int, seconds > 0, !access.isEmpty, !refresh.isEmpty,
      !access.contains(" "), !refresh.contains(" ")
    else { throw StoreTrouble.nonsense }
    (self.access, self.refresh) = (access, refresh)
    scopes = Set((json["scope"].string ?? "").split(separator: ",").map { String($0).trimmed })
    ends = Date(timeIntervalSinceNow: Double(seconds))
  }

  /// The tokens for a code, which works once.
  static func exchanged(_ code: String, for shop: String, _ app: ShopifySettings, _ fetch: Fetch)
    throws -> ShopifyTokens
  {
    try asked(["code": .string(code), "expiring": 1], of: shop, app, fetch)
  }

  /// A new pair; the old one dies with it.
  ///
  /// A failure of Shopify's is tried once more with the same pair: it may not have been used up.
  static func renewed(
    _ old: ShopifyTokens, for shop: String, _ app: ShopifySettings, _ fetch: Fetch
  ) throws -> ShopifyTokens {
    let body: JSON = ["grant_type": "refresh_token", "refresh_token": .string(old.refresh)]
    do {
      return try asked(body, of: shop, app, fetch)
    } catch let trouble as StoreTrouble where trouble.isPassing {
      return try asked(body, of: shop, app, fetch)
    }
  }

  private static func asked(
    _ wish: JSON, of shop: String, _ app: ShopifySettings, _ fetch: Fetch
  ) throws -> ShopifyTokens {
    var body = wish
    (body["client_id"], body["client_secret"]) = (.string(app.key), .string(app.secret))
    let call = Call(
      .post, "\(app.address(of: shop))/admin/oauth/access_token",
      headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
      body: body.bytes, timeout: 20, limit: 1 << 16, vendor: "shopify")
    do {
      let reply = try fetch.send(call)
      let json = try? JSON(bytes: reply.body)
      guard reply.status == 200 else {
        throw StoreTrouble(shopify: reply, json?["error_description"].string ?? "")
      }
      guard let json else { throw StoreTrouble.nonsense }
      return try ShopifyTokens(json)
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }
}

extension StoreTrouble {
  /// What a status of Shopify's that is no success means.
  init(shopify reply: Reply, _ words: String) {
    switch reply.status {
    case 429:
      self = .busy(
        seconds: waitingTime(reply.headers["retry-after"], otherwise: 2), mayHaveWorked: false)
    case 402: self = .frozen("The shop is frozen until its bill with Shopify is paid.")
    case 404: self = .frozen("There is no such shop any more.")
    case 423: self = .frozen("Shopify has locked the shop.")
    case 503:
      self = .busy(
        seconds: waitingTime(reply.headers["retry-after"], otherwise: 15), mayHaveWorked: true)
    default: self = .refused(status: reply.status, code: "", message: words)
    }
  }

  private static func frozen(_ words: String) -> StoreTrouble {
    .refused(status: 403, code: "", message: words)
  }
}
