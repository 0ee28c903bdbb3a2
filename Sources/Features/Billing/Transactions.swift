import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

private let kinds: [(value: String, word: String)] = [
  ("", "Everything"), ("reserve", "Pictures"), ("release", "Given back"), ("plan", "Plan"),
  ("pack", "Bought"), ("grant", "Granted"), ("trial", "Welcome"), ("refund", "Refunded"),
  ("expire", "Expired"), ("take", "Taken back"), ("repay", "Debt paid"),
]

extension Billing {
  /// Every movement of credits, to be filtered by what it was and by month.
  package static func showTransactions(_ member: Member) throws -> Response {
    let (kind, month) = try filter(member.request.query)
    let last = member.request.query["before"].flatMap { Int($0) }
    let movements = try member.read(
      .movements(before: last, kind: kind, month: month, limit: screenful + 1))
    let kept = Parameters(
      [("kind", kind), ("month", month)].compactMap { name, value in value.map { (name, $0) } })
    let form = Form([("kind", kind ?? ""), ("month", month ?? "")])
    return member.page(
      "Movements", width: .narrow, crumbs: [Crumb("Credits", Site.billing())],
      actions: linkButton(
        "Download as CSV", to: "\(Site.transactionsCSV())?\(kept.urlEncoded)",
        testID: "transactions-csv")
    ) {
      div(.class("stack-24")) {
        element("form", [.class("row"), .action(Site.transactions())]) {
          selectField(Field("kind", "What", in: form), kinds)
          field(Field("month", "Month", in: form, type: "month", isOptional: true))
          submit("Show", .normal)
        }
        p {
          a(
            .href(Site.statement() + (month.map { "?month=\($0)" } ?? "")),
            .testID("statement-link")
          ) {
            "Statement of \(month ?? "this month")"
          }
        }
        movementList(movements, kept)
      }
    }
  }

  /// As many rows as a file has at most; nothing is left out without a word.
  static let mostRows = 100_000

  /// The same as a file.
  package static func downloadTransactions(_ member: Member) throws -> Response {
    let (kind, month) = try filter(member.request.query)
    let movements = try member.read(
      .movements(before: nil, kind: kind, month: month, limit: mostRows + 1))
    guard movements.count <= mostRows else { throw tooManyRows }
    let heads = [
      "number", "when", "what", "credits", "balance after", "reason", "cause", "chain",
    ]
    return csv(
      "epox-credits.csv", heads,
      movements.map { line in
        [
          String(line.number), line.at.formatted(.iso8601), line.word, String(line.amount),
          String(line.balance), line.reason, line.cause, line.head,
        ]
      })
  }

  static let tooManyRows = Problem(
    .conflict,
    "These are more than \(number(mostRows)) movements, too many for one file. "
      + "Choose a month, or one kind of movement, and download each by itself.")

  /// A table as a file.
  static func csv(_ name: String, _ heads: [String], _ rows: [[String]]) -> Response {
    var text = heads.joined(separator: ",") + "\r\n"
    for row in rows { text += row.map(csvField).joined(separator: ",") + "\r\n" }
    return Response(
      headers: [
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", "attachment; filename=\"\(name)\""),
        ("Cache-Control", "no-store"),
      ], body: Array(text.utf8))
  }

  private static func filter(_ query: Parameters) throws -> (kind: String?, month: String?) {
    let kind = query["kind"].flatMap { $0.isEmpty ? nil : $0 }
    let month = query["month"].flatMap { $0.isEmpty ? nil : $0 }
    if let month, !isMonth(month) { throw Problem(.invalid, "A month is written as 2026-11.") }
    return (kind.map { String($0.prefix(20)) }, month)
  }
}

/// Whether a text is a month as 2026-11.
func isMonth(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[0].count == 4, parts[1].count == 2,
    parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
    let year = Int(parts[0]), let month = Int(parts[1])
  else { return false }
  return (2000...2999).contains(year) && (1...12).contains(month)
}

/// A field of a CSV file (RFC 4180); what a spreadsheet would take for a formula is defused.
private func csvField(_ text: String) -> String {
  let isNumber = Int(text) != nil
  let safe = !isNumber && "=+-@".contains(text.prefix(1)) && !text.isEmpty ? "'\(text)" : text
  return safe.contains { ",\"\r\n".contains($0) }
    ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
}
