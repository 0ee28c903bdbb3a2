internal import COpenSSL

/// Encrypts secrets at rest with AES-256-GCM under a named key, bound to what they belong to.
///
/// `let sealed = try box.seal(secret, for: "store/\(id)")`, `try box.open(sealed, for: "store/…")`.
/// Several keys may be configured at once: the first seals, all of them open, so keys can rotate.
public struct SecretBox: Sendable {
  private let keys: [(name: String, bytes: [UInt8])]

  /// Keys as `k2:<base64 of 32 bytes>,k1:…`, the newest first.
  public init(_ text: String) throws {
    keys = try text.split(separator: ",").map { entry in
      let halves = entry.split(separator: ":", maxSplits: 1)
      guard halves.count == 2, let bytes = fromBase64(String(halves[1])), bytes.count == 32 else {
        throw CryptoError.badKey(String(halves.first ?? ""))
      }
      return (String(halves[0]), bytes)
    }
    guard !keys.isEmpty else { throw CryptoError.badKey("") }
  }

  /// Encrypts a secret; the context must be given again to open it.
  public func seal(_ secret: String, for context: String) throws -> String {
    let key = keys[0]
    let nonce = randomBytes(12)
    var sealed = [UInt8](repeating: 0, count: secret.utf8.count)
    var tag = [UInt8](repeating: 0, count: 16)
    let plain = Array(secret.utf8)
    var length: Int32 = 0
    let cipher = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(cipher) }
    let about = Array("\(key.name)/\(context)".utf8)
    EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key.bytes, nonce)
    EVP_EncryptUpdate(cipher, nil, &length, about, Int32(about.count))
    EVP_EncryptUpdate(cipher, &sealed, &length, plain, Int32(plain.count))
    EVP_EncryptFinal_ex(cipher, nil, &length)
    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, &tag)
    return "\(key.name).\(base64(nonce + sealed + tag))"
  }

  /// A secret that an older key has sealed, sealed by the newest; `nil` where it is so already.
  /// - Throws: `CryptoError`, as `open` does.
  public func sealedAnew(_ text: String, for context: String) throws -> String? {
    text.hasPrefix("\(keys[0].name).") ? nil : try seal(try open(text, for: context), for: context)
  }

  /// Decrypts a secret.
  /// - Throws: `CryptoError` when the key is gone, the context is another or a bit was changed.
  public func open(_ text: String, for context: String) throws -> String {
    let halves = text.split(separator: ".", maxSplits: 1).map(String.init)
    guard halves.count == 2, let bytes = fromBase64(halves[1]), bytes.count >= 28 else {
      throw CryptoError.notAuthentic
    }
    guard let key = keys.first(where: { $0.name == halves[0] }) else {
      throw CryptoError.unknownKey(halves[0])
    }
    let sealed = Array(bytes[12..<(bytes.count - 16)])
    var tag = Array(bytes.suffix(16))
    var plain = [UInt8](repeating: 0, count: sealed.count)
    var length: Int32 = 0
    let cipher = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(cipher) }
    let about = Array("\(key.name)/\(context)".utf8)
    EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key.bytes, Array(bytes.prefix(12)))
    EVP_DecryptUpdate(cipher, nil, &length, about, Int32(about.count))
    EVP_DecryptUpdate(cipher, &plain, &length, sealed, Int32(sealed.count))
    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, &tag)
    guard EVP_DecryptFinal_ex(cipher, nil, &length) == 1 else { throw CryptoError.notAuthentic }
    return String(decoding: plain, as: UTF8.self)
  }
}
