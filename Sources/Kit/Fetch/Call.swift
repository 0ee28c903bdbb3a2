internal import CCurl
public import FoundationEssentials

/// A call to somebody else's server.
public struct Call: Sendable {
  /// What it wants done, such as `GET`.
  public var method: String
  /// The whole address, http or https.
  public var url: String
  /// Header fields.
  public var headers: [(name: String, value: String)]
  /// What is sent along.
  public var body: [UInt8]?
  /// Seconds until an answer must be complete.
  public var timeout: Int
  /// Seconds without a byte after which the server is given up; 0 for never.
  public var patience = 0
  /// The largest answer that is taken, in bytes.
  public var limit: Int
  /// How many redirects are followed; each target is checked like the first address.
  public var redirects = 0
  /// Whether the same bytes may be sent twice without harm.
  ///
  /// libcurl sends a call again by itself when a kept connection turns out to be closed, and it
  /// cannot know whether the server had done the work before closing it. Calls that may not be
  /// repeated therefore get a connection of their own.
  public var isRepeatable: Bool
  /// How often a repeatable call is tried in all: after a failure on the way, a 429 or a 5xx.
  public var attempts = 1
  /// The name under which the traffic is recorded; `nil` when it is not.
  public var vendor: String?
  /// The file that the answer is written into instead of memory; what is there goes first.
  public var file: String?

  /// A call with the usual limits: 30 seconds, 8 MB, no redirects.
  public init(
    _ method: Verb, _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil,
    timeout: Int = 30, limit: Int = 8 << 20, vendor: String? = nil
  ) {
    self.method = method.rawValue
    self.url = url
    self.headers = headers.map { (name: $0.0, value: $0.1) }
    (self.body, self.timeout, self.limit, self.vendor) = (body, timeout, limit, vendor)
    isRepeatable = method == .get || method == .head
  }

  /// What a call wants done.
  public enum Verb: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }
}

/// What a server answered.
public struct Reply: Sendable {
  /// The status code.
  public let status: Int
  /// Header fields, names in lower case.
  public let headers: [String: String]
  /// The body, whole; empty when it went into a file.
  public let body: [UInt8]

  /// How many seconds the server asks us to wait.
  public var retryAfter: Int? { headers["retry-after"].flatMap { Int($0) } }

  /// The server's time when it answered, from `Date`.
  public var date: Date? {
    let seconds = headers["date"].map { unsafe curl_getdate($0, nil) } ?? -1
    return seconds < 0 ? nil : Date(timeIntervalSince1970: Double(seconds))
  }

  /// Whether the same call may succeed a moment later.
  var isPassing: Bool { status == 429 || status >= 500 }
}

/// The ways in which a call ends without an answer.
public enum FetchError: Error, Sendable, Equatable {
  /// The address is not one that can be called.
  case badAddress
  /// The name of the server is not known.
  case unknownHost
  /// The address leads into a private network, which strangers must not reach through us.
  case privateNetwork
  /// Nothing was sent: no connection came about.
  case unreachable(String)
  /// The certificate does not hold.
  case badCertificate
  /// The time ran out; what was sent may have been done.
  case timedOut
  /// The connection broke; what was sent may have been done.
  case cut(String)
  /// The answer is larger than allowed.
  case tooLarge

  /// Whether the same call may succeed a moment later.
  var isPassing: Bool {
    switch self {
    case .unreachable, .timedOut, .cut: true
    case .badAddress, .unknownHost, .privateNetwork, .badCertificate, .tooLarge: false
    }
  }

  /// Whether the server may have done what it was asked to.
  public var mayHaveArrived: Bool {
    switch self {
    case .timedOut, .cut, .tooLarge: true
    case .badAddress, .unknownHost, .privateNetwork, .unreachable, .badCertificate: false
    }
  }
}
