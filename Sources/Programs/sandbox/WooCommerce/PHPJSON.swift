import HTTP

/// JSON as PHP writes it: slashes and everything beyond ASCII escaped.
///
/// Receivers that check a signature over re-encoded JSON, instead of the bytes, fail on it.
func phpJSON(_ value: JSON) -> [UInt8] {
  var bytes: [UInt8] = []
  append(value, to: &bytes)
  return bytes
}

private func append(_ value: JSON, to bytes: inout [UInt8]) {
  switch value {
  case .null: bytes += "null".utf8
  case .bool(let truth): bytes += (truth ? "true" : "false").utf8
  case .int(let number): bytes += String(number).utf8
  case .number(let number): bytes += String(number).utf8
  case .string(let text): append(text, to: &bytes)
  case .array(let entries):
    bytes.append(UInt8(ascii: "["))
    for (index, entry) in entries.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(entry, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  case .object(let members):
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in members.sorted(by: order).enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(member.key, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      append(member.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

/// The number and the name first, links last, as a reader expects; the rest by name.
private func order(_ left: (key: String, value: JSON), _ right: (key: String, value: JSON)) -> Bool
{
  (rank(left.key), left.key) < (rank(right.key), right.key)
}

private func rank(_ key: String) -> Int {
  switch key {
  case "id", "code": 0
  case "name", "message": 1
  case "_links": 3
  default: 2
  }
}

private func append(_ text: String, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  for unit in text.utf16 {
    switch unit {
    case 0x22: bytes += "\\\"".utf8
    case 0x5c: bytes += "\\\\".utf8
    case 0x2f: bytes += "\\/".utf8
    case 0x0a: bytes += "\\n".utf8
    case 0x0d: bytes += "\\r".utf8
    case 0x09: bytes += "\\t".utf8
    case 0x20..<0x7f: bytes.append(UInt8(unit))
    default:
      let digits = String(unit, radix: 16)
      bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    }
  }
  bytes.append(UInt8(ascii: "\""))
}
