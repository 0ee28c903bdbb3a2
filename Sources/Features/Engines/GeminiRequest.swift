import FoundationEssentials
import HTTP
import Imaging

/// The body of a call to Gemini.
struct GeminiRequest: Sendable {
  let json: JSON

  /// Asks for a picture.
  ///
  /// Chats of several turns need the signatures of earlier answers, so each one is a fresh turn.
  /// `manner`: what the model is, and what it makes of the words.
  static func picture(
    _ words: String, manner: String, _ references: [Picture], model: GeminiModel, aspect: Aspect,
    size: String, seed: UInt64
  ) -> GeminiRequest {
    var image: JSON = ["aspectRatio": .string(aspect.rawValue)]
    if let size = model.size(size) { image["imageSize"] = .string(size) }
    return GeminiRequest(json: [
      "systemInstruction": ["parts": [["text": .string(manner)]]],
      "contents": contents(words, references),
      "generationConfig": [
        "responseModalities": ["TEXT", "IMAGE"], "imageConfig": image,
        "seed": .int(Int(seed & 0x7fff_ffff)),
      ],
      "safetySettings": kitchenKnives,
    ])
  }

  /// Asks for JSON of a form.
  static func answer(_ words: String, _ picture: Picture, schema: JSON) -> GeminiRequest {
    GeminiRequest(json: [
      "contents": contents(words, [picture]),
      "generationConfig": [
        "responseMimeType": "application/json", "responseSchema": schema, "temperature": 0,
      ],
      "safetySettings": kitchenKnives,
    ])
  }

  private static func contents(_ words: String, _ references: [Picture]) -> JSON {
    let pictures = references.map { picture -> JSON in
      [
        "inlineData": [
          "mimeType": .string(picture.format.mediaType),
          "data": .string(Data(picture.bytes).base64EncodedString()),
        ]
      ]
    }
    return [["role": "user", "parts": .array([["text": .string(words)]] + pictures)]]
  }

  /// Shops sell knives, and nothing dangerous is meant by it.
  private static let kitchenKnives: JSON = [
    ["category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_ONLY_HIGH"]
  ]
}
