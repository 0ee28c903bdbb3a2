internal import COpenSSL

/// A password as it is stored: scrypt with its cost and salt, so that the cost can rise later.
public struct PasswordHash: Sendable, Equatable {
  /// `scrypt$N$r$p$salt$hash`, the last two in base64.
  public let text: String

  /// A hash read from storage.
  public init(text: String) { self.text = text }

  /// Hashes a new password: 16 MB and some 50 ms of work (N = 2^14, r = 8, p = 1).
  public init(of password: String) {
    let salt = randomBytes(16)
    guard let hash = scrypt(password, salt: salt, cost: 16_384) else {
      preconditionFailure("scrypt refused its parameters")
    }
    text = "scrypt$16384$8$1$\(base64(salt))$\(base64(hash))"
  }

  /// Whether this is the password; always takes the whole time of one hash.
  public func matches(_ password: String) -> Bool {
    let pieces = text.split(separator: "$").map(String.init)
    guard pieces.count == 6, pieces[0] == "scrypt", let cost = UInt64(pieces[1]),
      let salt = fromBase64(pieces[4]), let expected = fromBase64(pieces[5])
    else { return false }
    guard let hash = scrypt(password, salt: salt, cost: cost) else { return false }
    return isEqual(hash, expected)
  }

  /// A hash that no password matches, to spend the same time on addresses that do not exist.
  public static let ofNobody = PasswordHash(
    text: "scrypt$16384$8$1$\(base64([UInt8](repeating: 7, count: 16)))$"
      + base64([UInt8](repeating: 0, count: 32)))
}

/// `nil` when scrypt refuses the cost, as that of a damaged hash.
private func scrypt(_ password: String, salt: [UInt8], cost: UInt64) -> [UInt8]? {
  var key = [UInt8](repeating: 0, count: 32)
  let bytes = Array(password.utf8)
  let done = bytes.withUnsafeBytes { raw in
    EVP_PBE_scrypt(
      raw.bindMemory(to: CChar.self).baseAddress, bytes.count, salt, salt.count, cost, 8, 1,
      64 << 20, &key, key.count)
  }
  return done == 1 ? key : nil
}
