/// What goes back to the visitor.
public struct Response: Sendable {
  /// The status code.
  public var status: Int
  /// Header fields in order; `Set-Cookie` may come more than once.
  public var headers: [(name: String, value: String)]
  /// The body, whole.
  public var body: [UInt8]
  /// What the visitor goes on hearing of, for an answer that stays open.
  public var topic: String?

  /// An answer of these parts.
  public init(status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers.map { (name: $0.0, value: $0.1) }
    self.body = body
  }

  /// An answer without a body.
  public static let ok = Response()
  /// Done, and nothing to say.
  public static let noContent = Response(status: 204)

  /// A text.
  public static func text(_ text: String, status: Int = 200) -> Response {
    Response(
      status: status, headers: [("Content-Type", "text/plain; charset=utf-8")],
      body: Array(text.utf8))
  }

  /// A page of HTML.
  public static func page(_ bytes: [UInt8], status: Int = 200) -> Response {
    Response(
      status: status,
      headers: [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")],
      body: bytes)
  }

  /// A JSON document.
  public static func json(_ value: JSON, status: Int = 200) -> Response {
    Response(
      status: status,
      headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
      body: value.bytes)
  }

  /// A stream of Server-Sent Events that says `change` whenever something of the topic changed.
  ///
  /// Browsers come again by themselves when it ends.
  public static func stream(of topic: String) -> Response {
    var response = Response(
      headers: [
        ("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"),
        ("X-Accel-Buffering", "no"),
      ],
      body: Array("retry: 3000\n\n".utf8))
    response.topic = topic
    return response
  }

  /// Sends a browser to another page after a form was taken (303: with GET).
  ///
  /// Only addresses of our own site are followed; anything else leads home.
  public static func see(_ path: String) -> Response {
    let isOurs = path.hasPrefix("/") && !path.hasPrefix("//") && !path.contains("\\")
    let clean = path.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    return Response(status: 303, headers: [("Location", isOurs && clean ? path : "/")])
  }

  /// The same with one more header field; line breaks in the value are taken out.
  public func adding(_ name: String, _ value: String) -> Response {
    var changed = self
    let safe = value.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
    changed.headers.append((name, String(String.UnicodeScalarView(safe))))
    return changed
  }

  /// The value of a header field.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

extension Response {
  /// A redirect told in a header to a script that sends an upload: the browser would follow it
  /// unseen, and the page that it leads to would be loaded twice.
  func leading(_ request: Request) -> Response {
    guard request.headers["x-upload"] != nil, status == 303, let place = header("Location") else {
      return self
    }
    var told = self
    told.status = 200
    told.headers.removeAll { $0.name == "Location" }
    return told.adding("X-Location", place)
  }
}
