/// Prices as people write them in European and English notation.
package enum CSVPrice {
  /// A price in hundredths: `1.299,00 €`, `$1,299.00`, `1 299,5` and `1299` are all prices.
  ///
  /// A single sign before three digits groups thousands (`1,299`), unless a zero stands before
  /// it; before any other number of digits it is the decimal sign. `nil` for what is no price.
  package static func minor(_ text: String) -> Int? {
    if let price = plain(text) { return price }
    guard let bare = number(in: text) else { return nil }
    let signs = bare.indices.filter { bare[$0] == "." || bare[$0] == "," }
    guard let last = signs.last else { return whole(bare[...]).map { $0 * 100 } }
    let behind = bare[bare.index(after: last)...]
    let isGroup = isGrouping(bare, last, signs.count, behind.count)
    let front = isGroup ? bare[...] : bare[..<last]
    let groups = front.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    guard isWellGrouped(groups, front), let units = whole(front.filter(\.isNumber)[...]) else {
      return nil
    }
    if isGroup { return units * 100 }
    guard behind.allSatisfy(\.isNumber) else { return nil }
    let places = Array(behind.prefix(2).map { $0.wholeNumberValue ?? 0 }) + [0, 0]
    // `12.5000` is a price as databases print it; `12.345` would be none.
    return units * 100 + places[0] * 10 + places[1]
  }

  /// What nearly all prices are: digits, and at most two more behind a sign.
  private static func plain(_ text: String) -> Int? {
    var (value, places) = (0, -1)
    for byte in text.utf8 {
      switch byte {
      case 48...57:
        value = value * 10 + Int(byte - 48)
        if places >= 0 { places += 1 }
      case 44 where places < 0 && value > 0, 46 where places < 0 && value > 0: places = 0
      default: return nil
      }
      if places > 2 || value > 99_999_999_999 { return nil }
    }
    if text.isEmpty || places == 0 { return nil }
    return value * (places == 2 ? 1 : places == 1 ? 10 : 100)
  }

  private static func isGrouping(
    _ text: String, _ last: String.Index, _ signs: Int, _ digits: Int
  ) -> Bool {
    guard digits == 3 else { return false }
    let isAlike = text.allSatisfy { $0.isNumber || $0 == text[last] }
    let front = text[..<last]
    if signs > 1 { return isAlike }
    return front != "0" && !front.isEmpty
  }

  /// Thousands stand in threes, all behind the same sign.
  private static func isWellGrouped(_ groups: [Substring], _ front: Substring) -> Bool {
    if groups.count == 1 { return true }
    let signs = Set(front.filter { !$0.isNumber })
    return signs.count == 1 && groups.dropFirst().allSatisfy { $0.count == 3 }
      && (1...3).contains(groups[0].count)
  }

  private static func whole(_ digits: Substring) -> Int? {
    if digits.isEmpty { return 0 }
    return digits.count <= 10 ? Int(digits) : nil
  }

  /// Digits and signs alone; currency and grouping spaces taken out.
  private static func number(in text: String) -> String? {
    var bare = ""
    var isOver = false
    for character in text {
      // A word stands before the number or behind it, never within.
      if character.isLetter { isOver = bare.contains(where: \.isNumber) }
      switch character {
      case "0"..."9" where isOver: return nil
      case "0"..."9", ".", ",": bare.append(character)
      case "'", "’", " ", "\u{a0}", "\u{202f}", "$", "€", "£", "-", "–": continue
      default:
        guard character.isLetter || character.isCurrencySymbol else { return nil }
      }
    }
    let word = text.filter(\.isLetter)
    let isSigned =
      text.drop { $0.isWhitespace || $0.isCurrencySymbol || $0.isLetter }
      .first.map { $0 == "-" || $0 == "–" } ?? false
    // `12.50 zł.`, `1290,-` and `Fr. 12` carry signs that belong to no number.
    while let end = bare.last, end == "." || end == "," { bare.removeLast() }
    while bare.first == ".", bare.contains(where: \.isNumber), !word.isEmpty { bare.removeFirst() }
    guard word.count <= 4, !isSigned, bare.contains(where: \.isNumber) else { return nil }
    return bare
  }
}
