/// What a request wants done.
public enum Method: String, Sendable, CaseIterable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
  case options = "OPTIONS"
  /// Any other word: no route answers to it, so each address refuses it in its own way.
  case unknown = "?"

  /// Whether it only reads (RFC 9110, 9.2.1); such requests need no CSRF token.
  public var isSafe: Bool { self == .get || self == .head || self == .options }
}
