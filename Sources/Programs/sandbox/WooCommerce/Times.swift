import FoundationEssentials
import Postgres

/// Times as WordPress writes and reads them; the stores' clocks stand one hour before UTC.
enum Times {
  /// How far the stores' zone lies from UTC, in seconds.
  static let zone = 3600.0

  /// A moment in UTC, without a zone.
  static func gmt(_ moment: Date) -> String {
    // `2026-11-23 04:11:17.000000+00` from the database's form.
    let text = moment.sqlText.split(separator: ".").first.map(String.init) ?? ""
    return text.replacing(" ", with: "T")
  }

  /// A moment by the store's clock, without a zone.
  static func local(_ moment: Date) -> String { gmt(moment.addingTimeInterval(zone)) }

  /// The dates of a product or a webhook: local and UTC.
  static func pair(_ name: String, _ moment: Date) -> [(String, String)] {
    [("date_\(name)", local(moment)), ("date_\(name)_gmt", gmt(moment))]
  }

  /// Reads `modified_after` and its like.
  ///
  /// Without a zone it is the store's time, unless it is said to be UTC. With a zone *and* said to
  /// be UTC it is turned to local time and then taken for UTC: the last hour is missed, as recorded.
  /// - Returns: `nil` when it is no date with a time.
  static func parse(_ text: String, isGMT: Bool) -> Date? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10])
    else { return nil }
    let fields = text.prefix(19).split { !$0.isNumber }.compactMap { Int($0) }
    guard fields.count == 6, (1...12).contains(fields[1]), (1...31).contains(fields[2]) else {
      return nil
    }
    let days = daysFromCivil(year: fields[0], month: fields[1], day: fields[2])
    let seconds = days * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5]
    let plain = Date(timeIntervalSince1970: Double(seconds))
    guard let offset = offset(String(text.dropFirst(19))) else {
      return isGMT ? plain : plain.addingTimeInterval(-zone)
    }
    let moment = plain.addingTimeInterval(-offset)
    return isGMT ? moment.addingTimeInterval(zone) : moment
  }

  /// The zone at the end of a time, in seconds; `nil` where there is none.
  private static func offset(_ tail: String) -> Double? {
    let tail = tail.drop { $0 == "." || $0.isNumber }
    if tail.lowercased() == "z" { return 0 }
    guard let sign = tail.first, sign == "+" || sign == "-" || sign == " " else { return nil }
    let digits = tail.dropFirst().filter(\.isNumber)
    guard digits.count == 4, let hours = Double(digits.prefix(2)),
      let minutes = Double(digits.suffix(2))
    else { return nil }
    return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
  }
}
