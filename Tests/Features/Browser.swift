import Epox
import FoundationEssentials
import HTTP
import Postgres

/// A very small browser: it keeps cookies and sends the token that stood in the last page.
final class Browser {
  let db = TestHouse.app()
  /// Each browser sits at another address, so that throttling in one test leaves others alone.
  var address =
    "10.\(Int.random(in: 0...255)).\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
  /// Who answers: the whole site, unless a test brings routes of its own.
  var site = router
  var cookies: [String: String] = [:]
  /// The last page, as text.
  private(set) var page = ""
  /// The token of the last page that had one.
  private(set) var token: String?

  /// Opens an address.
  @discardableResult
  func get(_ address: String, headers: Headers = [:]) throws -> Response {
    try send(.get, address, headers, [])
  }

  /// Sends a form, with the token of the last page unless another one is given.
  @discardableResult
  func post(
    _ address: String, _ fields: KeyValuePairs<String, String> = [:], csrf: String? = nil,
    headers: Headers = [:]
  ) throws -> Response {
    var form = Parameters(fields.map { ($0.key, $0.value) })
    if let token = csrf ?? token { form = form.setting("csrf", token) }
    var headers = headers
    headers["content-type"] = "application/x-www-form-urlencoded"
    return try send(.post, address, headers, Array(form.urlEncoded.utf8))
  }

  /// What the page says is wrong.
  var error: String? {
    guard let mark = page.firstRange(of: "data-testid=\"error-message\"") else { return nil }
    let rest = page[mark.upperBound...]
    guard let open = rest.firstIndex(of: ">"),
      let end = ["</p>", "</strong>"].compactMap({ rest.firstRange(of: $0)?.lowerBound }).min()
    else { return nil }
    return withoutTags(rest[rest.index(after: open)..<end])
  }

  /// The value of an attribute that follows some text of the page.
  func attribute(_ name: String, after text: String) -> String? {
    guard let mark = page.firstRange(of: text),
      let start = page[mark.upperBound...].firstRange(of: "\(name)=\"")?.upperBound,
      let end = page[start...].firstIndex(of: "\"")
    else { return nil }
    return String(page[start..<end])
  }

  /// Forgets a cookie, or all of them.
  func forget(_ name: String? = nil) {
    if let name { cookies[name] = nil } else { cookies = [:] }
  }

  private func send(
    _ method: HTTP.Method, _ target: String, _ headers: Headers, _ body: [UInt8]
  ) throws -> Response {
    let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
    var headers = headers
    headers["cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    let request = Request(
      method, halves[0],
      query: Parameters(urlEncoded: Array((halves.count > 1 ? halves[1] : "").utf8)),
      headers: headers, body: body, remoteAddress: address, id: "test")
    let response = try site.answer(request, db: db)
    for header in response.headers where header.name == "Set-Cookie" { keep(header.value) }
    if (response.header("Content-Type") ?? "").hasPrefix("text/html") {
      page = String(decoding: response.body, as: UTF8.self)
      token = attribute("content", after: "name=\"csrf-token\"") ?? token
    }
    return response
  }

  private func keep(_ cookie: String) {
    let pair = cookie.prefix { $0 != ";" }.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard pair.count == 2 else { return }
    cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
  }

  private func withoutTags(_ text: Substring) -> String {
    var inTag = false
    let plain = text.filter { character in
      if character == "<" { inTag = true }
      defer { if character == ">" { inTag = false } }
      return !inTag
    }
    return String(plain).trimmed
  }
}
