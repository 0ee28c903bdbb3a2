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

/// What a store answered, when it was JSON and a success.
package struct WooAnswer {
  package let json: JSON
  /// How many rows there are in all, from `X-WP-Total`.
  package let total: Int?
  package let totalPages: Int?

  init(_ reply: Reply) throws {
    let text = reply.body
    if reply.status == 429 || reply.status == 503 {
      throw StoreTrouble.busy(
        seconds: min(reply.retryAfter ?? 15, 900), mayHaveWorked: reply.status == 503)
    }
    let parsed = WooAnswer.parse(text)
    guard (200...299).contains(reply.status) else {
      let code = parsed?["code"].string ?? ""
      let words = parsed?["message"].string.map(plainText) ?? ""
      throw StoreTrouble.refused(status: reply.status, code: code, message: words)
    }
    guard let parsed else { throw StoreTrouble.nonsense }
    json = parsed
    total = reply.headers["x-wp-total"].flatMap { Int($0) }
    totalPages = reply.headers["x-wp-totalpages"].flatMap { Int($0) }
  }

  /// The rows of a list; an answer of another shape is no list that has ended.
  /// - Throws: `StoreTrouble.nonsense`.
  package func rows() throws -> [JSON] {
    guard let rows = json.array else { throw StoreTrouble.nonsense }
    return rows
  }
}

/// The ways in which a call to a store ends badly.
package enum StoreTrouble: Error, Sendable, Equatable {
  /// Nothing arrived there.
  case unreachable(String)
  /// No answer came back; what was asked may have been done.
  case answerLost(String)
  /// The store asks us to come back later; a 503 may come after the work was done.
  case busy(seconds: Int, mayHaveWorked: Bool)
  /// The store said no.
  case refused(status: Int, code: String, message: String)
  /// The answer was not JSON.
  case nonsense

  init(_ error: FetchError) {
    switch error {
    case .badAddress: self = .unreachable("The address is not one that can be called.")
    case .unknownHost: self = .unreachable("No server with this name was found.")
    case .privateNetwork:
      self = .unreachable("The address leads into a private network, which we never call.")
    case .unreachable: self = .unreachable("The server does not answer at this address.")
    case .badCertificate: self = .unreachable("The server's TLS certificate is not valid.")
    case .timedOut: self = .slow
    case .cut: self = .answerLost("The connection broke before the answer came.")
    case .tooLarge: self = .answerLost("The store's answer was too large.")
    }
  }

  /// No answer came back in time.
  static let slow = answerLost("The store took too long to answer.")

  /// What happened, in a sentence for the merchant.
  package var sentence: String {
    switch self {
    case .unreachable(let words), .answerLost(let words): words
    case .busy: "The store is busy and asked us to come back later."
    case .refused(let status, _, let message):
      message.isEmpty
        ? "The store refused the call (status \(status))." : "The store said: \(message)"
    case .nonsense: "The store answered with something that is not its REST API."
    }
  }

  /// Whether it is worth trying again by itself.
  package var isPassing: Bool {
    switch self {
    case .unreachable, .answerLost, .busy, .nonsense: true
    case .refused(let status, _, _): status >= 500 || status == 408
    }
  }

  /// Whether the keys do not work (any more).
  package var isAboutKeys: Bool {
    if case .refused(let status, _, _) = self { return status == 401 || status == 403 }
    return false
  }
}
