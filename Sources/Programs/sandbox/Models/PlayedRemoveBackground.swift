import HTTP
import Imaging
import Postgres

/// Plays remove.bg: cuts out with the built-in imaging program and counts credits.
struct PlayedRemoveBackground {
  let request: Request
  let db: Database
  let faults: [ModelFault]

  /// An error in the form of remove.bg.
  struct Refusal: Error {
    let status: Int
    let title: String
    var code: String?
    var retryAfter: Int?

    var response: Response {
      var error: JSON = ["title": .string(title)]
      if let code { error["code"] = .string(code) }
      let response = Response.json(["errors": [error]], status: status)
      return retryAfter.map { response.adding("Retry-After", String($0)) } ?? response
    }
  }

  /// The answer; what came of it is noted in the call.
  func answer(_ noted: inout ModelCall) throws -> Response {
    do {
      let key = try owner(noted.key)
      if request.path == "/v1.0/account" { return account(key) }
      guard request.path == "/v1.0/removebg", request.method == .post else {
        throw Refusal(status: 404, title: "Not found")
      }
      try limits(key)
      let response = try removed(RemovalCall(request), key, noted.key)
      noted.outcome = "picture"
      return response
    } catch let refusal as Refusal {
      noted.outcome = refusal.code ?? refusal.title
      return refusal.response
    }
  }

  private func strikes(_ kind: ModelFault.Kind) -> Bool { faults.contains { $0.kind == kind } }

  private func owner(_ key: String) throws -> ModelKey {
    if key.isEmpty { throw Refusal(status: 403, title: "Missing API Key") }
    if key == "nocredit" { throw Refusal(status: 402, title: "Insufficient credits") }
    guard !strikes(.key), let known = try db.first(.key(key, of: "remove.bg")) else {
      throw Refusal(status: 403, title: "API Key invalid")
    }
    return known
  }

  private func account(_ key: ModelKey) -> Response {
    .json([
      "data": [
        "attributes": [
          "credits": [
            "total": .number(key.credits), "subscription": 0, "payg": .number(key.credits),
            "enterprise": 0,
          ],
          "api": ["free_calls": .int(key.freeCalls), "sizes": "all"],
        ]
      ]
    ])
  }

  private func limits(_ key: ModelKey) throws {
    if strikes(.broken) || strikes(.overload) {
      throw Refusal(status: 503, title: "Service unavailable")
    }
    if key.lastMinute >= key.perMinute ?? 60 || strikes(.rate) {
      throw Refusal(status: 429, title: "Rate limit exceeded", retryAfter: 2)
    }
    if strikes(.invalid) {
      throw Refusal(status: 400, title: "An argument is invalid", code: "invalid_argument")
    }
    if strikes(.credits) { throw Refusal(status: 402, title: "Insufficient credits") }
  }

  private func removed(_ call: RemovalCall, _ key: ModelKey, _ name: String) throws -> Response {
    try check(call)
    guard let file = call.file else {
      throw Refusal(
        status: 400, title: "The sandbox fetches nothing.", code: "failed_image_download")
    }
    if strikes(.noSubject) || call.fileName.contains("nofg") { throw noSubject }
    let imaging = ImagingProgram(path: Sandbox.settings.imagingProgram)
    do {
      let result = try cutOut(file, call, key, imaging)
      guard result.cost <= key.credits else {
        throw Refusal(status: 402, title: "Insufficient credits")
      }
      try db.run(
        """
        UPDATE model_key SET credits = credits - \(result.cost)::float8::numeric
        WHERE vendor = 'remove.bg' AND key = \(name)
        """)
      return result.response(key)
    } catch ImagingError.refused {
      throw noSubject
    }
  }

  private var noSubject: Refusal {
    Refusal(
      status: 400, title: "Could not identify foreground in image.", code: "unknown_foreground")
  }

  private func check(_ call: RemovalCall) throws {
    guard call.sources > 0 else {
      throw Refusal(status: 400, title: "No image given", code: "missing_source")
    }
    guard call.sources == 1 else {
      throw Refusal(status: 400, title: "Multiple image sources given", code: "multiple_sources")
    }
    for (field, words) in PlayedRemoveBackground.words {
      if let value = call[field], !words.contains(value) {
        throw Refusal(status: 400, title: "Invalid \(field)", code: "invalid_\(field)")
      }
    }
    guard call.file?.count ?? 0 <= 22 << 20 else {
      throw Refusal(status: 400, title: "File too large", code: "file_too_large")
    }
    guard call.file == nil || call.file.flatMap(PictureKind.init) != nil else {
      throw Refusal(status: 400, title: "Failed to read image", code: "failed_to_read_image")
    }
  }

  private static let words: [String: [String]] = [
    "size": ["preview", "full", "50MP", "auto", "small", "regular", "medium", "hd", "4k"],
    "type": ["auto", "person", "product", "car", "animal", "graphic", "transportation"],
    "format": ["auto", "png", "jpg", "zip", "webp"], "channels": ["rgba", "alpha"],
  ]

  private func cutOut(
    _ file: [UInt8], _ call: RemovalCall, _ key: ModelKey, _ imaging: ImagingProgram
  ) throws -> RemovalResult {
    let facts = try imaging.probe(file)
    let isPreview = ["preview", "small", "regular"].contains(call["size"] ?? "preview")
    let isolated = try imaging.isolate(sourceless(file))
    let pixels = Double(facts.width * facts.height)
    let scale = isPreview ? min((250_000 / pixels).squareRoot(), 1) : 1
    let side = Int((Double(max(facts.width, facts.height)) * scale).rounded())
    let format: PictureFormat = call["format"] == "webp" ? .webp : .png
    let made = try imaging.normalise(
      isolated.bytes, longestSide: side, format: format, quality: 95)
    return RemovalResult(
      picture: made, cost: isPreview ? (key.freeCalls > 0 ? 0 : 0.25) : 1,
      wantsJSON: request.headers["accept"]?.contains("application/json") == true)
  }
}
