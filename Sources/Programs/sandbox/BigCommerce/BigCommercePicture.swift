import Crypto
import Fetch
import HTTP
import Postgres

/// A picture on its way into a store: uploaded, or fetched within the call.
struct BigCommercePicture {
  let name: String
  let kind: PictureKind
  let bytes: [UInt8]
  /// The other fields of the upload; texts, where they came in a form.
  let fields: [String: JSON]

  /// Takes the picture out of a request.
  /// - Throws: 422 for none and for what is no picture, 400 for one that cannot be fetched.
  init(_ caller: BigCommerceCaller) throws {
    if caller.request.contentType == "multipart/form-data" {
      let parts = caller.request.parts
      fields = BigCommercePicture.form(parts)
      guard let part = parts.first(where: { $0.name == "image_file" }) else {
        throw BigCommerceError(422, "image_url must be present if uploading by url")
      }
      (name, bytes) = (BigCommercePicture.clean(part.fileName ?? ""), part.bytes)
    } else {
      fields = try caller.fields()
      guard let url = fields["image_url"]?.string else {
        throw BigCommerceError(422, "image_url must be present if uploading by url")
      }
      guard url.count <= 255 else {
        throw BigCommerceError.invalid(["image_url": "image_url may not exceed 255 characters"])
      }
      (name, bytes) = (BigCommercePicture.clean(url), try BigCommercePicture.fetched(url))
    }
    guard let kind = PictureKind(bytes) else {
      throw BigCommerceError(422, "The image type is not supported")
    }
    self.kind = kind
    guard bytes.count <= 8 << 20 else {
      throw BigCommerceError(422, "The image may not be larger than 8 MB")
    }
  }

  /// The fields of a form beside the file, numbers and truth values as what they mean.
  static func form(_ parts: [Part]) -> [String: JSON] {
    let pairs = parts.filter { $0.name != "image_file" }.map { part in
      let text = String(decoding: part.bytes, as: UTF8.self)
      let flags: [String: JSON] = ["true": true, "false": false]
      let value: JSON? =
        switch part.name {
        case "sort_order": Int(text).map(JSON.int)
        case "is_thumbnail": flags[text]
        default: nil
        }
      return (part.name, value ?? .string(text))
    }
    return Dictionary(pairs) { $1 }
  }

  private static func fetched(_ url: String) throws -> [UInt8] {
    var call = Call(.get, url, timeout: 60, limit: 30 << 20)
    call.redirects = 5
    guard let reply = try? Fetch(allowed: Sandbox.settings.reachable).send(call),
      reply.status == 200
    else {
      throw BigCommerceError(400, "The requested resource could not be downloaded.")
    }
    return reply.body
  }

  private static func clean(_ place: String) -> String {
    let path = place.prefix { $0 != "?" && $0 != "#" }
    let name = (path.split(separator: "/").last ?? "").filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
    }
    return name.isEmpty ? "picture" : String(name.suffix(100))
  }

  /// Keeps the file.
  /// - Returns: its number.
  func store(_ desk: BigCommerceDesk) throws -> Int {
    let checksum = hexadecimal(sha256(bytes))
    try desk.db.run(
      "INSERT INTO blob (checksum, bytes) VALUES (\(checksum), \(bytes)) ON CONFLICT DO NOTHING")
    return try desk.db.one(
      """
      INSERT INTO bigcommerce_file (store, name, mime, checksum)
      VALUES (\(desk.store.hash), \(name), \(kind.mime), \(checksum)) RETURNING id
      """ as Query<Int>)
  }

  /// Where a store's pictures are shown.
  static func address(_ file: Int, _ name: String, _ store: BigCommerceStore) -> String {
    "\(Sandbox.settings.baseURL)/bigcommerce/cdn/\(store.hash)/\(file)/\(name)?c=1"
  }
}
