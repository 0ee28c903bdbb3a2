import FoundationEssentials
import HTTP
import Imaging

/// What Gemini says: by faults that were ordered, by marks in the prompt, else a picture.
struct GeminiScript {
  let call: GeminiCall
  let faults: [ModelFault]

  /// The answer, and a word for it.
  func answer(_ tokens: Int) throws -> (JSON, String) {
    if says("#block", .block) {
      return (blocked(tokens), "blocked")
    }
    if says("#imagesafety", .safety) {
      return (candidate(["finishReason": "IMAGE_SAFETY"], tokens, output: 0), "safety")
    }
    if says("#noimage", .noImage) {
      return (candidate(["finishReason": "NO_IMAGE"], tokens, output: 0), "no image")
    }
    if says("#textonly", .textOnly) {
      let words: JSON = [["text": "I can describe this product, but I made no picture of it."]]
      return (spoken(words, tokens, output: 14), "text only")
    }
    guard call.wantsPicture else { return (spoken(described, tokens, output: 40), "text") }
    return try pictured(tokens)
  }

  private func says(_ mark: String, _ kind: ModelFault.Kind) -> Bool {
    call.words.contains(mark) || faults.contains { $0.kind == kind }
  }

  private func pictured(_ tokens: Int) throws -> (JSON, String) {
    let room = DarkRoom(call: call)
    var parts: [JSON] = [["text": "Here is the picture."]]
    if says("#twodrafts", .drafts) {
      var draft = part(try room.sketch())
      draft["thought"] = true
      parts.insert(draft, at: 0)
    }
    if says("#several", .several) { parts.append(part(try room.sketch())) }
    let isPicture = !says("#notapicture", .notAPicture)
    var result = isPicture ? part(try room.picture()) : part(Array("no picture".utf8))
    result["thoughtSignature"] = "c2FuZGJveA=="
    parts.append(result)
    let billed = ["512": 747, "1K": 1120, "2K": 1680, "4K": 2520][call.size] ?? 1120
    return (spoken(.array(parts), tokens, output: billed), "picture")
  }

  private func part(_ bytes: [UInt8]) -> JSON {
    let type = PictureKind(bytes)?.mime ?? "image/png"
    let data = Data(bytes).base64EncodedString()
    return ["inlineData": ["mimeType": .string(type), "data": .string(data)]]
  }

  /// What a model that looks at pictures might say: taken from the words it was given.
  private var described: JSON {
    guard call.schema != .null else { return [["text": "A product on a plain background."]] }
    let words = call.words.lowercased()
    let known = [
      "sofa", "lamp", "table", "chair", "vase", "rug", "shelf", "bed", "plant", "mirror",
    ]
    let type = known.first { words.contains($0) } ?? "furniture"
    let materials = ["oak", "linen", "velvet", "steel", "glass", "ceramic", "wool", "leather"]
      .filter(words.contains)
    let answer: JSON = [
      "type": .string(type), "materials": .array(materials.map(JSON.string)),
      "styles": ["scandinavian"], "rooms": [type == "bed" ? "bedroom" : "living room"],
    ]
    return [["text": .string(answer.text)]]
  }

  private func spoken(_ parts: JSON, _ tokens: Int, output: Int) -> JSON {
    candidate(
      ["finishReason": "STOP", "content": ["role": "model", "parts": parts]], tokens, output: output
    )
  }

  private func candidate(_ fields: JSON, _ tokens: Int, output: Int) -> JSON {
    var usage: JSON = ["promptTokenCount": .int(tokens), "totalTokenCount": .int(tokens + output)]
    // Zeros are left out, as by every answer of the real one.
    if output > 0 { usage["candidatesTokenCount"] = .int(output) }
    return [
      "candidates": [fields], "usageMetadata": usage, "modelVersion": .string(call.model),
      "responseId": .string(UUID().uuidString),
    ]
  }

  private func blocked(_ tokens: Int) -> JSON {
    [
      "promptFeedback": ["blockReason": "PROHIBITED_CONTENT"],
      "usageMetadata": ["promptTokenCount": .int(tokens), "totalTokenCount": .int(tokens)],
      "modelVersion": .string(call.model), "responseId": .string(UUID().uuidString),
    ]
  }
}
