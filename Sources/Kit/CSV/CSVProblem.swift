/// Why a file cannot be read as rows.
public enum CSVProblem: Error, Sendable, Equatable {
  /// It is something else, such as a ZIP archive.
  case notText(String)
  /// There is no row in it.
  case empty
  /// A byte that no text has.
  case binary(row: Int)
  /// A quoted cell that never ends.
  case unclosedQuote(row: Int)
  /// A cell of more bytes than allowed.
  case cellTooLong(row: Int)
  /// A row of more bytes than allowed.
  case rowTooLong(row: Int)
  /// More cells in a row than allowed.
  case tooManyColumns(row: Int, most: Int)
  /// The file is not there or cannot be opened.
  case unreadable
}

/// How much of a file is taken before it is refused.
public struct CSVLimits: Sendable {
  /// Bytes in a cell.
  public var cell = 1 << 20
  /// Bytes in a row.
  public var row = 4 << 20
  /// Cells in a row.
  public var columns = 500

  /// The usual limits: cells of 1 MB, rows of 4 MB, 500 columns.
  public init() {}
}

/// One row of a file.
public struct CSVRow: Sendable, Equatable {
  /// Its number as spreadsheets count: the first row is 1, empty ones count.
  public let number: Int
  /// Its cells in order.
  public let cells: [String]

  /// A row.
  public init(number: Int, cells: [String]) { (self.number, self.cells) = (number, cells) }

  /// The cells up to the last one that is not empty.
  public var width: Int { cells.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0 }

  /// A cell without white space at its ends; empty where the row ends before it.
  public subscript(_ column: Int) -> String {
    guard column < cells.count else { return "" }
    let cell = cells[column]
    guard let first = cell.utf8.first, let last = cell.utf8.last else { return "" }
    // Most cells are bare, and looking at their ends is all that it takes.
    if first > 32, first < 127, last > 32, last < 127 { return cell }
    let bare = cell.drop(while: \.isWhitespace)
    return bare.lastIndex { !$0.isWhitespace }.map { String(bare[...$0]) } ?? ""
  }
}
