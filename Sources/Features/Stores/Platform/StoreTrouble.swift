import Fetch

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

  /// What a call's failure means.
  package init(_ error: FetchError) {
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
  package static let slow = answerLost("The store took too long to answer.")

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
