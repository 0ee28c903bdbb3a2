import Fetch
import HTTP

/// A picture that a store is told to take from somewhere, and every way in which it refuses.
struct RemotePicture {
  let shop: Shop
  let src: String
  /// `product` or `variation`, as the refusals name it.
  let owner: String

  /// Downloads the picture and checks it.
  /// - Throws: `RestError`, in the words of the recorded store.
  func fetched() throws -> NewAttachment {
    let bytes = try download()
    guard !bytes.isEmpty else {
      throw refusal(
        "Invalid image: File is empty. Please upload something more substantial. This error could "
          + "also be caused by uploads being disabled in your php.ini file or by post_max_size "
          + "being defined as smaller than upload_max_filesize in php.ini.")
    }
    let path = src.prefix { $0 != "?" && $0 != "#" }
    let name = RemotePicture.clean(String(path.split(separator: "/").last ?? ""))
    guard let dot = name.lastIndex(of: "."), let kind = PictureKind(bytes),
      RemotePicture.endings.contains(name[dot...].dropFirst().lowercased()),
      shop.takesWebP || kind.mime != "image/webp"
    else { throw notAllowed }
    let ending = name[dot...].dropFirst().lowercased()
    // A PNG called .jpg is stored under the ending that it should have.
    let right = kind.endings.contains(ending) ? ending : kind.endings[0]
    return NewAttachment(
      fileName: "\(name[..<dot]).\(right)", picture: kind, bytes: bytes, origin: "fetched",
      src: src)
  }

  private static let endings = [
    "jpg", "jpeg", "jpe", "gif", "png", "bmp", "tif", "tiff", "ico", "webp",
  ]

  /// A file name as WordPress leaves it: escapes lose their percent sign, spaces become dashes.
  private static func clean(_ name: String) -> String {
    var text = ""
    for character in name.unicodeScalars {
      switch character {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": text.unicodeScalars.append(character)
      case " ", "+": text.append("-")
      default: continue
      }
    }
    while text.contains("--") { text = text.replacing("--", with: "-") }
    return text
  }

  private func download() throws -> [UInt8] {
    if src.isEmpty || src.hasPrefix("data:") { throw unreachable("No URL Provided.", as: "") }
    guard src.hasPrefix("http://") || src.hasPrefix("https://") else {
      let isPath = src.hasPrefix("/") || src.contains("://")
      let shown = isPath ? src : "http://" + src.replacing(" ", with: "%20")
      throw unreachable("A valid URL was not provided.", as: shown)
    }
    do {
      var call = Call(.get, src, timeout: 60, limit: 30 << 20)
      call.redirects = 5
      let reply = try Fetch(allowed: Sandbox.settings.reachable).send(call)
      guard reply.status == 200 else { throw unreachable(Pages.phrase(reply.status)) }
      return reply.body
    } catch let error as FetchError {
      throw unreachable(words(error))
    }
  }

  private func words(_ error: FetchError) -> String {
    switch error {
    case .badAddress, .unknownHost, .privateNetwork: "A valid URL was not provided."
    case .unreachable: "cURL error 7: Failed to connect: Couldn't connect to server"
    case .badCertificate: "cURL error 60: SSL certificate problem: self-signed certificate"
    case .timedOut: "cURL error 28: Operation timed out after 60000 milliseconds"
    case .cut: "cURL error 18: transfer closed with outstanding read data remaining"
    case .tooLarge: "cURL error 63: Maximum file size exceeded"
    }
  }

  private func unreachable(_ reason: String, as shown: String? = nil) -> RestError {
    refusal("Error getting remote image \(shown ?? src). Error: \(reason)")
  }

  private var notAllowed: RestError {
    refusal("Invalid image: Sorry, you are not allowed to upload this file type.")
  }

  private func refusal(_ sentence: String) -> RestError {
    RestError(400, "woocommerce_\(owner)_image_upload_error", sentence)
  }
}
