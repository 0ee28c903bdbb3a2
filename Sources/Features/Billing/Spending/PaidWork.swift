import Accounts
import Design
import HTML
import HTTP
import Site

/// Work that somebody wants to pay for: pieces that cost the same, and the form that starts them.
package struct PaidWork: Sendable {
  package let pieces: Int
  /// Credits for each.
  package let each: Int
  /// Where the form is sent, and what it says but for how many pieces are wanted.
  let action: String
  let fields: [(String, String)]
  /// The field that says how many; `nil` where the work cannot be begun in part.
  let countedBy: String?
  /// The page from which it was ordered.
  let back: String

  package init(
    pieces: Int = 1, each: Int, action: String, fields: [(String, String)] = [],
    countedBy: String? = nil, back: String
  ) {
    (self.pieces, self.each, self.action, self.fields) = (pieces, each, action, fields)
    (self.countedBy, self.back) = (countedBy, back)
  }
}

/// What something costs and what is left after it, to stand beside its button.
package func costNote(_ credits: Int, _ member: Member) -> HTML {
  p(.class("muted"), .testID("credit-cost")) {
    "\(count(credits, "credit")) · "
    member.credits < credits
      ? "you have \(number(member.credits))"
      : "\(number(member.credits - credits)) left after this"
  }
}
