/// Rich text as WordPress sends it, without tags and with its entities resolved.
///
/// It goes by bytes, since whole catalogues pass through here: everything that has a meaning is
/// ASCII.
package func plainText(_ html: String) -> String {
  if isPlain(html) { return html }
  var text: [UInt8] = []
  text.reserveCapacity(html.utf8.count)
  /// The first letters of the tag that is open.
  var tag: [UInt8]?
  for byte in html.utf8 {
    if byte == UInt8(ascii: "<") {
      tag = []
    } else if let name = tag {
      if byte == UInt8(ascii: ">") {
        if separates(name) { text.append(UInt8(ascii: " ")) }
        tag = nil
      } else if name.count < 6 {
        tag?.append(byte)
      }
    } else {
      text.append(byte)
    }
  }
  return withSingleSpaces(resolvedEntities(String(decoding: text, as: UTF8.self)))
}

/// Whether a tag stands between two pieces of text, by the first letters of its name.
private func separates(_ tag: [UInt8]) -> Bool {
  let name = tag.drop { $0 == UInt8(ascii: "/") }
  return ["p", "br", "li", "div", "h"].contains { name.starts(with: $0.utf8) }
}

/// Whether a text holds nothing but letters and single spaces of ASCII: no tag, no entity.
private func isPlain(_ text: String) -> Bool {
  let (space, and) = (UInt8(ascii: " "), UInt8(ascii: "&"))
  var before = space
  for byte in text.utf8 {
    if byte < 32 || byte > 126 || byte == UInt8(ascii: "<") { return false }
    if byte == space, before == space { return false }
    // An entity begins with a letter or a number sign; `Oak & Linen` holds none.
    if before == and, byte == UInt8(ascii: "#") || byte > 64 { return false }
    before = byte
  }
  return before != space || text.isEmpty
}

private func withSingleSpaces(_ text: String) -> String {
  guard text.utf8.allSatisfy({ $0 < 128 }) else {
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count)
  for byte in text.utf8 {
    let isSpace = byte == 32 || (9...13).contains(byte)
    if !isSpace {
      bytes.append(byte)
    } else if let last = bytes.last, last != 32 {
      bytes.append(32)
    }
  }
  if bytes.last == 32 { bytes.removeLast() }
  return String(decoding: bytes, as: UTF8.self)
}

private let entities = [
  "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–",
  "mdash": "—", "hellip": "…", "rsquo": "’", "lsquo": "‘", "rdquo": "”", "ldquo": "“",
]

/// `&amp;`, `&#8211;`, `&#x2013;` and the other named ones that WordPress writes.
private func resolvedEntities(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
  var resolved = ""
  var rest = text[...]
  while let start = rest.firstIndex(of: "&") {
    resolved += rest[..<start]
    let tail = rest[rest.index(after: start)...]
    guard let end = tail.prefix(12).firstIndex(of: ";") else {
      resolved += "&"
      rest = tail
      continue
    }
    let name = tail[..<end]
    if let plain = entities[String(name)] ?? numeric(name) {
      resolved += plain
      rest = tail[tail.index(after: end)...]
    } else {
      resolved += "&"
      rest = tail
    }
  }
  return resolved + rest
}

private func numeric(_ name: Substring) -> String? {
  guard name.hasPrefix("#") else { return nil }
  let digits = name.dropFirst()
  let value =
    digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
  return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
}
