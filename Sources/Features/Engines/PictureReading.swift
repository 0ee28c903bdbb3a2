import HTTP

/// What a product picture shows, in words: said by a model, or by the merchant.
package struct PictureReading: Sendable, Equatable {
  /// What the product is, such as `sofa`; nothing where nobody says.
  package var type: String?
  package var materials: [String]
  package var styles: [String]
  package var rooms: [String]

  package init(type: String?, materials: [String], styles: [String], rooms: [String]) {
    (self.type, self.materials, self.styles, self.rooms) = (type, materials, styles, rooms)
  }

  /// What a model answered, if it is an answer: its JSON is data like any stranger's.
  package init?(answer text: String) {
    guard let json = try? JSON(bytes: Array(text.utf8)), json.object != nil,
      let type = json["type"].string.flatMap(PictureReading.word)
    else { return nil }
    func words(_ name: String) -> [String] {
      PictureReading.words((json[name].array ?? []).compactMap(\.string))
    }
    self.init(
      type: type, materials: words("materials"), styles: words("styles"), rooms: words("rooms"))
  }

  /// Short words in lower case, each once, at most six.
  package static func words(_ raw: [String]) -> [String] {
    var kept: [String] = []
    for text in raw {
      guard let word = word(text), !kept.contains(word), kept.count < 6 else { continue }
      kept.append(word)
    }
    return kept
  }

  /// A word or two in lower case; nothing for what is none, such as sentences or markup.
  package static func word(_ raw: String) -> String? {
    let word = raw.lowercased().split { $0.isWhitespace }.joined(separator: " ")
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || " -/&’'".contains($0) }
    return word.isEmpty || word.count > 40 || !isPlain ? nil : word
  }

  /// The form in which a model is to answer.
  static let schema: JSON = [
    "type": "OBJECT",
    "properties": [
      "type": ["type": "STRING", "description": "what the product is, such as sofa"],
      "materials": list("what it is made of, as far as it can be seen"),
      "styles": list("styles of furnishing that it belongs to"),
      "rooms": list("rooms that it is used in"),
    ],
    "required": ["type", "materials", "styles", "rooms"],
    "propertyOrdering": ["type", "materials", "styles", "rooms"],
  ]

  private static func list(_ meaning: String) -> JSON {
    [
      "type": "ARRAY", "items": ["type": "STRING"], "maxItems": "6",
      "description": .string(meaning),
    ]
  }
}
