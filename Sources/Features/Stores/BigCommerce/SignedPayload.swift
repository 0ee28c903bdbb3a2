import Crypto
import FoundationEssentials
import HTTP

/// What BigCommerce says when a store's user opens or uninstalls the app: a JWT, signed with the
/// app's secret.
package struct SignedPayload: Sendable, Equatable {
  /// The store that is meant.
  package let shop: String
  /// The user's number at BigCommerce.
  package let user: Int?
  package let issued: Date

  /// Reads a token.
  ///
  /// Only HS256 is taken, whatever the token itself asks for; clocks may differ by ten seconds.
  /// - Returns: `nil` for one that is forged, made for another app, too old or too new.
  package init?(_ token: String, clientID: String, secrets: [String], at now: Date) {
    let pieces = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard token.utf8.count <= 8192, pieces.count == 3,
      let head = Self.json(pieces[0]), head["alg"] == "HS256",
      let signature = Self.bytes(pieces[2]), let claims = Self.json(pieces[1])
    else { return nil }
    let message = Array("\(pieces[0]).\(pieces[1])".utf8)
    let isSigned = secrets.contains {
      isEqual(hmacSHA256(key: Array($0.utf8), message), signature)
    }
    let (second, leeway) = (now.timeIntervalSince1970, 10.0)
    guard isSigned, claims["aud"].string == clientID, claims["iss"] == "bc",
      let begin = claims["nbf"].double, begin <= second + leeway,
      let end = claims["exp"].double, second - leeway < end,
      let shop = claims["sub"].string.flatMap(BigCommercePlatform.hash(context:))
    else { return nil }
    (self.shop, user) = (shop, claims["user"]["id"].int)
    issued = Date(timeIntervalSince1970: claims["iat"].double ?? begin)
  }

  private static func json(_ piece: String) -> JSON? {
    bytes(piece).flatMap { try? JSON(bytes: $0) }
  }

  /// The bytes behind base64 in the alphabet for URLs.
  private static func bytes(_ piece: String) -> [UInt8]? {
    guard !piece.contains(where: { "+/=".contains($0) }) else { return nil }
    let usual = piece.replacing("-", with: "+").replacing("_", with: "/")
    return fromBase64(usual + String(repeating: "=", count: (4 - usual.utf8.count % 4) % 4))
  }
}
