import HTTP

/// What a merchant wants to import from the store.
enum ImportChoice: Codable, Equatable, Sendable {
  case all
  /// Ids and SKUs as they were typed.
  case list(entries: [String])
  /// The store's ids; what lies below is meant too.
  case categories(ids: [String])

  /// How many ids and SKUs one import takes.
  static let mostEntries = 10_000

  /// Reads what was typed: one or many a line, between commas, semicolons or tabs.
  ///
  /// Doubles and control characters are left out; the order stays.
  /// - Throws: `Problem` at the field `entries` when there is nothing or too much.
  static func typed(_ text: String) throws -> ImportChoice {
    var seen: Set<String> = []
    var entries: [String] = []
    // A line end of two characters is one `Character`.
    for piece in text.split(whereSeparator: { $0.isNewline || "\t,;".contains($0) }) {
      let clean = String(String.UnicodeScalarView(piece.unicodeScalars.filter { $0.value >= 32 }))
        .trimmed
      guard !clean.isEmpty, clean.utf8.count <= 100, seen.insert(clean).inserted else { continue }
      entries.append(clean)
    }
    guard !entries.isEmpty else { throw wrong("Enter at least one id or SKU.") }
    guard entries.count <= mostEntries else {
      throw wrong("These are \(entries.count); one import takes 10,000. Split the list.")
    }
    return .list(entries: entries)
  }

  private static func wrong(_ sentence: String) -> Problem {
    Problem(.invalid, sentence, fields: ["entries": sentence])
  }
}
