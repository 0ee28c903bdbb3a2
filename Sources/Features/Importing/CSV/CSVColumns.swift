import CSV

/// What the columns of a file mean: one field or none for each.
package struct CSVColumns: Sendable, Equatable {
  package var fields: [CSVField?]

  package init(_ fields: [CSVField?]) { self.fields = fields }

  /// Guesses from what the merchant chose before, from the headings, and from the cells.
  ///
  /// `remembered`: fields by plain heading; an empty text is a column that was left out.
  package init(
    guessing headings: [String], format: CSVFormat, rows: [CSVRow] = [],
    remembered: [String: String] = [:]
  ) {
    fields = headings.map { heading in
      if let known = remembered[plainHeading(heading)], format == .plain {
        return CSVField(rawValue: known)
      }
      if let special = format.meaning(of: heading) { return special }
      return CSVField.named(heading)
    }
    // Of several columns with the same meaning the first one counts.
    var taken: Set<CSVField> = []
    fields = fields.map { field in
      guard let field, !field.mayRepeat else { return field }
      return taken.insert(field).inserted ? field : nil
    }
    let left = headings.indices.filter {
      fields[$0] == nil && remembered[plainHeading(headings[$0])] == nil
        && !CSVErrorReport.headings.contains(headings[$0])
    }
    if format == .plain, !rows.isEmpty { guess(left, rows) }
  }

  /// The columns that mean a field.
  func places(of field: CSVField) -> [Int] { fields.indices.filter { fields[$0] == field } }

  func has(_ field: CSVField) -> Bool { fields.contains(field) }

  /// Columns whose headings say nothing, by what stands in them.
  private mutating func guess(_ left: [Int], _ rows: [CSVRow]) {
    for column in left {
      let cells = rows.map { $0[column] }.filter { !$0.isEmpty }
      guard cells.count * 2 >= rows.count, let field = likely(cells) else { continue }
      if field.mayRepeat || !has(field) { fields[column] = field }
    }
  }

  private func likely(_ cells: [String]) -> CSVField? {
    func most(_ test: (String) -> Bool) -> Bool { cells.count(where: test) * 10 >= cells.count * 8 }
    if most(isPictureAddress) { return .pictures }
    if most({ $0.hasPrefix("http://") || $0.hasPrefix("https://") }) { return nil }
    if most(looksLikePrice) { return .price }
    let isVaried = Set(cells).count * 10 >= cells.count * 9
    guard isVaried else { return nil }
    if most(looksLikeSKU) { return .sku }
    let letters = cells.reduce(0) { $0 + $1.count } / cells.count
    if most({ $0.contains { $0.isLetter } }), !has(.name), letters <= 80 { return .name }
    if letters > 80, !has(.description) { return .description }
    return nil
  }

  /// Whether a first row is no heading but a product already.
  static func isData(_ row: CSVRow) -> Bool {
    let cells = row.cells.indices.map { row[$0] }.filter { !$0.isEmpty }
    if cells.contains(where: { CSVField.named($0) != nil }) { return false }
    return cells.contains { isPictureAddress($0) || looksLikePrice($0) || Int($0) != nil }
  }
}

private func isPictureAddress(_ text: String) -> Bool {
  guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return false }
  let path = text.lowercased().prefix { $0 != "?" }
  return [".jpg", ".jpeg", ".png", ".webp"].contains { path.hasSuffix($0) }
}

/// A number with two places behind a sign, with or without a currency.
private func looksLikePrice(_ text: String) -> Bool {
  let digits = text.filter(\.isNumber).count
  let signs = text.filter { $0 == "." || $0 == "," }
  guard (1...9).contains(digits), text.count <= 16, CSVPrice.minor(text) != nil else {
    return false
  }
  let currencies = ["€", "$", "£", "EUR", "USD", "GBP", "CHF", "kr", "zł"]
  let hasCents = text.suffix(3).first.map { $0 == "." || $0 == "," } == true
  return currencies.contains(where: text.contains) || !signs.isEmpty && hasCents
}

private func looksLikeSKU(_ text: String) -> Bool {
  (3...32).contains(text.count) && !text.contains { $0.isWhitespace }
    && text.contains { $0.isNumber } && text.contains { $0.isLetter || $0 == "-" }
}
