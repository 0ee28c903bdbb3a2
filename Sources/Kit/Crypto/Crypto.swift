internal import COpenSSL
internal import FoundationEssentials

/// What can go wrong in cryptography: bytes that were tampered with, or a key that is missing.
public enum CryptoError: Error, Sendable, Equatable {
  /// The bytes were not made with this key for this purpose, or were changed since.
  case notAuthentic
  /// The key that the bytes name is not among the configured ones.
  case unknownKey(String)
  /// A key is not 32 bytes in base64.
  case badKey(String)
}

/// Unpredictable bytes from the operating system.
public func randomBytes(_ count: Int) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  precondition(RAND_bytes(&bytes, Int32(count)) == 1, "the system has no randomness")
  return bytes
}

/// A secret for links, sessions and keys: 256 unpredictable bits in letters that suit a URL.
public func randomToken() -> String { base64URL(randomBytes(32)) }

/// SHA-256 of some bytes.
public func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  SHA256(bytes, bytes.count, &digest)
  return digest
}

/// HMAC with SHA-256 (RFC 2104).
public func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  var length: UInt32 = 0
  HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
  return digest
}

/// MD5, only for nginx's `secure_link`, which knows nothing better.
public func md5(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 16)
  var length: UInt32 = 0
  EVP_Digest(bytes, bytes.count, &digest, &length, md5Algorithm, nil)
  return digest
}

/// Fetched once, since OpenSSL 3 looks `EVP_md5()` up anew at each use; never changed or freed.
nonisolated(unsafe) private let md5Algorithm = EVP_MD_fetch(nil, "MD5", nil)

/// Whether two secrets are the same, in a time that does not tell where they differ.
public func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Base64 in the alphabet for URLs, without padding (RFC 4648, 5).
public func base64URL(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count * 4 + 2) / 3)
  var (bits, count) = (0, 0)
  for byte in bytes {
    (bits, count) = ((bits << 8 | Int(byte)) & 0xFFFF, count + 8)
    while count >= 6 {
      count -= 6
      text.append(urlLetters[bits >> count & 63])
    }
  }
  if count > 0 { text.append(urlLetters[bits << (6 - count) & 63]) }
  return String(decoding: text, as: UTF8.self)
}

private let urlLetters = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

/// Base64 in the usual alphabet.
public func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

/// The bytes behind base64 in the usual alphabet.
public func fromBase64(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }
