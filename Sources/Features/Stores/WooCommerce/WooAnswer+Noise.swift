import HTTP

extension WooAnswer {
  /// The JSON in a body; a byte order mark and PHP's notices in front of it are cut off.
  ///
  /// A notice ends with a tag or a line. Elsewhere no cut is tried: half an answer often ends with
  /// a small list or object that would pass for the whole.
  static func parse(_ body: [UInt8]) -> JSON? {
    if let json = try? JSON(bytes: body) { return json }
    let text = body.drop { isSpace($0) || byteOrderMark.contains($0) }
    guard let first = text.first, !isOpening(first) else {
      return text.count < body.count ? try? JSON(bytes: Array(text)) : nil
    }
    let starts = text.indices.dropFirst().filter { index in
      isOpening(text[index]) && [UInt8(ascii: "\n"), UInt8(ascii: ">")].contains(text[index - 1])
    }
    return starts.prefix(20).lazy.compactMap { try? JSON(bytes: Array(text[$0...])) }.first
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }
}
