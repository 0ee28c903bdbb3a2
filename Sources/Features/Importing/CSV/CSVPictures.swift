/// Addresses of pictures as they stand in a cell, one or many.
enum CSVPictures {
  /// The addresses of a cell, and what stands there that is none.
  ///
  /// A comma or a space belongs to an address unless another address follows it.
  static func addresses(in cell: String) -> (good: [String], wrong: [String]) {
    guard !cell.isEmpty else { return ([], []) }
    if isOne(cell) { return address(cell).map { ([$0], []) } ?? ([], [cell]) }
    var pieces: [String] = []
    var gap = ""
    for piece in cell.split(omittingEmptySubsequences: false, whereSeparator: isGap) {
      if startsAddress(piece) || pieces.isEmpty {
        pieces.append(String(piece))
      } else if !piece.isEmpty {
        pieces[pieces.count - 1] += gap + piece
      }
      gap = piece.isEmpty ? gap : separator(after: piece, in: cell)
    }
    let clean = pieces.filter { !$0.isEmpty }.map(address)
    return (
      clean.compactMap(\.self),
      zip(pieces.filter { !$0.isEmpty }, clean)
        .filter { $0.1 == nil }.map(\.0)
    )
  }

  /// Whether nothing in a cell could part two addresses, which is so of most.
  private static func isOne(_ cell: String) -> Bool {
    cell.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 44 && $0 != 59 && $0 != 124 }
  }

  private static func isGap(_ character: Character) -> Bool {
    character == "," || character == ";" || character == "|" || character.isWhitespace
  }

  private static func startsAddress(_ piece: Substring) -> Bool {
    piece.hasPrefix("https://") || piece.hasPrefix("http://") || piece.hasPrefix("//")
  }

  private static func separator(after piece: Substring, in cell: String) -> String {
    piece.endIndex < cell.endIndex ? String(cell[piece.endIndex]) : ""
  }

  /// An address that can be called, blanks escaped; `nil` for what is none.
  private static func address(_ text: String) -> String? {
    let whole = text.hasPrefix("//") ? "https:\(text)" : text
    guard whole.utf8.count <= 2000, whole.hasPrefix("https://") || whole.hasPrefix("http://") else {
      return nil
    }
    let host = whole.utf8.drop { $0 != 58 }.dropFirst(3).prefix { $0 != 47 && $0 != 63 }
    guard !host.isEmpty, !host.contains(64), !host.contains(32) else { return nil }
    return whole.utf8.contains(32) ? whole.replacing(" ", with: "%20") : whole
  }
}
