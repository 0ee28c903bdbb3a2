import Fetch

/// A picture that a shop is told to take from somewhere.
enum ShopifyPicture {
  /// Why it did not, by the name that the service has for it.
  struct Refusal: Error { let code: String }

  /// Downloads a picture: its file name, what it is, its bytes.
  /// - Throws: `Refusal`.
  static func fetched(_ source: String) throws -> (String, PictureKind, [UInt8]) {
    var call = Call(.get, source, timeout: 60, limit: 30 << 20)
    call.redirects = 5
    guard let reply = try? Fetch(allowed: Sandbox.settings.reachable).send(call),
      reply.status == 200
    else { throw Refusal(code: "IMAGE_DOWNLOAD_FAILURE") }
    guard let kind = PictureKind(reply.body) else {
      throw Refusal(code: "UNSUPPORTED_IMAGE_FILE_TYPE")
    }
    guard kind.width * kind.height <= 20_000_000 else {
      throw Refusal(code: "INVALID_IMAGE_RESOLUTION")
    }
    guard reply.body.count <= 20 << 20 else { throw Refusal(code: "INVALID_IMAGE_FILE_SIZE") }
    let path = source.prefix { $0 != "?" && $0 != "#" }
    let name = String(path.split(separator: "/").last ?? "picture")
    return (
      name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) },
      kind, reply.body
    )
  }
}
