import HTTP

/// What WordPress makes of texts on their way in and out.
enum Text {
  /// A title as it is stored: trimmed, no backslashes, no scripts, bare `&` and `<` escaped.
  static func title(_ text: String) -> String { kses(text).trimmed }

  /// A rich text as it is stored.
  static func kses(_ text: String) -> String {
    var out = ""
    var rest = withoutScripts(text)[...]
    while let character = rest.first {
      switch character {
      case "\\": break
      case "&": out += beginsEntity(rest.dropFirst()) ? "&" : "&amp;"
      case "<": out += beginsTag(rest.dropFirst()) ? "<" : "&lt;"
      default: out.append(character)
      }
      rest = rest.dropFirst()
    }
    return out
  }

  /// The text between the tags.
  static func withoutTags(_ text: String) -> String {
    var out = ""
    var isInTag = false
    var rest = text[...]
    while let character = rest.first {
      rest = rest.dropFirst()
      if isInTag {
        isInTag = character != ">"
      } else if character == "<", beginsTag(rest) {
        isInTag = true
      } else {
        out.append(character)
      }
    }
    return out
  }

  /// The text between the tags as people read it, for pages of our own.
  static func plain(_ html: String) -> String {
    withoutTags(html.replacing("</p>", with: "</p>\n").replacing("</li>", with: "</li>\n"))
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#039;", with: "'").replacing("&nbsp;", with: " ")
      .replacing("&amp;", with: "&").trimmed
  }

  /// Paragraphs as WordPress shows them, a line break after each block.
  static func paragraphs(_ text: String) -> String {
    let trimmed = text.trimmed
    guard !trimmed.isEmpty else { return "" }
    let blocks = ["p", "ul", "ol", "h1", "h2", "h3", "h4", "table", "div", "blockquote"]
    guard blocks.contains(where: { trimmed.contains("<\($0)>") || trimmed.contains("<\($0) ") })
    else { return "<p>\(trimmed)</p>\n" }
    var shown = trimmed
    for tag in blocks + ["li"] { shown = shown.replacing("</\(tag)>", with: "</\(tag)>\n") }
    shown = shown.replacing("<ul>", with: "<ul>\n").replacing("<ol>", with: "<ol>\n")
    while shown.contains("\n\n") { shown = shown.replacing("\n\n", with: "\n") }
    return shown.hasSuffix("\n") ? shown : shown + "\n"
  }

  /// The address form of a title: `Sofa “Été”` is `sofa-ete`.
  static func slug(_ title: String) -> String {
    var out = ""
    for scalar in plain(title).lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9", "_": out.unicodeScalars.append(scalar)
      case " ", "-", "/", ".", "–", "—", "\u{a0}": out += "-"
      default: out += folded[scalar] ?? (isPunctuation(scalar) ? "" : escaped(scalar))
      }
    }
    while out.contains("--") { out = out.replacing("--", with: "-") }
    return String(out.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed())
  }

  /// A price as it is stored: digits and one point; anything else is dropped, commas too.
  static func price(_ text: String) -> String {
    let kept = text.filter { $0.isASCII && ($0.isNumber || $0 == ".") }
    return Double(kept) == nil ? "" : kept
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    percentEncoded(String(scalar)).lowercased()
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 || (0x2010...0x206f).contains(scalar.value) || scalar == "×"
  }

  private static let folded: [Unicode.Scalar: String] = [
    "ä": "a", "à": "a", "á": "a", "â": "a", "å": "a", "ö": "o", "ó": "o", "ô": "o", "ø": "o",
    "ü": "u", "ú": "u", "û": "u", "é": "e", "è": "e", "ê": "e", "ë": "e", "í": "i", "î": "i",
    "ï": "i", "ç": "c", "ñ": "n", "ß": "s",
  ]

  private static func beginsTag(_ rest: Substring) -> Bool {
    rest.first.map { $0.isLetter || $0 == "/" || $0 == "!" } ?? false
  }

  private static func beginsEntity(_ rest: Substring) -> Bool {
    guard let end = rest.prefix(12).firstIndex(of: ";"), end > rest.startIndex else { return false }
    return rest[..<end].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
  }

  private static func withoutScripts(_ text: String) -> String {
    text.replacing("<script>", with: "").replacing("</script>", with: "")
  }
}
