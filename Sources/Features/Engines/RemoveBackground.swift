import Crypto
import Fetch
import HTTP
import Imaging
import Site

/// remove.bg as we call it.
package struct RemoveBackground {
  let settings: EngineSettings.RemoveBackground
  let fetch: Fetch
  /// It has one model, and gives it no name.
  static let model = "remove.bg"

  package init(_ settings: EngineSettings.RemoveBackground, _ fetch: Fetch) {
    (self.settings, self.fetch) = (settings, fetch)
  }

  /// What came back.
  struct Answer: Sendable {
    let bytes: [UInt8]
    /// What it cost.
    let credits: Double?
    let width: Int?
    let height: Int?
  }

  /// The picture with a transparent background, in the size that it is sent in.
  ///
  /// It is never repeated here: a call whose answer is lost has cost a credit.
  /// - Throws: `RemoveBackgroundFault`, `FetchError`.
  func cutOut(_ picture: Picture) throws -> Answer {
    var form = MultipartForm()
    form.add("image_file", file: "product.\(picture.format.fileExtension)", picture)
    // Without a size it makes a thumbnail, and says 200.
    let options = [
      ("size", "full"), ("type", "product"), ("format", "png"), ("channels", "rgba"),
    ]
    for (name, value) in options { form.add(name, value) }
    let reply = try fetch.send(
      Call(
        .post, "\(settings.url)/v1.0/removebg",
        headers: [("Content-Type", form.type), ("X-Api-Key", settings.key), ("Accept", "image/*")],
        body: form.body, timeout: settings.timeout, limit: 64 << 20, vendor: "removebg"))
    guard reply.status == 200 else { throw RemoveBackgroundFault(reply) }
    return Answer(
      bytes: reply.body, credits: reply.headers["x-credits-charged"].flatMap(Double.init),
      width: reply.headers["x-width"].flatMap { Int($0) },
      height: reply.headers["x-height"].flatMap { Int($0) })
  }

  /// How many credits are left; it lags by seconds.
  package func creditsLeft() throws -> Double? {
    var call = Call(
      .get, "\(settings.url)/v1.0/account", headers: [("X-Api-Key", settings.key)],
      vendor: "removebg")
    call.attempts = 3
    let reply = try fetch.send(call)
    guard reply.status == 200 else { throw RemoveBackgroundFault(reply) }
    return try JSON(bytes: reply.body)["data"]["attributes"]["credits"]["total"].double
  }
}

/// An error that remove.bg answered with, sorted by what is to be done about it.
enum RemoveBackgroundFault: Error, Sendable, Equatable {
  /// It sees no product.
  case noSubject
  /// The picture or an option; the same again would fail again.
  case invalid(String)
  case noCredits
  case key(String)
  case rate(Double?)
  case overload(Int)

  init(_ reply: Reply) {
    // Code and detail may be missing, and so may all of it.
    let error = ((try? JSON(bytes: reply.body)) ?? .null)["errors"][0]
    let words = error["detail"].string ?? error["title"].string ?? ""
    switch reply.status {
    case 402: self = .noCredits
    case 401, 403: self = .key(words)
    case 429: self = .rate(reply.retryAfter.map(Double.init))
    case 500...: self = .overload(reply.status)
    default:
      self = error["code"].string == "unknown_foreground" ? .noSubject : .invalid(words)
    }
  }
}

/// A form with a file in it, as it travels.
struct MultipartForm: Sendable {
  private let boundary = "epox-\(randomToken())"
  private var parts: [UInt8] = []

  var type: String { "multipart/form-data; boundary=\(boundary)" }
  var body: [UInt8] { parts + Array("--\(boundary)--\r\n".utf8) }

  mutating func add(_ name: String, _ value: String) {
    begin("form-data; name=\"\(name)\"", Array(value.utf8))
  }

  mutating func add(_ name: String, file: String, _ picture: Picture) {
    begin(
      "form-data; name=\"\(name)\"; filename=\"\(file)\"\r\nContent-Type: \(picture.format.mediaType)",
      picture.bytes)
  }

  private mutating func begin(_ head: String, _ content: [UInt8]) {
    parts += Array("--\(boundary)\r\nContent-Disposition: \(head)\r\n\r\n".utf8)
    parts += content + Array("\r\n".utf8)
  }
}
