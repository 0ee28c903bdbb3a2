import Fetch
import FoundationEssentials
import HTTP
import Site
import Threads

/// A BigCommerce store as we call it: its REST Management API.
///
/// All apps of a store share one quota for 30 seconds; what is left of it comes with every answer.
package final class BigCommerceShop {
  let hash: String
  let access: BigCommercePlatform.Access
  /// Where buyers see the store.
  let storefront: String
  let dimensionUnit: String
  private let token: String
  private let fetch: Fetch
  package private(set) var allowance: Allowance?
  private var fillsUp = ContinuousClock.now
  /// The category tree, once it was asked for.
  var tree: [StoreCategory]?

  init(
    hash: String, token: String, access: BigCommercePlatform.Access, storefront: String,
    dimensionUnit: String, fetch: Fetch
  ) {
    (self.hash, self.token, self.access) = (hash, token, access)
    (self.storefront, self.dimensionUnit, self.fetch) = (storefront, dimensionUnit, fetch)
  }

  /// One call and its JSON, `null` where the answer has no body.
  ///
  /// Throws `StoreTrouble`.
  func ask(
    _ verb: Call.Verb, _ path: String, _ query: [(String, String)] = [], body: JSON? = nil,
    timeout: Int = 30
  ) throws -> JSON {
    try waitForTurn()
    let text = Parameters(query).urlEncoded
    let address = "\(Configuration.current.bigCommerce.apiURL)/stores/\(hash)\(path)"
    // The older calls answer with XML unless JSON is asked for.
    var headers = [("X-Auth-Token", token), ("Accept", "application/json")]
    if body != nil { headers.append(("Content-Type", "application/json")) }
    let call = Call(
      verb, text.isEmpty ? address : "\(address)?\(text)", headers: headers, body: body?.bytes,
      timeout: timeout, limit: 32 << 20, vendor: "bigcommerce")
    do {
      return try read(try fetch.send(call))
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }

  private func read(_ reply: Reply) throws -> JSON {
    let number = { (name: String) in reply.headers["x-rate-limit-\(name)"].flatMap { Int($0) } }
    if let left = number("requests-left"), let most = number("requests-quota"), most > 0 {
      allowance = Allowance(left: left, most: most)
      fillsUp = .now + .milliseconds(min(max(number("time-reset-ms") ?? 30_000, 0), 60_000))
    }
    guard (200...299).contains(reply.status) else { throw StoreTrouble(bigCommerce: reply) }
    if reply.status == 204 { return .null }
    guard let json = try? JSON(bytes: reply.body) else { throw StoreTrouble.nonsense }
    return json
  }

  /// Spreads the last tenth of the quota over the time until there is a new one: the store's other
  /// apps live on it too.
  private func waitForTurn() throws {
    guard let allowance, allowance.left * 10 < allowance.most else { return }
    let rest = ContinuousClock.now.duration(to: fillsUp) / .milliseconds(1)
    guard rest > 0 else { return }
    guard allowance.left > 0 else {
      throw StoreTrouble.busy(seconds: Int((rest / 1000).rounded(.up)), mayHaveWorked: false)
    }
    let quiet = Condition()
    quiet.locked { quiet.wait(milliseconds: min(Int(rest) / allowance.left, 2000)) }
  }

  /// What the store says of itself.
  func about() throws -> BigCommerceStore {
    guard let store = BigCommerceStore(try ask(.get, "/v2/store"), hash: hash) else {
      throw StoreTrouble.nonsense
    }
    return store
  }

  package func profile() throws -> ShopProfile? {
    let about = try about()
    return ShopProfile(
      name: about.name, currency: about.currency, url: about.address,
      dimensionUnit: about.dimensionUnit)
  }

  /// Whether the token may write: a change of nothing changes nothing, but is refused to one that
  /// may only read.
  func mayWrite() throws -> Bool {
    do {
      _ = try ask(.put, "/v3/catalog/products", body: [])
      return true
    } catch let trouble as StoreTrouble {
      guard case .refused(let status, _, _) = trouble, status < 500 else { throw trouble }
      return !trouble.isAboutKeys
    }
  }
}

/// What a store says of itself.
struct BigCommerceStore {
  let name: String
  /// Where buyers see it.
  let address: String
  let currency: String
  let dimensionUnit: String
  let status: String

  /// - Returns: `nil` for what is not this store, or lacks what prices and sizes rest on.
  init?(_ json: JSON, hash: String) {
    let currency = (json["currency"].string ?? "").uppercased()
    guard json["id"].string == hash, currency.utf8.count == 3,
      currency.utf8.allSatisfy({ (65...90).contains($0) })
    else { return nil }
    let address = json["secure_url"].string ?? json["domain"].string.map { "https://\($0)" } ?? ""
    guard address.hasPrefix("https://") || address.hasPrefix("http://") else { return nil }
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.currency = currency
    name = String(plainText(json["name"].string ?? "").prefix(200))
    let unit = (json["dimension_units"].string ?? "").lowercased()
    dimensionUnit = unit.hasPrefix("inch") || unit == "imperial" ? "in" : "cm"
    status = (json["status"].string ?? "").lowercased()
  }
}
