import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// More rows than these make no sheet; all of them are in the file.
private let sheetful = 1000

extension Billing {
  /// A month on one sheet: what there was, what moved, what was left, and the chain's head, which
  /// proves later that nothing was changed.
  package static func showStatement(_ member: Member) throws -> Response {
    let month = try statementMonth(member)
    let (ends, sums, movements) = try member.read(
      .ends(of: month), Query<KindSum>.sums(of: month),
      .movements(before: nil, month: month, limit: sheetful + 1))
    guard let ends = ends.first else { throw Problem.missing }
    return member.page(
      "Statement of \(inWords(month))", width: .narrow, style: .statement, lead: member.clientName,
      crumbs: [Crumb("Credits", Site.billing()), Crumb("Movements", Site.transactions())],
      actions: monthLinks(month)
    ) {
      div(.class("stack-24")) {
        article(.class("card stack-8")) {
          totals(ends, sums)
          if ends.entries > 0 { chainHead(ends, month) }
        }
        if movements.count > sheetful {
          alert(.info, "The newest \(number(sheetful)) movements are shown") {
            p { a(.href("\(Site.transactionsCSV())?month=\(month)")) { "All of them as CSV" } }
          }
        }
        movementList(movements.prefix(sheetful).reversed(), isWhole: true)
      }
    }
  }

  /// The month that a visitor asks for, the present one by itself.
  static func statementMonth(_ member: Member) throws -> String {
    let month = member.request.query["month"] ?? String(Date.now.formatted(.iso8601).prefix(7))
    guard isMonth(month) else { throw Problem(.invalid, "A month is written as 2026-11.") }
    return month
  }
}

/// A month such as 2026-11 as people write it.
private func inWords(_ month: String) -> String {
  let names = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  let parts = month.split(separator: "-").compactMap { Int($0) }
  return "\(names[parts[1] - 1]) \(parts[0])"
}

private func monthLinks(_ month: String) -> HTML {
  linkButton("Earlier", to: "\(Site.statement())?month=\(neighbour(of: month, -1))")
    + linkButton("Later", to: "\(Site.statement())?month=\(neighbour(of: month, 1))")
}

/// The month so many months later.
private func neighbour(of month: String, _ distance: Int) -> String {
  let parts = month.split(separator: "-").compactMap { Int($0) }
  let months = parts[0] * 12 + parts[1] - 1 + distance
  let number = months % 12 + 1
  return "\(months / 12)-\(number < 10 ? "0" : "")\(number)"
}

private func totals(_ ends: MonthEnds, _ sums: [KindSum]) -> HTML {
  dl(.class("totals"), .testID("statement-totals")) {
    dt { "At the beginning" }
    dd { count(ends.opening, "credit") }
    for sum in sums {
      dt { sum.kind == "reserve" ? "Pictures" : Movement.word(for: sum.kind) }
      dd { (sum.credits > 0 ? "+" : "") + number(sum.credits) }
    }
    dt { strong { "At the end" } }
    dd { strong(.testID("statement-closing")) { count(ends.closing, "credit") } }
  }
}

private func chainHead(_ ends: MonthEnds, _ month: String) -> HTML {
  p {
    "After \(count(ends.entries, "entry", "entries")) the chain's head is "
    code(.class("chain-head"), .testID("chain-head")) { ends.head }
  }
    + p(.class("muted")) {
      "Each entry is hashed together with the one before. Keep this sheet: as long as the same "
      "head belongs to the same entry, nothing before it was changed. "
      span(.class("not-paper")) {
        "Print it to get a PDF, or "
        chainLinks(ends, month)
        " and compute them yourself: each hash is the SHA-256 of the bytes of the hash before, "
        "followed by the entry's text."
      }
    }
}

/// One link to the month's entries, or one to each part of a month that is too long for one file.
private func chainLinks(_ ends: MonthEnds, _ month: String) -> HTML {
  let parts = stride(
    from: ends.before + 1, through: max(ends.entries, ends.before + 1), by: Billing.mostRows)
  return parts.enumerated().reduce(HTML()) { links, part in
    let isFirst = part.offset == 0
    return links + HTML(isFirst ? "" : ", ")
      + a(
        .href("\(Site.statementChain())?month=\(month)\(isFirst ? "" : "&from=\(part.element)")"),
        .testID(isFirst ? "chain-csv" : "chain-csv-\(part.offset + 1)")
      ) { isFirst ? "take the entries with their hashes" : "part \(part.offset + 1)" }
  }
}
