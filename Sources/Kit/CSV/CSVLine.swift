/// A row as it is written into a file that spreadsheets open.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which
/// `withoutFormulaGuard` takes away again.
public func csvLine(_ cells: [String], delimiter: UInt8 = UInt8(ascii: ",")) -> String {
  let sign = String(UnicodeScalar(delimiter))
  return cells.map { csvCell($0, sign) }.joined(separator: sign) + "\r\n"
}

private func csvCell(_ text: String, _ delimiter: String) -> String {
  let safe = isFormula(text) ? "'\(text)" : text
  let special = safe.utf8.contains { $0 == 34 || $0 == 10 || $0 == 13 } || safe.contains(delimiter)
  let isPadded = safe.first?.isWhitespace == true || safe.last?.isWhitespace == true
  guard special || isPadded else { return safe }
  return "\""
    + safe.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}

/// Whether a spreadsheet may run a cell instead of showing it.
private func isFormula(_ text: String) -> Bool {
  let start = text.unicodeScalars.first { !($0 == " " || $0 == "'") }
  // Full-width signs count as well: some spreadsheets treat them alike.
  let signs: [Unicode.Scalar] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
  return start.map(signs.contains) ?? false
}

/// A cell as it was before `csvLine` kept it from being a formula.
public func withoutFormulaGuard(_ text: String) -> String {
  guard text.hasPrefix("'") else { return text }
  let rest = String(text.dropFirst())
  return isFormula(rest) ? rest : text
}
