import FoundationEssentials

/// A decimal price in minor units: `"12.5"` is 1250.
///
/// What is no price is none.
package func minorUnits(_ text: String) -> Int? {
  let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  guard let whole = halves.first.flatMap({ Int($0) }), whole >= 0, whole < 1_000_000_000 else {
    return nil
  }
  let fraction = halves.count == 2 ? String(halves[1].prefix(2)) : ""
  guard let cents = Int(fraction.padding(to: 2)) else { return nil }
  return whole * 100 + cents
}

extension String {
  fileprivate func padding(to count: Int) -> String {
    self + String(repeating: "0", count: max(0, count - self.count))
  }
}

/// A length in the store's unit as whole millimetres.
package func millimetres(_ text: String?, _ unit: String) -> Int? {
  guard let value = text.flatMap({ Double($0) }), value > 0, let factor = factor(of: unit) else {
    return nil
  }
  let result = (value * factor).rounded()
  return (1...100_000).contains(result) ? Int(result) : nil
}

private func factor(of unit: String) -> Double? {
  switch unit {
  case "m": 1000
  case "cm": 10
  case "mm": 1
  case "in": 25.4
  case "yd": 914.4
  case "ft": 304.8
  default: nil
  }
}

/// A moment as stores write it in UTC, with or without its `Z`; anything else is none.
package func moment(_ text: String?) -> Date? {
  guard let told = text, told.utf8.count <= 40 else { return nil }
  // Some tell a fraction of the second, which is of no use here.
  let parts = told.split(separator: ".", maxSplits: 1)
  let zone = parts.dropFirst().first?.drop { $0.isASCII && $0.isNumber } ?? ""
  let text = String(parts.first ?? "") + zone
  let hasZone = text.hasSuffix("Z") || text.dropFirst(10).contains { $0 == "+" || $0 == "-" }
  let date = try? Date(hasZone ? text : "\(text)Z", strategy: .iso8601)
  return date.flatMap { (0...4_102_444_800).contains($0.timeIntervalSince1970) ? $0 : nil }
}
