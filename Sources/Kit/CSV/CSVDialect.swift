/// How a file of comma-separated values is written; found out from its beginning.
public struct CSVDialect: Sendable, Equatable {
  /// The ways in which text becomes bytes.
  public enum Encoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case windows1252 = "Windows-1252"
    case utf16LittleEndian = "UTF-16 LE"
    case utf16BigEndian = "UTF-16 BE"
  }

  /// How its letters are written.
  public var encoding: Encoding
  /// The sign between two cells, in ASCII.
  public var delimiter: UInt8
  /// Bytes in front of the text: the byte order mark.
  public var mark: Int
  /// Whether the first line names the delimiter (`sep=;`) and is no row.
  public var namesDelimiter: Bool

  /// A dialect of these parts.
  public init(
    encoding: Encoding = .utf8, delimiter: UInt8 = UInt8(ascii: ","), mark: Int = 0,
    namesDelimiter: Bool = false
  ) {
    (self.encoding, self.delimiter) = (encoding, delimiter)
    (self.mark, self.namesDelimiter) = (mark, namesDelimiter)
  }

  /// The delimiters that are looked for; where several would do, the first one counts.
  public static let delimiters: [UInt8] = ["\t", ";", "|", ","].map { UInt8(ascii: $0) }

  /// Finds the dialect of a file from its first bytes; 64 KB are plenty.
  /// - Throws: `CSVProblem.notText` for what is no text.
  public init(detecting sample: [UInt8]) throws {
    if let kind = foreignKind(sample) { throw CSVProblem.notText(kind) }
    (encoding, mark) = Self.encoding(of: sample)
    let wide = encoding == .utf16LittleEndian || encoding == .utf16BigEndian
    if !wide, sample.contains(0) { throw CSVProblem.notText("a file of another kind") }
    var text = sample.dropFirst(mark)[...]
    if wide {
      var decoder = UTF16Decoder(isLittleEndian: encoding == .utf16LittleEndian)
      text = decoder.utf8(of: text)[...]
    }
    let line = text.prefix { $0 != 10 && $0 != 13 }.map { $0 == 34 ? nil : $0 }.compactMap(\.self)
    if line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" {
      (delimiter, namesDelimiter) = (line[4], true)
    } else if line.count == 4, String(decoding: line, as: UTF8.self).lowercased() == "sep=",
      text.dropFirst(4).first == 9
    {
      (delimiter, namesDelimiter) = (9, true)
    } else {
      (delimiter, namesDelimiter) = (Self.delimiter(of: Array(text)), false)
    }
  }

  private static func encoding(of sample: [UInt8]) -> (Encoding, Int) {
    if sample.starts(with: [0xef, 0xbb, 0xbf]) { return (.utf8, 3) }
    if sample.starts(with: [0xff, 0xfe]) { return (.utf16LittleEndian, 2) }
    if sample.starts(with: [0xfe, 0xff]) { return (.utf16BigEndian, 2) }
    // European text in UTF-16 has a zero in nearly every second byte.
    let pairs = min(sample.count / 2, 2000)
    let evenZeros = (0..<pairs).count { sample[2 * $0] == 0 && sample[2 * $0 + 1] != 0 }
    let oddZeros = (0..<pairs).count { sample[2 * $0 + 1] == 0 && sample[2 * $0] != 0 }
    if pairs >= 4, oddZeros * 10 > pairs * 7 { return (.utf16LittleEndian, 0) }
    if pairs >= 4, evenZeros * 10 > pairs * 7 { return (.utf16BigEndian, 0) }
    // A letter may be cut in two by the end of the sample.
    let isUTF8 = (0...min(3, sample.count)).contains { cut in
      String(validating: sample.dropLast(cut), as: UTF8.self) != nil
    }
    return (isUTF8 ? .utf8 : .windows1252, 0)
  }

  /// The delimiter that cuts the first rows into the same number of cells, and into most of them.
  private static func delimiter(of text: [UInt8]) -> UInt8 {
    var best: (delimiter: UInt8, score: Int) = (UInt8(ascii: ","), 0)
    for delimiter in delimiters {
      var widths: [Int] = []
      var parser = CSVParser(delimiter: delimiter)
      // What is wrong with the file is said when it is read, not here.
      try? parser.feed(text) { if widths.count < 30 { widths.append($0.width) } }
      if widths.isEmpty { try? parser.finish { widths.append($0.width) } }
      guard let header = widths.first, header > 1 else { continue }
      let alike = widths.count { $0 == header }
      let score = alike * 1000 / widths.count + min(header, 400)
      if score > best.score { best = (delimiter, score) }
    }
    return best.delimiter
  }
}

/// What a file is that is no text, by how it begins; `nil` where it may be text.
private func foreignKind(_ bytes: [UInt8]) -> String? {
  let kinds: [([UInt8], String)] = [
    (Array("PK".utf8) + [3, 4], "an Excel workbook or a ZIP archive"),
    (Array("PK".utf8) + [5, 6], "an empty ZIP archive"),
    ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"), ([0x1f, 0x8b], "a compressed file"),
    (Array("%PDF".utf8), "a PDF document"), ([0x89, 0x50, 0x4e, 0x47], "a picture"),
    ([0xff, 0xd8, 0xff], "a picture"), (Array("GIF8".utf8), "a picture"),
    (Array("7z".utf8) + [0xbc, 0xaf], "an archive"), (Array("Rar!".utf8), "an archive"),
    ([0x7f, 0x45, 0x4c, 0x46], "a program"), (Array("{\\rtf".utf8), "a text document"),
  ]
  return kinds.first { bytes.starts(with: $0.0) }?.1
}
