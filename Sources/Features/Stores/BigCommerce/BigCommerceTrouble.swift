import Fetch
import HTTP

extension StoreTrouble {
  /// What a status of BigCommerce's that is no success means.
  init(bigCommerce reply: Reply) {
    let words = StoreTrouble.words(try? JSON(bytes: reply.body))
    switch reply.status {
    case 429:
      // Without its headers it is no quota that was used up, but a store that has too much to do.
      let reset = reply.headers["x-rate-limit-time-reset-ms"].flatMap { Double($0) }
      self = .busy(
        seconds: waitingTime(reset.map { $0 / 1000 }, otherwise: 60), mayHaveWorked: false)
    case 503:
      self = .busy(
        seconds: waitingTime(reply.headers["retry-after"], otherwise: 60), mayHaveWorked: true)
    case 423:
      self = .refused(status: 403, code: "locked", message: "BigCommerce has locked the store.")
    case 507:
      self = .refused(
        status: 422, code: "full", message: "The store's plan at BigCommerce has no room left.")
    default: self = .refused(status: reply.status, code: "", message: words)
    }
  }

  /// The newer calls name the fields that are wrong; the older ones answer with a list.
  private static func words(_ json: JSON?) -> String {
    guard let json else { return "" }
    let fields = (json["errors"].object ?? [:]).sorted { $0.key < $1.key }
    let named = fields.compactMap { $0.value.string }.joined(separator: " ")
    let text = named.isEmpty ? json["title"].string ?? json[0]["message"].string ?? "" : named
    return String(plainText(text).prefix(300))
  }
}
