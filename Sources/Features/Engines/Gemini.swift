import Fetch
import HTTP
import Site

/// Gemini as we call it.
package struct Gemini {
  let settings: EngineSettings.Gemini
  let fetch: Fetch

  package init(_ settings: EngineSettings.Gemini, _ fetch: Fetch) {
    (self.settings, self.fetch) = (settings, fetch)
  }

  /// One call to a model.
  ///
  /// It is never repeated here: each one may cost something, and there is no key by which Gemini
  /// would know a repetition.
  /// - Throws: `GeminiFault`, `FetchError`, or `Unreadable` for an answer that is no JSON.
  func ask(_ model: GeminiModel, _ request: GeminiRequest) throws -> JSON {
    let reply = try fetch.send(
      Call(
        .post, "\(settings.url)/v1beta/models/\(model.name):generateContent",
        headers: [("Content-Type", "application/json"), ("x-goog-api-key", settings.key)],
        body: request.json.bytes, timeout: settings.timeout, limit: 64 << 20, vendor: "gemini"))
    return try json(of: reply)
  }

  /// The names of the models that the key may use.
  package func models() throws -> [String] {
    var call = Call(
      .get, "\(settings.url)/v1beta/models?pageSize=1000",
      headers: [("x-goog-api-key", settings.key)], vendor: "gemini")
    call.attempts = 3
    let models = try json(of: try fetch.send(call))["models"].array ?? []
    return models.compactMap(\.["name"].string).map { String($0.dropFirst("models/".count)) }
  }

  private func json(of reply: Reply) throws -> JSON {
    let body = try? JSON(bytes: reply.body)
    guard reply.status == 200 else { throw GeminiFault(status: reply.status, body ?? .null) }
    guard let body, body.object != nil else { throw Unreadable() }
    return body
  }

  /// An answer that came, and that nobody can read.
  struct Unreadable: Error {}
}
