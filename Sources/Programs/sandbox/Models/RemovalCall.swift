import FoundationEssentials
import HTTP

/// A call to remove.bg, its fields read from whichever form they came in.
struct RemovalCall {
  private(set) var fields: [String: String] = [:]
  private(set) var file: [UInt8]?
  private(set) var fileName = ""

  init(_ request: Request) {
    switch request.contentType {
    case "multipart/form-data":
      for part in request.parts where part.name == "image_file" {
        (file, fileName) = (part.bytes, part.fileName ?? "")
      }
      for part in request.parts where part.fileName == nil {
        fields[part.name] = String(decoding: part.bytes, as: UTF8.self)
      }
    case "application/json":
      let members = ((try? JSON(bytes: request.body)) ?? .null).object ?? [:]
      fields = members.compactMapValues { $0.string ?? $0.bool.map(String.init) }
    default:
      for (name, value) in request.form.pairs { fields[name] = value }
    }
    if let text = fields["image_file_b64"], let data = Data(base64Encoded: text) {
      file = Array(data)
    }
  }

  subscript(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// How many pictures it brings: exactly one is right.
  var sources: Int {
    (file == nil ? 0 : 1) + (self["image_url"] == nil ? 0 : 1)
  }

  /// The call as the bookkeeping knows it.
  static func read(_ request: Request) -> ModelCall {
    let call = RemovalCall(request)
    return ModelCall(
      vendor: "remove.bg", key: request.headers["x-api-key"] ?? "", model: call["size"] ?? "",
      prompt: call.fileName, pictures: call.sources)
  }
}
