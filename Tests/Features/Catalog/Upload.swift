import Epox
import HTTP

extension Response {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// A file that a test sends.
struct TestFile: Sendable {
  let name: String
  let bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }

  /// The beginning of a PNG that says it has this size.
  static func png(width: Int, height: Int) -> [UInt8] {
    func four(_ value: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let mark: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    return mark + four(13) + Array("IHDR".utf8) + four(width) + four(height) + [8, 2, 0, 0, 0]
  }
}

extension Browser {
  /// Sends a form with files in it, with the token of the last page.
  @discardableResult
  func upload(
    _ address: String, _ fields: [(String, String)], _ files: [TestFile],
    as field: String = "pictures"
  ) throws -> Response {
    let mark = "----epox-test"
    var body: [UInt8] = []
    for (name, value) in [("csrf", token ?? "")] + fields {
      let head = "--\(mark)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n"
      body += Array("\(head)\(value)\r\n".utf8)
    }
    for file in files {
      let name = "name=\"\(field)\"; filename=\"\(file.name)\""
      body += Array("--\(mark)\r\nContent-Disposition: form-data; \(name)\r\n\r\n".utf8)
      body += file.bytes + Array("\r\n".utf8)
    }
    body += Array("--\(mark)--\r\n".utf8)
    let type = "multipart/form-data; boundary=\(mark)"
    return try raw(address, ["content-type": type], body)
  }

  /// Sends a body as it is, with this browser's cookies.
  func raw(_ address: String, _ headers: Headers, _ body: [UInt8]) throws -> Response {
    var headers = headers
    headers["cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    return try router.answer(Request(.post, address, headers: headers, body: body), db: db)
  }
}
