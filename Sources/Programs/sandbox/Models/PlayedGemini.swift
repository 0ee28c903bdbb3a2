import HTTP
import Postgres

#if canImport(Glibc)
import Glibc
#endif

/// Plays Gemini: lists models, counts tokens, answers with pictures, text or refusals.
struct PlayedGemini {
  let request: Request
  let db: Database
  let faults: [ModelFault]

  static let models = [
    "gemini-3.1-flash-image", "gemini-3-pro-image", "gemini-3.1-flash-lite-image",
    "gemini-2.5-flash-image", "gemini-3.5-flash",
  ]

  /// The answer; what came of it is noted in the call.
  func answer(_ noted: inout ModelCall) throws -> Response {
    do {
      let call = GeminiCall(request)
      let key = try owner(noted.key)
      if call.verb.isEmpty { return try list(call.model) }
      guard PlayedGemini.models.contains(call.model), !strikes(.model) else {
        throw GeminiError.noModel(call.model)
      }
      try check(call)
      if call.verb == "countTokens" { return .json(["totalTokens": .int(tokens(call))]) }
      try limits(key, call)
      let (json, outcome) = try GeminiScript(call: call, faults: faults).answer(tokens(call))
      noted.outcome = outcome
      if strikes(.garbage) { return .text("<html>Bad gateway</html>") }
      return call.verb == "streamGenerateContent" ? stream(json) : .json(json)
    } catch let error as GeminiError {
      noted.outcome = error.status
      return error.response
    }
  }

  private func strikes(_ kind: ModelFault.Kind) -> Bool { faults.contains { $0.kind == kind } }

  private func owner(_ key: String) throws -> ModelKey {
    if key.isEmpty { throw GeminiError.noKey }
    guard !strikes(.key), let known = try db.first(.key(key, of: "gemini")) else {
      throw GeminiError.wrongKey
    }
    if strikes(.billing) { throw GeminiError.billing }
    return known
  }

  private func list(_ name: String) throws -> Response {
    func json(_ model: String) -> JSON {
      [
        "name": .string("models/\(model)"), "version": "001", "displayName": .string(model),
        "inputTokenLimit": 65536, "outputTokenLimit": 32768,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
      ]
    }
    if name.isEmpty { return .json(["models": .array(PlayedGemini.models.map(json))]) }
    guard PlayedGemini.models.contains(name) else { throw GeminiError.noModel(name) }
    return .json(json(name))
  }

  /// What the real one refuses as well.
  private func check(_ call: GeminiCall) throws {
    guard call.body.object != nil else { throw GeminiError.invalid("Invalid JSON payload.") }
    guard call.verb == "countTokens" || call.body["contents"].array?.isEmpty == false else {
      throw GeminiError.invalid("* GenerateContentRequest.contents: contents is not specified")
    }
    guard request.body.count <= 20 << 20 else {
      throw GeminiError.invalid("Request payload size exceeds the limit: 20971520 bytes.")
    }
    let isOld = call.model.hasPrefix("gemini-2.5")
    guard call.pictures.count <= (isOld ? 3 : 14) else {
      throw GeminiError.invalid("Too many images in the request.")
    }
    if isOld, call.image["imageSize"] != .null {
      throw GeminiError.invalid("Unknown name \"imageSize\" at 'generation_config.image_config'")
    }
    for (type, bytes) in call.pictures {
      guard let kind = PictureKind(bytes), kind.mime == type else {
        throw GeminiError.invalid("Unable to process input image. Please retry or report.")
      }
    }
  }

  private func limits(_ key: ModelKey, _ call: GeminiCall) throws {
    if strikes(.invalid) { throw GeminiError.invalid("Request contains an invalid argument.") }
    if strikes(.overload) || call.words.contains("#overload") { throw GeminiError.overload }
    if strikes(.broken) { throw GeminiError.broken }
    if strikes(.deadline) { throw GeminiError.deadline }
    let isDaily = key.perDay.map { key.today >= $0 } ?? false
    if isDaily || strikes(.quota) {
      throw GeminiError.quota(call.model, perDay: true, wait: nil)
    }
    let isFast = key.perMinute.map { key.lastMinute >= $0 } ?? false
    if isFast || strikes(.rate) || call.words.contains("#quota") {
      throw GeminiError.quota(call.model, perDay: false, wait: "2s")
    }
    if strikes(.rateBare) { throw GeminiError.quota(call.model, perDay: false, wait: nil) }
    if call.words.contains("#slow") { usleep(90_000_000) }
  }

  /// Roughly as the real one counts: four letters a token, 258 for a picture.
  private func tokens(_ call: GeminiCall) -> Int {
    call.words.utf8.count / 4 + 258 * call.pictures.count
  }

  private func stream(_ json: JSON) -> Response {
    Response(
      headers: [("Content-Type", "text/event-stream")],
      body: Array("data: ".utf8) + json.bytes + Array("\r\n\r\n".utf8))
  }
}
