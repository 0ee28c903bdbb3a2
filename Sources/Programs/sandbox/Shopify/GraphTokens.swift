/// The words of a GraphQL document.
struct GraphTokens {
  enum Token: Equatable {
    case name(String)
    case text(String)
    case number(String)
    case mark(Character)
    case spread
    case end
  }

  private let letters: [Character]
  private var place = 0

  init(_ text: String) { letters = Array(text) }

  private var next: Character? { place < letters.count ? letters[place] : nil }

  /// The next word.
  /// - Throws: `GraphError` for what is none.
  mutating func take() throws -> Token {
    skip()
    guard let first = next else { return .end }
    if first == "\"" { return .text(try text()) }
    if first.isLetter || first == "_" {
      return .name(run { $0.isLetter || $0.isNumber || $0 == "_" })
    }
    if first.isNumber || first == "-" {
      return .number(run { $0.isNumber || "-+.eE".contains($0) })
    }
    place += 1
    guard first == "." else { return .mark(first) }
    guard next == ".", place + 1 < letters.count, letters[place + 1] == "." else {
      throw GraphError(message: "syntax error, unexpected \".\"")
    }
    place += 2
    return .spread
  }

  private mutating func run(_ belongs: (Character) -> Bool) -> String {
    let start = place
    while let letter = next, belongs(letter) { place += 1 }
    return String(letters[start..<place])
  }

  /// Commas are blanks, and what follows a # is a remark.
  private mutating func skip() {
    while let letter = next {
      if letter == "#" {
        _ = run { !$0.isNewline }
      } else if letter.isWhitespace || letter == "," {
        place += 1
      } else {
        return
      }
    }
  }

  private var isFence: Bool {
    place + 2 < letters.count && letters[place...(place + 2)].allSatisfy { $0 == "\"" }
  }

  private mutating func text() throws -> String {
    if isFence { return try block() }
    place += 1
    var text = ""
    while let letter = next, letter != "\"", !letter.isNewline {
      place += 1
      text.append(letter == "\\" ? try escaped() : letter)
    }
    guard next == "\"" else { throw GraphError(message: "syntax error, unterminated string") }
    place += 1
    return text
  }

  private mutating func escaped() throws -> Character {
    guard let letter = next else { throw GraphError(message: "syntax error, unterminated string") }
    place += 1
    let plain: [Character: Character] = [
      "n": "\n", "t": "\t", "r": "\r", "\"": "\"", "\\": "\\", "/": "/",
    ]
    if let known = plain[letter] { return known }
    let code = String(letters[place..<min(place + 4, letters.count)])
    place = min(place + 4, letters.count)
    guard letter == "u", let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value)
    else { throw GraphError(message: "syntax error, bad escape") }
    return Character(scalar)
  }

  private mutating func block() throws -> String {
    place += 3
    let start = place
    while next != nil, !isFence { place += 1 }
    guard isFence else { throw GraphError(message: "syntax error, unterminated string") }
    defer { place += 3 }
    return String(letters[start..<place])
  }
}
