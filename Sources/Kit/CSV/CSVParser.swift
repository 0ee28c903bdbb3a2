/// Cuts a stream of bytes into rows, as RFC 4180 says and as spreadsheets really write.
///
/// Lines end with CR, LF or both; quoted cells may hold line breaks and delimiters; a quote inside
/// a bare cell stands for itself, and so does what follows a closing quote. Nothing is kept but
/// the row under way, so memory stays bounded by `limits`.
///
/// ```swift
/// var parser = CSVParser(delimiter: UInt8(ascii: ";"))
/// try parser.feed(bytes) { row in … }
/// try parser.finish { row in … }
/// ```
public struct CSVParser {
  private enum State { case start, bare, quoted, closing, lineEnd }
  private let delimiter: UInt8
  private let limits: CSVLimits
  private var state = State.start
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var rowBytes = 0
  private var number = 1

  /// A parser at the beginning of a file.
  public init(delimiter: UInt8, limits: CSVLimits = CSVLimits()) {
    (self.delimiter, self.limits) = (delimiter, limits)
    cell.reserveCapacity(256)
  }

  /// Reads on; `row` is called for every row that is complete.
  ///
  /// Empty rows are left out.
  /// - Throws: `CSVProblem`, and what `row` throws; nothing more can be read then.
  public mutating func feed(_ bytes: [UInt8], _ row: (CSVRow) throws -> Void) throws {
    try bytes.withUnsafeBufferPointer { try scan($0, row) }
  }

  /// Says that the file is over.
  /// - Throws: as `feed`; `CSVProblem.unclosedQuote` when it ended within quotes.
  public mutating func finish(_ row: (CSVRow) throws -> Void) throws {
    if state == .quoted { throw CSVProblem.unclosedQuote(row: number) }
    if state != .lineEnd, !cell.isEmpty || !cells.isEmpty { try endRow(row) }
  }

  private mutating func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, _ row: (CSVRow) throws -> Void
  ) throws {
    var index = 0
    while index < bytes.count {
      switch state {
      case .lineEnd:
        if bytes[index] == 10 { index += 1 }
        state = .start
      case .start:
        state = bytes[index] == 34 ? .quoted : .bare
        if state == .quoted { index += 1 }
      case .bare:
        let end = endOfBare(bytes, index)
        try take(bytes[index..<end])
        index = end + 1
        if end < bytes.count { try endBare(bytes[end], row) }
      case .quoted:
        let end = endOfQuoted(bytes, index)
        try take(bytes[index..<end])
        index = end + 1
        guard end < bytes.count else { break }
        if bytes[end] == 0 { throw CSVProblem.binary(row: number) }
        state = .closing
      case .closing:
        let isQuote = bytes[index] == 34
        state = isQuote ? .quoted : .bare
        if isQuote {
          cell.append(34)
          index += 1
        }
      }
    }
  }

  private func endOfBare(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == delimiter || byte == 10 || byte == 13 || byte == 0 { break }
      index += 1
    }
    return index
  }

  private func endOfQuoted(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != 34, bytes[index] != 0 { index += 1 }
    return index
  }

  private mutating func take(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) throws {
    guard !bytes.isEmpty else { return }
    rowBytes += bytes.count
    if cell.count + bytes.count > limits.cell { throw CSVProblem.cellTooLong(row: number) }
    if rowBytes > limits.row { throw CSVProblem.rowTooLong(row: number) }
    cell.append(contentsOf: bytes)
  }

  private mutating func endBare(_ byte: UInt8, _ row: (CSVRow) throws -> Void) throws {
    if byte == 0 { throw CSVProblem.binary(row: number) }
    guard byte == delimiter else {
      try endRow(row)
      state = byte == 13 ? .lineEnd : .start
      return
    }
    try endCell()
    state = .start
  }

  private mutating func endCell() throws {
    cells.append(text(of: cell))
    cell.removeAll(keepingCapacity: true)
    if cells.count > limits.columns {
      throw CSVProblem.tooManyColumns(row: number, most: limits.columns)
    }
  }

  private mutating func endRow(_ row: (CSVRow) throws -> Void) throws {
    try endCell()
    let full = CSVRow(number: number, cells: cells)
    cells.removeAll(keepingCapacity: true)
    rowBytes = 0
    number += 1
    if full.width > 0 { try row(full) }
  }
}

/// UTF-8, or Windows-1252 where it is none.
///
/// It is decided for each cell, since files put together from several sources mix the two.
func text(of bytes: [UInt8]) -> String {
  if let text = String(validating: bytes, as: UTF8.self) { return text }
  var text = String.UnicodeScalarView()
  for byte in bytes {
    let code = (128..<160).contains(byte) ? windows1252[Int(byte) - 128] : UInt32(byte)
    text.append(Unicode.Scalar(code) ?? "\u{fffd}")
  }
  return String(text)
}

/// What Windows-1252 has at 128 to 159 (WHATWG Encoding, index windows-1252).
private let windows1252: [UInt32] = [
  0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
  0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
]
