import Accounts
import Design
import HTML
import HTTP

/// A screenful of a list that staff looks through, and whether there is more.
struct StaffList<Line> {
  /// One more than is shown tells whether there is more.
  static var asked: Int { 101 }
  let shown: ArraySlice<Line>
  private let goesOn: Bool

  init(_ lines: [Line]) {
    shown = lines.prefix(Self.asked - 1)
    goesOn = lines.count > shown.count
  }

  /// The line after which the list goes on; `nil` when this is all.
  var last: Line? { goesOn ? shown.last : nil }
}

extension Admin {
  /// A link to what comes after a line, with the rest of the address kept; nothing at the end.
  static func older(
    _ staff: Administrator, _ name: String, than last: String?, _ address: String
  ) -> HTML {
    guard let last else { return HTML() }
    let query = staff.request.query.setting(name, last).urlEncoded
    return p { a(.href("\(address)?\(query)"), .testID("older-\(name)")) { "Older" } }
  }
}
