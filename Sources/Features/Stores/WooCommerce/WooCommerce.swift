import Fetch
import FoundationEssentials
import HTTP

/// A WooCommerce store as we call it: its REST API, version 3.
///
/// Every answer is distrusted: hosts put notices before the JSON, firewalls answer with pages of
/// their own, and a call whose answer is lost may still have been carried out.
package struct WooCommerce {
  /// How the store takes the keys.
  package enum Access: String, Sendable {
    /// In a header, over TLS.
    case basic
    /// In the address, for hosts that strip the header.
    case query
    /// Signed, the only way without TLS.
    case oauth1
  }

  package let base: String
  package let key: String
  package let secret: String
  package var access: Access
  /// In which lengths are told; centimetres unless the store says otherwise.
  var dimensionUnit = "cm"
  let fetch: Fetch

  package init(base: String, key: String, secret: String, access: Access, fetch: Fetch) {
    (self.base, self.key, self.secret) = (base, key, secret)
    (self.access, self.fetch) = (access, fetch)
  }

  /// One call and its JSON answer.
  ///
  /// `timeout`: seconds; a call that makes the store download takes up to two minutes.
  /// Throws `StoreTrouble`.
  package func call(
    _ verb: Call.Verb, _ path: String, query: [(String, String)] = [], body: JSON? = nil,
    timeout: Int = 30
  ) throws -> WooAnswer {
    let url = "\(base)/wp-json/wc/v3\(path)"
    var headers = [("Accept", "application/json")]
    if body != nil { headers.append(("Content-Type", "application/json")) }
    var pairs = query
    switch access {
    case .basic:
      let token = Data("\(key):\(secret)".utf8).base64EncodedString()
      headers.append(("Authorization", "Basic \(token)"))
    case .query:
      pairs += [("consumer_key", key), ("consumer_secret", secret)]
    case .oauth1:
      pairs = OAuth1(key: key, secret: secret).signed(verb.rawValue, url, pairs)
    }
    let text = Parameters(pairs).urlEncoded
    var call = Call(
      verb, text.isEmpty ? url : "\(url)?\(text)", headers: headers, body: body?.bytes,
      timeout: timeout, limit: 32 << 20, vendor: "woocommerce")
    // A signature holds for one use: sent again, the store takes it for a forgery.
    if access == .oauth1 { call.isRepeatable = false }
    do {
      return try WooAnswer(try fetch.send(call))
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }
}
