import FoundationEssentials
import Synchronization

/// Writes traffic as JSON lines, for checks against the vendors' contracts in tests.
///
/// Secrets in headers, addresses and bodies are replaced by words; the rest is kept whole.
public final class Recorder: Sendable {
  private let path: String
  private let lock = Mutex(())

  /// Appends to a file.
  public init(path: String) { self.path = path }

  func record(_ call: Call, _ reply: Reply) {
    guard let vendor = call.vendor else { return }
    var headers: [String: String] = [:]
    for (name, value) in call.headers { headers[name] = masked(name, value) }
    let line = Line(
      vendor: vendor, method: call.method, url: maskedQuery(call.url), headers: headers,
      body: call.body.map { maskedBody(String(decoding: $0, as: UTF8.self)) },
      response_status: reply.status,
      response_body: maskedBody(String(decoding: reply.body, as: UTF8.self)))
    guard let data = try? JSONEncoder().encode(line) else { return }
    lock.withLock { _ in
      guard let file = AppendingFile(path) else { return }
      file.append(Array(data) + [10])
    }
  }

  private struct Line: Encodable {
    let vendor, method, url: String
    let headers: [String: String]
    let body: String?
    let response_status: Int
    let response_body: String
  }
}

/// A header as it may be written down.
private func masked(_ name: String, _ value: String) -> String {
  let secret = [
    "cookie", "x-goog-api-key", "x-api-key", "x-shopify-access-token", "x-auth-token",
  ]
  if secret.contains(name.lowercased()) { return "hidden" }
  guard name.lowercased() == "authorization" else { return value }
  let scheme = value.prefix { $0 != " " }
  guard scheme.count < value.count else { return "hidden" }
  // What kind of key it is may be seen: Stripe's secret keys say so themselves.
  if value.hasPrefix("Bearer sk_") { return "Bearer sk_hidden" }
  return scheme == "Basic" ? "Basic Y2tfaGlkZGVuOmNzX2hpZGRlbg==" : "\(scheme) hidden"
}

/// An address without the secrets that may stand in its query.
private func maskedQuery(_ url: String) -> String {
  guard let mark = url.firstIndex(of: "?") else { return url }
  let pairs = url[url.index(after: mark)...].split(separator: "&").map { pair in
    let name = pair.prefix { $0 != "=" }
    return name == "consumer_secret" || name == "consumer_key" ? "\(name)=hidden" : String(pair)
  }
  return url[...mark] + pairs.joined(separator: "&")
}

/// What tokens and their like are called in the bodies of those who give them out.
private let secretMembers = [
  "access_token", "client_secret", "code", "refresh_token", "subject_token",
]

/// A body without the tokens in it, whether it is JSON or a form.
private func maskedBody(_ body: String) -> String {
  // Only calls for tokens name one; what a product is called stays as it is.
  guard body.contains("client_secret") || body.contains("access_token") else { return body }
  if body.hasPrefix("{") { return maskedMembers(body) }
  return body.split(separator: "&", omittingEmptySubsequences: false).map { pair in
    let name = pair.prefix { $0 != "=" }
    return secretMembers.contains(String(name)) ? "\(name)=hidden" : String(pair)
  }.joined(separator: "&")
}

/// JSON in which the texts of these members are hidden, at whatever depth they stand.
private func maskedMembers(_ body: String) -> String {
  var rest = body[...]
  var masked = ""
  while let start = rest.firstIndex(of: "\"") {
    masked += rest[..<start]
    let name = text(at: start, in: rest)
    masked += name
    rest = rest[name.endIndex...]
    guard secretMembers.contains(String(name.dropFirst().dropLast())),
      let value = rest.firstIndex(where: { !(": \n\t".contains($0)) }), rest[value] == "\"",
      rest[..<value].contains(":")
    else { continue }
    masked += ":\"hidden\""
    rest = rest[text(at: value, in: rest).endIndex...]
  }
  return masked + rest
}

/// A text with the quotation marks around it.
private func text(at start: String.Index, in json: Substring) -> Substring {
  var isEscaped = false
  for index in json[start...].indices.dropFirst() {
    if json[index] == "\"", !isEscaped { return json[start...index] }
    isEscaped = json[index] == "\\" && !isEscaped
  }
  return json[start...]
}
