import Site

/// What a model of Gemini can take, told by its name.
struct GeminiModel: Sendable {
  let name: String

  private var isOld: Bool { name.hasPrefix("gemini-2.5") }

  /// How many pictures it looks at.
  var mostReferences: Int { isOld ? 3 : 14 }

  /// The size as it is written to the model; the older ones know none.
  func size(_ wanted: String) -> String? { isOld ? nil : wanted }
}

extension EngineSettings.Gemini {
  /// The models that make pictures, the one to ask first in front.
  var pictureModels: [String] { [model, fallback].compactMap(\.self) }
}
