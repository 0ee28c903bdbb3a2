/// One request as the web server handed it over.
public struct Request: Sendable {
  /// The name of this request in logs and error pages.
  public var id: String
  /// What it wants done.
  public var method: Method
  /// The path, percent-encoded as it was sent, without the query.
  public var path: String
  /// The values after the question mark.
  public var query: Parameters
  /// The header fields.
  public var headers: Headers
  /// The body, whole; empty where it lies on the disk.
  public var body: [UInt8]
  /// The body of a large upload.
  public var spool: Spool?
  /// The address of the visitor's machine.
  public var remoteAddress: String

  /// A request; everything but method and path may be left out.
  public init(
    _ method: Method, _ path: String, query: Parameters = Parameters(), headers: Headers = [:],
    body: [UInt8] = [], remoteAddress: String = "127.0.0.1", id: String = "-"
  ) {
    (self.id, self.method, self.path) = (id, method, path)
    (self.query, self.headers, self.body) = (query, headers, body)
    self.remoteAddress = remoteAddress
  }

  /// The body, wherever it is.
  var content: Content { spool.map(Content.disk) ?? .memory(body) }

  /// The same request with no more than the beginning of its body.
  public func beginning(_ count: Int) -> Request {
    var short = self
    short.body = content.read(0..<count)
    short.spool = nil
    return short
  }

  /// The media type of the body, without parameters, in lower case.
  public var contentType: String {
    let type = headers["content-type"] ?? ""
    return String(type.prefix { $0 != ";" }).trimmed.lowercased()
  }

  /// The fields of a form, empty when the body is none.
  public var form: Parameters {
    contentType == "application/x-www-form-urlencoded" ? Parameters(urlEncoded: body) : Parameters()
  }

  /// The value of a cookie; the first one counts when a name comes twice.
  public func cookie(_ name: String) -> String? {
    for pair in (headers["cookie"] ?? "").split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2, String(parts[0]).trimmed == name { return String(parts[1]).trimmed }
    }
    return nil
  }

  /// Whether the answer should be JSON: the API, or a client that says so.
  public var wantsJSON: Bool {
    path.hasPrefix("/api/") || (headers["accept"] ?? "").hasPrefix("application/json")
  }
}

/// Header fields; names are compared without regard to case.
public struct Headers: Sendable, ExpressibleByDictionaryLiteral {
  private var fields: [String: String] = [:]

  /// Fields given as name and value.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { fields[name.lowercased()] = value }
  }

  /// The value of a field.
  public subscript(_ name: String) -> String? {
    get { fields[name] ?? fields[name.lowercased()] }
    set { fields[name.lowercased()] = newValue }
  }

  /// All fields, names in lower case.
  public var all: [String: String] { fields }
}

extension String {
  /// Without white space at either end.
  public var trimmed: String {
    let isSpace = { (character: Character) in character.isWhitespace }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
