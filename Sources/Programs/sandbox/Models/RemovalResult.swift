import FoundationEssentials
import HTTP
import Imaging

/// A picture without its background, and what it costs.
struct RemovalResult {
  let picture: Picture
  let cost: Double
  let wantsJSON: Bool

  /// The answer of remove.bg with everything that it says in its headers.
  func response(_ key: ModelKey) -> Response {
    let limit = key.perMinute ?? 60
    let headers = [
      ("X-Credits-Charged", String(cost)), ("X-Type", "product"),
      ("X-Width", String(picture.width)), ("X-Height", String(picture.height)),
      ("X-RateLimit-Limit", String(limit)),
      ("X-RateLimit-Remaining", String(max(limit - key.lastMinute - 1, 0))),
      ("X-RateLimit-Reset", String(Int(Date().timeIntervalSince1970) + 60)),
    ]
    var response =
      wantsJSON
      ? Response.json([
        "data": ["result_b64": .string(Data(picture.bytes).base64EncodedString())]
      ])
      : Response(headers: [("Content-Type", picture.format.mediaType)], body: picture.bytes)
    for (name, value) in headers { response = response.adding(name, value) }
    return response
  }
}
