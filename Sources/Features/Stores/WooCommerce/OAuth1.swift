import Crypto
import FoundationEssentials
import HTTP

/// One-legged OAuth 1.0a with HMAC-SHA256, as WooCommerce takes it over plain http.
package struct OAuth1 {
  let key: String
  let secret: String

  package init(key: String, secret: String) { (self.key, self.secret) = (key, secret) }

  /// The parameters together with a signature over method, address and all of them.
  package func signed(
    _ method: String, _ url: String, _ parameters: [(String, String)],
    nonce: String = randomToken(), timestamp: Int = Int(Date().timeIntervalSince1970)
  ) -> [(String, String)] {
    let all =
      parameters + [
        ("oauth_consumer_key", key), ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA256"), ("oauth_timestamp", String(timestamp)),
      ]
    let sorted = all.map { (percentEncoded($0.0), percentEncoded($0.1)) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    let line = sorted.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    let text = [method, percentEncoded(url), percentEncoded(line)].joined(separator: "&")
    let signature = hmacSHA256(key: Array("\(secret)&".utf8), Array(text.utf8))
    return all + [("oauth_signature", base64(signature))]
  }
}
