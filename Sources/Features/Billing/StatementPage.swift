import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// The two ends of a month in an account's chain.
private struct MonthEnds: RowReadable {
  let opening, closing: Int
  let head: String
  let entries: Int
  init(_ row: Row) throws {
    (opening, closing, head, entries) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<MonthEnds> {
  fileprivate static func ends(of month: String) -> Self {
    """
    WITH mine AS (SELECT * FROM credit_transaction WHERE client_id = current_client()
      AND at < to_date(\(month), 'YYYY-MM') + interval '1 month')
    SELECT coalesce((SELECT balance_after FROM mine WHERE at < to_date(\(month), 'YYYY-MM')
        ORDER BY number DESC LIMIT 1), 0),
      coalesce((SELECT balance_after FROM mine ORDER BY number DESC LIMIT 1), 0),
      coalesce((SELECT encode(hash, 'hex') FROM mine ORDER BY number DESC LIMIT 1), ''),
      (SELECT count(*) FROM mine)
    """
  }
}

extension Billing {
  /// A month on one sheet: what there was, what moved, what was left, and the chain's head, which
  /// proves later that nothing was changed.
  package static func showStatement(_ member: Member) throws -> Response {
    let month = member.request.query["month"] ?? String(Date.now.formatted(.iso8601).prefix(7))
    guard isMonth(month) else { throw Problem(.invalid, "A month is written as 2026-11.") }
    let (ends, movements) = try member.read(
      .ends(of: month), .movements(before: nil, month: month, limit: 5000))
    guard let ends = ends.first else { throw Problem.missing }
    return member.page(
      "Statement of \(month)", width: .narrow, lead: member.clientName,
      crumbs: [Crumb("Movements", Site.transactions())]
    ) {
      article(.class("card stack-8")) {
        p { "At the beginning: \(count(ends.opening, "credit"))" }
        p(.testID("statement-closing")) { "At the end: \(count(ends.closing, "credit"))" }
        p {
          "After \(count(ends.entries, "entry", "entries")) the chain's head is "
          code(.testID("chain-head")) { ends.head }
        }
        p(.class("muted")) {
          "Each entry is hashed together with the one before. Keep this sheet: as long as the "
          "same head belongs to the same entry, nothing before it was changed. Print it to get a "
          "PDF."
        }
      }
      movementList(movements.reversed(), isWhole: true)
    }
  }
}
