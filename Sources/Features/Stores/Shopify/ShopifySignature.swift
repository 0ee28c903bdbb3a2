import Crypto
import HTTP
import Postgres
import Site

/// What proves that something comes from Shopify.
package enum ShopifySignature {
  /// The signature of what a browser brings back: over all values but the signature, in order.
  package static func holds(_ query: Parameters, _ secrets: [String]) -> Bool {
    let message = query.pairs.filter { $0.name != "hmac" && $0.name != "signature" }
      .sorted { $0.name < $1.name }
      .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let given = Array((query["hmac"] ?? "").lowercased().utf8)
    return secrets.contains { secret in
      let made = hexadecimal(hmacSHA256(key: Array(secret.utf8), Array(message.utf8)))
      return isEqual(Array(made.utf8), given)
    }
  }

  /// The signature of a delivery: over its raw bytes; newer deliveries leave out the `X-`.
  package static func holds(_ request: Request, _ secrets: [String]) -> Bool {
    let given = header("hmac-sha256", request)
    return secrets.contains { secret in
      let made = base64(hmacSHA256(key: Array(secret.utf8), request.body))
      return isEqual(Array(made.utf8), Array(given.utf8))
    }
  }

  /// A header field of a delivery, in its old or its new name.
  static func header(_ name: String, _ request: Request) -> String {
    request.headers["x-shopify-\(name)"] ?? request.headers["shopify-\(name)"] ?? ""
  }
}
