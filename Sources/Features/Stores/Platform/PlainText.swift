/// Rich text as WordPress sends it, without tags and with its entities resolved.
package func plainText(_ html: String) -> String {
  var text = ""
  var tag: String?
  for character in html {
    if character == "<" {
      tag = ""
    } else if character == ">", let name = tag {
      if ["p", "br", "li", "div", "h"].contains(where: { name.drop { $0 == "/" }.hasPrefix($0) }) {
        text += " "
      }
      tag = nil
    } else if tag != nil {
      tag?.append(character)
    } else {
      text.append(character)
    }
  }
  return resolvedEntities(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

/// `&amp;`, `&#8211;`, `&#x2013;` and the other named ones that WordPress writes.
private func resolvedEntities(_ text: String) -> String {
  guard text.contains("&") else { return text }
  let names = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–",
    "mdash": "—", "hellip": "…", "rsquo": "’", "lsquo": "‘", "rdquo": "”", "ldquo": "“",
  ]
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
    if let plain = names[String(name)] ?? numeric(name) {
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
