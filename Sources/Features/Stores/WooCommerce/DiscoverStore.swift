import Fetch
import HTTP

extension TestConnection {
  /// Finds the REST API, following the redirects that moved the site once and for all.
  /// - Returns: the address below which the API stands, and what its index says.
  func discover(_ start: String) throws -> (base: String, index: JSON) {
    var base = start
    for _ in 0..<4 {
      let reply = try get("\(base)/wp-json/?_fields=name,namespaces,url")
      if let moved = Self.moved(reply) {
        base = moved
        continue
      }
      if let passing = Problem.passing(reply.status) { throw passing }
      guard reply.status == 200, let index = WooAnswer.parse(reply.body), index.object != nil else {
        throw try whyNothing(at: base)
      }
      return (base, index)
    }
    throw Problem.address("The address redirects in a circle. Enter the final address.")
  }

  private static func moved(_ reply: Reply) -> String? {
    guard (301...308).contains(reply.status), let target = reply.headers["location"],
      let range = target.firstRange(of: "/wp-json"), target.contains("://")
    else { return nil }
    return String(target[..<range.lowerBound])
  }

  /// Why there is no REST API under `/wp-json`.
  private func whyNothing(at base: String) throws -> Problem {
    let plain = try get("\(base)/?rest_route=/&_fields=name,namespaces")
    let index = plain.status == 200 ? WooAnswer.parse(plain.body) : nil
    return index?["namespaces"].array == nil ? .notWordPress : .plainPermalinks
  }

  private func get(_ url: String) throws -> Reply {
    guard let seconds = deadline.seconds(atMost: 15) else { throw Problem.tooSlow }
    do {
      return try fetch.send(
        Call(
          .get, url, headers: [("Accept", "application/json")], timeout: seconds, limit: 4 << 20,
          vendor: "woocommerce"))
    } catch let error as FetchError {
      throw Problem.unreached(StoreTrouble(error))
    }
  }
}
