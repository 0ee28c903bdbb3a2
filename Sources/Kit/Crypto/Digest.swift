internal import COpenSSL

/// SHA-256 of bytes that come in pieces.
public final class Digest {
  private let context = EVP_MD_CTX_new()

  /// Nothing so far.
  public init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  public func add(_ bytes: [UInt8]) { EVP_DigestUpdate(context, bytes, bytes.count) }

  /// The digest of all of them; nothing can be added after it.
  public func end() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest
  }
}
