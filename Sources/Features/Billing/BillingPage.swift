import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// What the account has, and how that came about.
  package static func show(_ member: Member) throws -> Response {
    let last = member.request.query["before"].flatMap { Int($0) }
    let (movements, balance, lots) = try member.read(
      .movements(before: last, limit: screenful + 1), Query<Int>.balance, Query<Lot>.lots)
    return member.page("Credits", width: .narrow, lead: "One credit makes one picture.") {
      settingsTabs(Site.billing())
      if last == nil { balanceCard(balance.first ?? 0, lots) }
      block("Movements") { movementList(movements) }
    }
  }
}

private let screenful = 50

private func balanceCard(_ credits: Int, _ lots: [Lot]) -> HTML {
  article(.class("card stack-8")) {
    h2(.testID("stat-credits")) { "\(count(credits, "credit")) left" }
    for lot in lots { lotLine(lot) }
    p(.class("muted")) {
      "A picture that cannot be made costs nothing: its credit comes back by itself."
    }
    p(.class("muted")) {
      "Packs and plans can be bought here once payment is connected. Until then, whoever runs "
      "this Epox can grant credits."
    }
  }
}

/// How much of a lot is left, and until when.
private func lotLine(_ lot: Lot) -> HTML {
  p(.testID("credit-lot")) {
    span(.class("num")) { number(lot.available) }
    " \(lot.word)"
    if lot.reserved > 0 { ", \(number(lot.reserved)) more set aside for pictures under way" }
    if let expiry = lot.expiry {
      ", until "
      timeTag(expiry)
    }
  }
}

private func movementList(_ movements: [Movement]) -> HTML {
  if movements.isEmpty {
    return emptyState(
      "history", "No movements yet", "What you get and what you use will be listed here.")
  }
  let shown = movements.prefix(screenful)
  return movementTable(shown)
    + (movements.count > screenful
      ? loadMore("?before=\(shown.last?.number ?? 0)", list: "movements")
      : HTML())
}

private func movementTable(_ movements: ArraySlice<Movement>) -> HTML {
  div(
    .class("table-wrap"), .role("region"), .aria("label", "Movements"), Attribute("tabindex", "0")
  ) {
    table(.class("table")) {
      thead {
        tr {
          th(Attribute("scope", "col")) { "What" }
          th(Attribute("scope", "col")) { "When" }
          th(Attribute("scope", "col"), .class("cell-num")) { "Credits" }
        }
      }
      tbody(.id("movements")) { for movement in movements { movementRow(movement) } }
    }
  }
}

private func movementRow(_ movement: Movement) -> HTML {
  tr(.testID("movement-row")) {
    td(.class("cell-main")) {
      movement.word
      if !movement.reason.isEmpty { small(.class("muted")) { " · \(movement.reason)" } }
    }
    td(.data("label", "When")) { timeTag(movement.at) }
    td(.class("cell-num"), .data("label", "Credits")) {
      span(.class("num")) { (movement.amount > 0 ? "+" : "") + number(movement.amount) }
    }
  }
}

extension Movement {
  /// What it was, for people.
  fileprivate var word: String {
    switch kind {
    case "trial": "Welcome credits"
    case "grant": "Credits granted"
    case "reserve": "A picture"
    case "release": "Given back: a picture that was not made"
    case "plan": "Credits of your plan"
    case "pack": "Credits bought"
    case "refund": "Credits refunded"
    case "expire": "Expired"
    case "take": "Taken back"
    case "repay": "Paid what was owed"
    default: kind
    }
  }
}

extension Lot {
  /// Where it comes from, for people.
  fileprivate var word: String {
    switch source {
    case "trial": "to try Epox"
    case "plan": "of your plan"
    case "pack": "bought"
    case "refund": "refunded"
    default: "granted"
    }
  }
}
