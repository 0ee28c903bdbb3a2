import FoundationEssentials
import HTML

/// A whole number with its thousands grouped: `1,204`.
package func number(_ value: Int) -> String {
  let digits = String(value.magnitude)
  guard digits.utf8.count > 3 else { return String(value) }
  var grouped = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.utf8.count - index).isMultiple(of: 3) { grouped += "," }
    grouped.append(digit)
  }
  return value < 0 ? "-\(grouped)" : grouped
}

/// A count with its noun: `1 picture`, `1,204 pictures`.
package func count(_ value: Int, _ one: String, _ many: String? = nil) -> String {
  "\(number(value)) \(value == 1 ? one : many ?? one + "s")"
}

/// A moment; the page's script turns it into the reader's own time.
package func timeTag(_ date: Date, isRelative: Bool = false) -> HTML {
  let moment = Moment(date)
  return time(
    Attribute("datetime", moment.machine), Attribute("data-local"),
    Attribute("data-relative", if: isRelative)
  ) { moment.people }
}

/// The parts of a moment in UTC.
private struct Moment {
  let year, month, day, hour, minute, second: Int

  init(_ date: Date) {
    let seconds = Int(date.timeIntervalSince1970.rounded(.down))
    let rest = (seconds % 86_400 + 86_400) % 86_400
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    // Days since 1 March of the year 0, so that leap days end the year (Gregorian calendar).
    let days = (seconds - rest) / 86_400 + 719_468
    let era = days / 146_097
    let ofEra = days % 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * ofYear + 2) / 153
    day = ofYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var machine: String {
    "\(year)-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z"
  }

  var people: String {
    "\(day) \(monthNames[month - 1]) \(year), \(two(hour)):\(two(minute)) UTC"
  }
}

private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

private let monthNames = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

/// The first letters of a name, for an avatar: `AB`.
package func initials(_ name: String) -> String {
  let words = name.split(whereSeparator: \.isWhitespace)
  let letters = words.count > 1 ? [words[0], words[words.count - 1]] : Array(words)
  return letters.compactMap(\.first).map { $0.uppercased() }.joined()
}
