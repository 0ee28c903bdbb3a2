import Blobs
import Design
import HTTP
import Site

extension Catalog {
  /// A form that may bring one picture: its fields, and the key under which the picture is kept.
  /// - Throws: `Problem` when the file is none that can be used; then nothing is kept.
  package static func formWithPicture(
    _ request: Request, _ name: String
  ) throws -> (form: Form, picture: String?) {
    let parts = request.parts
    guard !parts.isEmpty else { return (Form(request), nil) }
    let fields = parts.filter { $0.fileName == nil && $0.count <= 100_000 }
      .map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }
    let file = parts.first { $0.name == name && $0.fileName != nil && $0.count > 0 }
    let upload = try file.map(Upload.init)
    let key = try upload.map { try Configuration.current.blobs.put($0.bytes, $0.kind.ending) }
    return (Form(fields), key)
  }
}
