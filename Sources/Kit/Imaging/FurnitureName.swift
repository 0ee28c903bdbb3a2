/// Reads what a thing is out of its name.
///
/// A name says it last: a dining table lamp is a lamp. What follows "with", "for", "mit" or a comma
/// is about something else, and counts only where nothing before it tells anything. Where the
/// noun comes first, as in French, what follows is "de", "à" or an adjective.
struct FurnitureName {
  /// The words, each with the number of the part that it belongs to.
  private let words: [(text: Substring, part: Int)]

  private static let ends: Set<Character> = [",", ";", "|", "(", ")", "&", "+", "–", "—", "/", ":"]
  private static let joints: Set<Substring> = [
    "with", "without", "for", "in", "of", "by", "from", "on", "and", "mit", "ohne", "für", "aus",
    "von", "im", "und", "zum", "zur", "avec", "sans", "pour", "en", "de", "du", "des", "d", "à",
    "au", "aux", "et", "con", "per", "da", "di", "med", "utan", "för", "av", "och", "met", "voor",
    "van", "para",
  ]

  init(_ name: String) {
    let text = name.lowercased()
    var (words, part, start) = ([(text: Substring, part: Int)](), 0, text.startIndex)
    for place in text.indices + [text.endIndex] {
      let isEnd = place == text.endIndex
      guard isEnd || !(text[place].isLetter || text[place].isNumber) else { continue }
      let word = text[start..<place]
      if FurnitureName.joints.contains(word) { part += 1 }
      if !word.isEmpty { words.append((word, part)) }
      guard !isEnd else { break }
      if FurnitureName.ends.contains(text[place]) { part += 1 }
      start = text.index(after: place)
    }
    self.words = words
  }

  /// What the first part that tells something says last; of two that end alike the longer one.
  var kind: Furniture? {
    var best: (part: Int, end: Int, length: Int, kind: Furniture)?
    for (kind, nouns) in Furniture.vocabulary {
      for noun in nouns {
        for start in words.indices where noun.begins(at: start, of: words) {
          let (part, end) = (words[start].part, start + noun.parts.count)
          let found = (-part, end, noun.weight)
          if let best, found <= (-best.part, best.end, best.length) { continue }
          best = (part, end, noun.weight, kind)
        }
      }
    }
    return best?.kind
  }
}

extension Furniture {
  static func told(by text: String) -> Furniture? { FurnitureName(text).kind }

  /// A word, or a few, by which a thing goes.
  ///
  /// Written with a dash in front it may end a longer word, as German, Swedish and Dutch build
  /// them; with a dash behind it may begin one.
  struct Noun: ExpressibleByStringLiteral, Sendable {
    fileprivate let parts: [Substring]
    private let mayEnd: Bool
    private let mayBegin: Bool

    init(stringLiteral text: String) {
      (mayEnd, mayBegin) = (text.hasPrefix("-"), text.hasSuffix("-"))
      let bare = text.dropFirst(mayEnd ? 1 : 0).dropLast(mayBegin ? 1 : 0)
      parts = bare.split(separator: " ")
    }

    /// The longer, the more it says.
    fileprivate var weight: Int { parts.reduce(0) { $0 + $1.count } }

    fileprivate func begins(at start: Int, of words: [(text: Substring, part: Int)]) -> Bool {
      guard let last = parts.last, start + parts.count <= words.count else { return false }
      let before = parts.count - 1
      for place in 0..<before where words[start + place].text != parts[place] { return false }
      return isSaid(last, by: words[start + before].text)
    }

    private func isSaid(_ part: Substring, by word: Substring) -> Bool {
      if mayBegin, word.hasPrefix(part) { return true }
      let endings = mayEnd ? ["", "e", "n", "en", "s", "es"] : ["", "s", "es"]
      return endings.contains { ending in
        guard word.hasSuffix(ending) else { return false }
        let stem = word.dropLast(ending.count)
        guard mayEnd, before(stem, part) else { return stem == part }
        return true
      }
    }

    /// Whether a stem ends with a noun and is none of the many adjectives in -istisch.
    private func before(_ stem: Substring, _ part: Substring) -> Bool {
      let adjectives = ["antisch", "astisch", "istisch", "aktisch", "matisch"]
      return stem.hasSuffix(part) && !adjectives.contains(where: stem.hasSuffix)
    }
  }
}
