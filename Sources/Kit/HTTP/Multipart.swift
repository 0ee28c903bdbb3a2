/// One part of a `multipart/form-data` body.
public struct Part: Sendable {
  /// The field's name.
  public let name: String
  /// The file's name as the browser knew it; `nil` for plain fields.
  ///
  /// Never a path to trust.
  public let fileName: String?
  private let content: Content
  private let range: Range<Int>

  /// How many bytes it holds.
  public var count: Int { range.count }

  /// What it holds, whole.
  public var bytes: [UInt8] { content.read(range) }

  /// Hands over what it holds piece by piece, for files that are too large for memory.
  ///
  /// Throws `SpoolTrouble` when the disk does not give it back, and what `take` throws.
  public func pieces(_ take: ([UInt8]) throws -> Void) throws {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Content.window) {
      let wanted = start..<min(start + Content.window, range.upperBound)
      let piece = content.read(wanted)
      guard piece.count == wanted.count else { throw SpoolTrouble(code: 5) }
      try take(piece)
    }
  }
}

extension Request {
  /// The parts of an upload (RFC 7578), at most 100; nothing when the body is none.
  public var parts: [Part] {
    guard contentType == "multipart/form-data",
      let boundary = headerParameter("boundary", of: headers["content-type"] ?? ""),
      !boundary.isEmpty, boundary.utf8.count <= 70
    else { return [] }
    let mark = Array("\r\n--\(boundary)".utf8)
    // The first mark has no line break in front.
    let isFirst = content.read(0..<(mark.count - 2)).elementsEqual(mark.dropFirst(2))
    let starts = (isFirst ? [-2] : []) + content.places(of: mark, most: 101)
    return zip(starts, starts.dropFirst()).prefix(100).compactMap { start, end in
      Part(content, (start + mark.count)..<max(end, start + mark.count))
    }
  }
}

extension Part {
  fileprivate init?(_ content: Content, _ whole: Range<Int>) {
    let blank = Array("\r\n\r\n".utf8)
    let front = whole.lowerBound..<min(whole.lowerBound + 4096, whole.upperBound)
    guard let end = content.places(of: blank, in: front, most: 1).first else { return nil }
    let bytes = content.read(front)
    let head = String(decoding: bytes.prefix(end - front.lowerBound), as: UTF8.self)
    let disposition = head.split(whereSeparator: \.isNewline)
      .first { $0.lowercased().hasPrefix("content-disposition:") }
    guard let disposition, let name = headerParameter("name", of: String(disposition)) else {
      return nil
    }
    self.name = name
    fileName = headerParameter("filename", of: String(disposition))
    self.content = content
    range = (end + blank.count)..<whole.upperBound
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
