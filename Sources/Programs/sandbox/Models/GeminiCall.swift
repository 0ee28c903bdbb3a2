import Crypto
import FoundationEssentials
import HTTP

/// A call to Gemini, read as far as it can be read.
struct GeminiCall {
  /// The model's name, and what is wanted of it; both empty for the list of models.
  let model: String
  let verb: String
  let body: JSON
  let words: String
  /// What the model is told before the words.
  let system: String
  let pictures: [(type: String, bytes: [UInt8])]

  init(_ request: Request) {
    let last = request.path.split(separator: "/").last.map(String.init) ?? ""
    let halves = last.replacing("%3A", with: ":").split(separator: ":", maxSplits: 1)
    verb = halves.count == 2 ? String(halves[1]) : ""
    model = last == "models" ? "" : halves.first.map(String.init) ?? ""
    body = (try? JSON(bytes: request.body)) ?? .null
    let contents = body["contents"].array ?? body["generateContentRequest"]["contents"].array ?? []
    let parts = contents.flatMap { $0["parts"].array ?? [] }
    words = parts.compactMap(\.["text"].string).joined(separator: "\n")
    let manner =
      body["systemInstruction"] == .null ? body["system_instruction"] : body["systemInstruction"]
    system = (manner["parts"].array ?? []).compactMap(\.["text"].string).joined(separator: "\n")
    pictures = parts.compactMap { part in
      let data = part["inlineData"] == .null ? part["inline_data"] : part["inlineData"]
      let type = data["mimeType"].string ?? data["mime_type"].string
      guard let type, let text = data["data"].string else { return nil }
      // Both alphabets of base64 are read.
      let plain = text.replacing("-", with: "+").replacing("_", with: "/")
      return (type, Data(base64Encoded: plain).map { Array($0) } ?? [])
    }
  }

  /// A field of `generationConfig`, in either spelling.
  func setting(_ name: String, _ other: String) -> JSON {
    let config =
      body["generationConfig"] == .null ? body["generation_config"] : body["generationConfig"]
    return config[name] == .null ? config[other] : config[name]
  }

  var image: JSON { setting("imageConfig", "image_config") }
  var aspect: String {
    image["aspectRatio"].string ?? image["aspect_ratio"].string ?? "1:1"
  }
  var size: String { image["imageSize"].string ?? image["image_size"].string ?? "1K" }
  var wantsPicture: Bool {
    let modalities = setting("responseModalities", "response_modalities").array ?? []
    return modalities.contains { $0.string?.uppercased() == "IMAGE" } || model.contains("image")
  }
  var schema: JSON { setting("responseSchema", "response_schema") }

  /// The call as the bookkeeping knows it.
  static func read(_ request: Request) -> ModelCall {
    let call = GeminiCall(request)
    let key = request.headers["x-goog-api-key"] ?? request.query["key"] ?? ""
    return ModelCall(
      vendor: "gemini", key: key, model: call.model, system: call.system, prompt: call.words,
      pictures: call.pictures.count, body: call.outline)
  }

  /// The body as it came, with type, size and SHA-256 of each picture in the place of its data.
  private var outline: String {
    guard body.object != nil else { return "" }
    var (outline, seen) = (body, 0)
    let contents = (body["contents"].array ?? []).map { content -> JSON in
      var content = content
      let parts = (content["parts"].array ?? []).map { part -> JSON in
        let isPicture = part["inlineData"] != .null || part["inline_data"] != .null
        guard isPicture, seen < pictures.count else { return part }
        let (type, bytes) = pictures[seen]
        seen += 1
        return [
          "inlineData": [
            "mimeType": .string(type), "bytes": .int(bytes.count), "sha256": .string(hex(bytes)),
          ]
        ]
      }
      content["parts"] = .array(parts)
      return content
    }
    outline["contents"] = .array(contents)
    return outline.text
  }

  private func hex(_ bytes: [UInt8]) -> String {
    sha256(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
