public import FoundationEssentials

/// Something that can be bound to a parameter, as PostgreSQL's text form of it.
public protocol SQLValue: Sendable {
  /// The value as PostgreSQL reads it.
  var sqlText: String { get }
}

/// Something that can be read from a column.
public protocol SQLReadable {
  /// The value whose text form PostgreSQL sent, or `nil` when it is not one.
  init?(sqlText: UnsafeBufferPointer<UInt8>)
}

extension String: SQLValue, SQLReadable {
  /// The value as PostgreSQL reads it.
  public var sqlText: String {
    // PostgreSQL's text cannot hold NUL; a visitor's stray NUL must not become an error 500.
    utf8.contains(0) ? String(unicodeScalars.filter { $0.value != 0 }.map(Character.init)) : self
  }
  /// Reads PostgreSQL's text form of a value.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    self = String(decoding: sqlText, as: UTF8.self)
  }
}

extension Int: SQLValue, SQLReadable {
  /// The value as PostgreSQL reads it.
  public var sqlText: String { String(self) }
  /// Reads PostgreSQL's text form of a value.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    var digits = sqlText[...]
    let negative = digits.first == UInt8(ascii: "-")
    if negative { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.count < 20 else { return nil }
    var value = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (next, overflow) = scaled.subtractingReportingOverflow(Int(digit) - 48)
      if tooLarge || overflow { return nil }
      value = next
    }
    if !negative && value == .min { return nil }
    self = negative ? value : -value
  }
}

extension Double: SQLValue, SQLReadable {
  /// The value as PostgreSQL reads it.
  public var sqlText: String { String(self) }
  /// Reads PostgreSQL's text form of a value.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    self.init(String(decoding: sqlText, as: UTF8.self))
  }
}

extension Bool: SQLValue, SQLReadable {
  /// The value as PostgreSQL reads it.
  public var sqlText: String { self ? "t" : "f" }
  /// Reads PostgreSQL's text form of a value.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    self = sqlText.first == UInt8(ascii: "t")
  }
}

extension UUID: SQLValue, SQLReadable {
  /// The value as PostgreSQL reads it.
  public var sqlText: String { lowercaseText }
  /// Reads PostgreSQL's text form of a value.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    self.init(digits: sqlText)
  }

  /// The digits as PostgreSQL writes them, in lower case.
  ///
  /// Foundation's own way goes through `printf`; a page of fifty products noticed.
  public var lowercaseText: String {
    let digits: StaticString = "0123456789abcdef"
    return withUnsafeBytes(of: uuid) { bytes in
      String(unsafeUninitializedCapacity: 36) { text in
        var place = 0
        for (index, byte) in bytes.enumerated() {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            text[place] = UInt8(ascii: "-")
            place += 1
          }
          text[place] = digits.utf8Start[Int(byte >> 4)]
          text[place + 1] = digits.utf8Start[Int(byte & 15)]
          place += 2
        }
        return place
      }
    }
  }

  /// Reads 8-4-4-4-12 digits in lower or upper case, and nothing else.
  private init?(digits text: UnsafeBufferPointer<UInt8>) {
    guard text.count == 36 else { return nil }
    var value: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let isWhole = withUnsafeMutableBytes(of: &value) { bytes in
      var place = 0
      for index in 0..<16 {
        if place == 8 || place == 13 || place == 18 || place == 23 {
          guard text[place] == UInt8(ascii: "-") else { return false }
          place += 1
        }
        guard let high = nibble(text[place]), let low = nibble(text[place + 1]) else {
          return false
        }
        bytes[index] = high << 4 | low
        place += 2
      }
      return true
    }
    guard isWhole else { return nil }
    self.init(uuid: value)
  }
}

extension Array: SQLValue where Element == UInt8 {
  /// The value as PostgreSQL reads it.
  public var sqlText: String { "\\x" + hexadecimal(self) }
}

extension Array: SQLReadable where Element == UInt8 {
  /// Bytes as PostgreSQL writes a `bytea`: `\x` and pairs of hexadecimal digits.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    guard sqlText.count >= 2, sqlText.count.isMultiple(of: 2) else { return nil }
    self = []
    reserveCapacity(sqlText.count / 2 - 1)
    for index in stride(from: 2, to: sqlText.count, by: 2) {
      guard let high = nibble(sqlText[index]), let low = nibble(sqlText[index + 1]) else {
        return nil
      }
      append(high << 4 | low)
    }
  }
}

extension Date: SQLValue, SQLReadable {
  /// Microseconds are all that PostgreSQL keeps.
  public var sqlText: String {
    let micros = Int((timeIntervalSince1970 * 1_000_000).rounded())
    let seconds = micros.quotient(by: 1_000_000)
    let (fullYear, month, day) = civil(fromDays: seconds.quotient(by: 86_400))
    let rest = seconds - seconds.quotient(by: 86_400) * 86_400
    let fraction = micros - seconds * 1_000_000
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let six = String(String(1_000_000 + fraction).dropFirst())
    // PostgreSQL takes a short year for one of our century.
    let year =
      String(repeating: "0", count: max(4 - String(fullYear).count, 0))
      + String(fullYear)
    return "\(year)-\(two(month))-\(two(day)) "
      + "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)).\(six)+00"
  }

  /// Reads `2026-11-23 07:15:00.123456+00`; connections of this kit speak UTC.
  public init?(sqlText: UnsafeBufferPointer<UInt8>) {
    let numbers = sqlText.split { !(48...57).contains($0) }.map { Array($0) }
    func number(_ index: Int) -> Int? {
      index < numbers.count ? Int(String(decoding: numbers[index], as: UTF8.self)) : nil
    }
    guard let year = number(0), let month = number(1), let day = number(2),
      let hour = number(3), let minute = number(4), let second = number(5)
    else { return nil }
    var fraction = 0.0
    if sqlText.contains(UInt8(ascii: ".")), let value = number(6) {
      fraction = Double(value) / [1, 10, 100, 1e3, 1e4, 1e5, 1e6][min(numbers[6].count, 6)]
    }
    let days = daysFromCivil(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    self.init(timeIntervalSince1970: Double(seconds) + fraction)
  }
}

/// Lower-case hexadecimal digits of some bytes.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

private func nibble(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 48...57: digit - 48
  case 65...70: digit - 55
  case 97...102: digit - 87
  default: nil
  }
}

extension Int {
  /// Division that rounds down, also below zero.
  fileprivate func quotient(by divisor: Int) -> Int {
    self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
  }
}

/// Days since 1970-01-01 of a date in the Gregorian calendar.
public func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
  let shifted = month <= 2 ? year - 1 : year
  let era = shifted.quotient(by: 400)
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/// The date in the Gregorian calendar that lies so many days after 1970-01-01.
public func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
  let shifted = days + 719_468
  let era = shifted.quotient(by: 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}
