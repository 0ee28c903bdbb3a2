import Crypto
import FoundationEssentials
import HTTP
import Postgres
import Site

/// An event of Stripe whose signature holds.
package struct StripeDelivery: Visitor {
  let db: Database
  let event: JSON
  let body: [UInt8]

  package static let door = Door.machine("Stripe")
  /// How far its clock and ours may differ, in seconds.
  static let tolerance = 300
  static let largest = 256 << 10

  /// Checks the raw bytes at the door, before anything is read or written.
  package static func admit(_ request: Request, db: Database) throws -> StripeDelivery {
    guard request.body.count <= largest else {
      throw Problem(.tooLarge, "An event of Stripe is smaller than this.")
    }
    let settings = Configuration.current.stripe
    let header = request.headers["stripe-signature"] ?? ""
    guard let settings,
      isSigned(request.body, header, by: settings.webhookSecrets, at: Date())
    else { throw Problem(.signedOut, "The signature of this event does not hold.") }
    let event = try JSON(bytes: request.body)
    guard event["object"] == "event", event["id"].string != nil, event["type"].string != nil,
      event["livemode"].bool ?? false == settings.isLive
    else { throw Problem(.badRequest, "This is no event for this place.") }
    return StripeDelivery(db: db, event: event, body: request.body)
  }

  /// Whether the header proves that somebody with one of the secrets sent the body just now.
  package static func isSigned(
    _ body: [UInt8], _ header: String, by secrets: [String], at now: Date
  ) -> Bool {
    var time = ""
    var given: [String] = []
    for part in header.split(separator: ",") {
      let halves = part.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      guard halves.count == 2 else { continue }
      if halves[0] == "t" { time = halves[1] }
      if halves[0] == "v1" { given.append(halves[1]) }
    }
    guard let second = Int(time), given.count <= 10,
      abs(now.timeIntervalSince1970 - Double(second)) <= Double(tolerance)
    else { return false }
    return secrets.contains { secret in
      let message = Array("\(time).".utf8) + body
      let expected = Array(hexadecimal(hmacSHA256(key: Array(secret.utf8), message)).utf8)
      return given.contains { isEqual(Array($0.utf8), expected) }
    }
  }
}
