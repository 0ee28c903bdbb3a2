import Fetch
import FoundationEssentials
import HTTP
import Site

/// A Shopify shop as we call it: its Admin API, GraphQL, at one version.
///
/// A call costs points out of a bucket that fills with time; what is left is told with every
/// answer.
package final class ShopifyShop {
  /// Lives for a year; moving to another one is a change of this line and of the queries.
  static let version = "2026-04"

  let domain: String
  private let token: String
  private let base: String
  let fetch: Fetch
  package private(set) var allowance: Allowance?

  init(domain: String, token: String, app: ShopifySettings, fetch: Fetch) {
    (self.domain, self.token, self.fetch) = (domain, token, fetch)
    base = app.address(of: domain)
  }

  /// One operation and its `data`.
  ///
  /// One that the bucket does not hold is `StoreTrouble.busy` for as long as it takes to fill.
  /// Throws `StoreTrouble`.
  func ask(_ query: String, _ variables: JSON = [:], timeout: Int = 30) throws -> JSON {
    let body: JSON = ["query": .string(query), "variables": variables]
    let call = Call(
      .post, "\(base)/admin/api/\(Self.version)/graphql.json",
      headers: [
        ("Content-Type", "application/json"), ("Accept", "application/json"),
        ("X-Shopify-Access-Token", token),
      ], body: body.bytes, timeout: timeout, limit: 32 << 20, vendor: "shopify")
    do {
      return try read(try fetch.send(call))
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }

  /// Both kinds of errors come with status 200: those of the call here, those of a mutation below.
  private func read(_ reply: Reply) throws -> JSON {
    let json = try? JSON(bytes: reply.body)
    guard reply.status == 200 else {
      throw StoreTrouble(shopify: reply, json?["errors"].string ?? "")
    }
    guard let json, json.object != nil else { throw StoreTrouble.nonsense }
    let cost = json["extensions"]["cost"]
    note(cost["throttleStatus"])
    if let first = json["errors"].array?.first { throw trouble(first, cost) }
    guard json["data"].object != nil else { throw StoreTrouble.nonsense }
    return json["data"]
  }

  private func note(_ status: JSON) {
    let whole = { (number: JSON) in
      number.double.flatMap { (0...1e9).contains($0) ? Int($0) : nil }
    }
    guard let left = whole(status["currentlyAvailable"]),
      let most = whole(status["maximumAvailable"])
    else { return }
    allowance = Allowance(left: left, most: most)
  }

  private func trouble(_ error: JSON, _ cost: JSON) -> StoreTrouble {
    let words = error["message"].string ?? ""
    let status = cost["throttleStatus"]
    switch error["extensions"]["code"].string {
    case "THROTTLED":
      let lacking =
        (cost["requestedQueryCost"].double ?? 100) - (status["currentlyAvailable"].double ?? 0)
      let seconds = lacking / max(status["restoreRate"].double ?? 50, 1)
      return .busy(seconds: min(waitingTime(seconds, otherwise: 60), 60), mayHaveWorked: false)
    case "ACCESS_DENIED": return .refused(status: 403, code: "ACCESS_DENIED", message: words)
    case "INTERNAL_SERVER_ERROR": return .answerLost("Shopify had an error of its own.")
    case let code: return .refused(status: 422, code: code ?? "", message: words)
    }
  }

  /// A mutation's own part of the answer.
  /// - Throws: `StoreTrouble.refused` with what it was refused for.
  func change(_ name: String, _ query: String, _ variables: JSON) throws -> JSON {
    let result = try ask(query, variables, timeout: 60)[name]
    guard result.object != nil else { throw StoreTrouble.nonsense }
    for list in ["userErrors", "mediaUserErrors"] {
      guard let first = result[list].array?.first else { continue }
      throw StoreTrouble.refused(
        status: 422, code: first["code"].string ?? "", message: first["message"].string ?? "")
    }
    return result
  }

  package func profile() throws -> ShopProfile? {
    let about = try about()
    return ShopProfile(name: about.name, currency: about.currency)
  }

  /// What the shop says of itself.
  func about() throws -> (name: String, currency: String, products: Int?) {
    let data = try ask(
      """
      query About { shop { id name email myshopifyDomain currencyCode ianaTimezone
        primaryDomain { url } plan { publicDisplayName } } productsCount { count } }
      """)
    let shop = data["shop"]
    let currency = (shop["currencyCode"].string ?? "").uppercased()
    guard shop["myshopifyDomain"].string?.lowercased() == domain, currency.utf8.count == 3 else {
      throw StoreTrouble.nonsense
    }
    return (
      String(plainText(shop["name"].string ?? "").prefix(200)), currency,
      data["productsCount"]["count"].int
    )
  }
}
