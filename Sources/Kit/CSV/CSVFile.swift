#if canImport(Glibc)
internal import Glibc
#endif

/// A file of comma-separated values on the disk, read in pieces: it may be larger than memory.
public struct CSVFile: Sendable {
  /// Where it lies.
  public let path: String
  /// How it is written.
  public let dialect: CSVDialect

  /// Looks at the beginning of a file.
  /// - Throws: `CSVProblem`.
  public init(path: String) throws {
    self.path = path
    let file = try Self.open(path)
    defer { close(file) }
    let sample = Self.piece(of: file)
    if sample.isEmpty { throw CSVProblem.empty }
    dialect = try CSVDialect(detecting: sample)
  }

  /// Reads the rows in order.
  ///
  /// `most`: how many rows at most; the rest of the file is not looked at. What `body` throws ends
  /// the reading. Throws `CSVProblem` for what cannot be read.
  public func rows(
    _ most: Int = .max, limits: CSVLimits = CSVLimits(), _ body: (CSVRow) throws -> Void
  ) throws {
    let file = try Self.open(path)
    defer { close(file) }
    var parser = CSVParser(delimiter: dialect.delimiter, limits: limits)
    var decoder = UTF16Decoder(isLittleEndian: dialect.encoding == .utf16LittleEndian)
    let isWide = dialect.encoding == .utf16LittleEndian || dialect.encoding == .utf16BigEndian
    var count = 0
    let shift = dialect.namesDelimiter ? 1 : 0
    let hand = { (row: CSVRow) throws in
      // The line that names the delimiter is none that a spreadsheet shows.
      if row.number <= shift || count >= most { return }
      count += 1
      try body(CSVRow(number: row.number - shift, cells: row.cells))
    }
    var mark = dialect.mark
    while count < most {
      let piece = Self.piece(of: file)
      if piece.isEmpty { return try parser.finish(hand) }
      let text = mark == 0 ? piece : Array(piece.dropFirst(mark))
      mark = 0
      try parser.feed(isWide ? decoder.utf8(of: text) : text, hand)
    }
  }

  private static func open(_ path: String) throws -> Int32 {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw CSVProblem.unreadable }
    return file
  }

  /// The next 64 KB; nothing at the end.
  private static func piece(of file: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, read(file, buffer.baseAddress, buffer.count))
    }
  }
}
