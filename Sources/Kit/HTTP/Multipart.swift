/// One part of a `multipart/form-data` body.
public struct Part: Sendable {
  /// The field's name.
  public let name: String
  /// The file's name as the browser knew it; `nil` for plain fields.
  ///
  /// Never a path to trust.
  public let fileName: String?
  /// What it holds.
  public let bytes: [UInt8]
}

extension Request {
  /// The parts of an upload (RFC 7578), at most 100; nothing when the body is none.
  public var parts: [Part] {
    guard contentType == "multipart/form-data",
      let boundary = headerParameter("boundary", of: headers["content-type"] ?? ""),
      !boundary.isEmpty, boundary.utf8.count <= 70
    else { return [] }
    let mark = Array("\r\n--\(boundary)".utf8)
    // A line break in front makes the first mark look like all the others.
    let whole = Array("\r\n".utf8) + body
    let starts = occurrences(of: mark, in: whole, limit: 101)
    return zip(starts, starts.dropFirst()).compactMap { start, end in
      Part(whole[(start + mark.count)..<end])
    }
  }
}

extension Part {
  fileprivate init?(_ bytes: ArraySlice<UInt8>) {
    let blank = Array("\r\n\r\n".utf8)
    guard let end = occurrences(of: blank, in: Array(bytes.prefix(4096)), limit: 1).first else {
      return nil
    }
    let head = String(decoding: bytes.prefix(end), as: UTF8.self)
    let disposition = head.split(whereSeparator: \.isNewline)
      .first { $0.lowercased().hasPrefix("content-disposition:") }
    guard let disposition, let name = headerParameter("name", of: String(disposition)) else {
      return nil
    }
    self.name = name
    fileName = headerParameter("filename", of: String(disposition))
    self.bytes = Array(bytes.dropFirst(end + blank.count))
  }
}

/// The value of a parameter such as `boundary` in a header field, quotes taken off.
private func headerParameter(_ name: String, of field: String) -> String? {
  var isQuoted = false
  let pieces = field.split { character in
    if character == "\"" { isQuoted.toggle() }
    return character == ";" && !isQuoted
  }
  for piece in pieces.dropFirst() {
    let halves = piece.split(separator: "=", maxSplits: 1)
    guard halves.count == 2, String(halves[0]).trimmed.lowercased() == name else { continue }
    let value = String(halves[1]).trimmed
    return value.hasPrefix("\"") && value.hasSuffix("\"") && value.count > 1
      ? String(value.dropFirst().dropLast()) : value
  }
  return nil
}

/// Where a short run of bytes begins in a long one, from the front, up to a limit.
private func occurrences(of needle: [UInt8], in bytes: [UInt8], limit: Int) -> [Int] {
  var found: [Int] = []
  guard bytes.count >= needle.count, let first = needle.first else { return [] }
  var index = 0
  let last = bytes.count - needle.count
  while index <= last, found.count < limit {
    if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) {
      found.append(index)
      index += needle.count
    } else {
      index += 1
    }
  }
  return found
}
