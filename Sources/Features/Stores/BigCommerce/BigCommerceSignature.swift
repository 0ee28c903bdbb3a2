import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// What proves that a delivery comes from BigCommerce.
package enum BigCommerceSignature {
  /// The header in which our own word comes back.
  package static let header = "X-Epox-Word"

  /// The word that a store's hooks carry.
  ///
  /// It says which kind of connection the hook belongs to, and nobody who learns the one for an app
  /// can make the one for a token, which takes the place of a signature.
  static func word(_ secret: String, _ access: BigCommercePlatform.Access) -> String {
    hexadecimal(hmacSHA256(key: Array(secret.utf8), Array("bigcommerce/\(access.rawValue)".utf8)))
  }

  /// Whether a delivery carries our word and, where an app is told, the app's signature.
  static func holds(_ request: Request, secret: String, _ secrets: [String], at now: Date) -> Bool {
    let given = Array((request.headers[header] ?? "").utf8)
    if isEqual(given, Array(word(secret, .token).utf8)) { return true }
    return isEqual(given, Array(word(secret, .app).utf8)) && isSigned(request, secrets, at: now)
  }

  /// Whether one of the signatures (Standard Webhooks) holds, over the raw bytes, with one of the
  /// app's secrets, and is not older or newer than five minutes.
  package static func isSigned(_ request: Request, _ secrets: [String], at now: Date) -> Bool {
    guard let id = request.headers["webhook-id"], let sent = request.headers["webhook-timestamp"],
      let seconds = Int(sent), abs(now.timeIntervalSince1970 - Double(seconds)) <= 300
    else { return false }
    let message = Array("\(id).\(sent).".utf8) + request.body
    let given = (request.headers["webhook-signature"] ?? "").split(separator: " ")
      .filter { $0.hasPrefix("v1,") }.map { Array($0.dropFirst(3).utf8) }
    return secrets.contains { secret in
      let made = Array(base64(hmacSHA256(key: Array(secret.utf8), message)).utf8)
      return given.contains { isEqual($0, made) }
    }
  }
}
