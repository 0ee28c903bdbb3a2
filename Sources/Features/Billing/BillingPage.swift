import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// What the account has, and how that came about.
  package static func show(_ member: Member) throws -> Response {
    let last = member.request.query["before"].flatMap { UUID(uuidString: $0) }
    let (movements, balance) = try member.read(
      .movements(before: last, limit: screenful + 1), Query<Int>.balance)
    return member.page("Credits", width: .narrow, lead: "One credit makes one picture.") {
      settingsTabs(Site.billing())
      if last == nil { balanceCard(balance.first ?? 0) }
      block("Movements") { movementList(movements) }
    }
  }
}

private let screenful = 50

private func balanceCard(_ credits: Int) -> HTML {
  article(.class("card stack-8")) {
    h2(.testID("stat-credits")) { "\(count(credits, "credit")) left" }
    p(.class("muted")) {
      "A picture that cannot be made costs nothing: its credit comes back by itself."
    }
    p(.class("muted")) {
      "Packs and plans can be bought here once payment is connected. Until then, whoever runs "
      "this Epox can grant credits."
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
      ? loadMore("?before=\(shown.last?.id.uuidString.lowercased() ?? "")", list: "movements")
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
    td(.class("cell-main")) { movement.word }
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
    case "reserve": "Pictures"
    case "release": "Given back: pictures that were not made"
    default: kind
    }
  }
}
