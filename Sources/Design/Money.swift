/// An amount of money, given in the currency's smallest unit: `€1,290.00`.
package func money(minor: Int, currency: String) -> String {
  let digits = decimals(currency)
  let scale = [1, 10, 100, 1000][digits]
  let whole = number(Int(minor.magnitude) / scale)
  let rest = String(Int(minor.magnitude) % scale)
  let zeros = String(repeating: "0", count: max(0, digits - rest.utf8.count))
  let amount = digits == 0 ? whole : "\(whole).\(zeros)\(rest)"
  return (minor < 0 ? "-" : "") + (signs[currency] ?? "\(currency) ") + amount
}

/// Hundredths of a currency's unit as its smallest unit, since a yen has no hundredths and a dinar
/// has a thousand.
package func smallestUnits(hundredths: Int, currency: String) -> Int {
  switch decimals(currency) {
  case 0: (hundredths + 50) / 100
  case 3: hundredths * 10
  default: hundredths
  }
}

/// How many decimals a currency has (ISO 4217).
package func decimals(_ currency: String) -> Int {
  withoutCents.contains(currency) ? 0 : withThousandths.contains(currency) ? 3 : 2
}

private let signs = ["EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"]
private let withoutCents: Set = [
  "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
  "XAF", "XOF", "XPF",
]
private let withThousandths: Set = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

/// `1290.00` in the smallest unit, with a point or a comma; `nil` when it is no such number.
package func minorAmount(_ text: String, currency: String) -> Int? {
  let amount = decimal(text, places: decimals(currency))
  return amount.flatMap { $0 <= 99_999_999_999 ? $0 : nil }
}

/// The amount as it is typed: `1290.00`.
package func plainAmount(_ minor: Int, currency: String) -> String {
  let digits = decimals(currency)
  guard digits > 0 else { return "\(minor)" }
  let scale = digits == 3 ? 1000 : 100
  let rest = String(minor % scale)
  return "\(minor / scale).\(String(repeating: "0", count: digits - rest.utf8.count))\(rest)"
}

/// A number that is not negative, in units of its last place; further places are an error.
package func decimal(_ text: String, places: Int) -> Int? {
  let halves = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
  guard (1...2).contains(halves.count), let whole = halves.first, !whole.isEmpty else { return nil }
  let fraction = halves.count == 2 ? String(halves[1]) : ""
  guard fraction.utf8.count <= places, whole.utf8.count <= 10 else { return nil }
  let digits = whole + fraction + String(repeating: "0", count: places - fraction.utf8.count)
  guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
  return Int(digits)
}
