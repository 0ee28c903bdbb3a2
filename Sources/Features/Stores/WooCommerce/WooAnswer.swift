import Fetch
import HTTP

/// What a store answered, when it was JSON and a success.
package struct WooAnswer {
  package let json: JSON
  /// How many rows there are in all, from `X-WP-Total`.
  package let total: Int?
  package let totalPages: Int?

  init(_ reply: Reply) throws {
    let text = reply.body
    if reply.status == 429 || reply.status == 503 {
      throw StoreTrouble.busy(
        seconds: waitingTime(reply.headers["retry-after"], otherwise: 15),
        mayHaveWorked: reply.status == 503)
    }
    let parsed = WooAnswer.parse(text)
    guard (200...299).contains(reply.status) else {
      let code = parsed?["code"].string ?? ""
      // WooCommerce says in JSON what a key may not do; a bare 403 comes from somebody in front.
      if reply.status == 403, code.isEmpty { throw StoreTrouble.unreachable(Self.firewall) }
      let words = parsed?["message"].string.map(plainText) ?? ""
      throw StoreTrouble.refused(status: reply.status, code: code, message: words)
    }
    guard let parsed else { throw StoreTrouble.nonsense }
    json = parsed
    total = reply.headers["x-wp-total"].flatMap { Int($0) }
    totalPages = reply.headers["x-wp-totalpages"].flatMap { Int($0) }
  }

  private static let firewall =
    "A security plugin or firewall in front of the store turned the call away (status 403)."

  /// The rows of a list; an answer of another shape is no list that has ended.
  /// - Throws: `StoreTrouble.nonsense`.
  package func rows() throws -> [JSON] {
    guard let rows = json.array else { throw StoreTrouble.nonsense }
    return rows
  }
}
