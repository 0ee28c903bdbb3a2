import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

let screenful = 50

func movementList(
  _ movements: [Movement], _ more: Parameters = Parameters(), isWhole: Bool = false
) -> HTML {
  if movements.isEmpty {
    return emptyState(
      "history", "No movements yet", "What you get and what you use will be listed here.")
  }
  let shown = isWhole ? movements[...] : movements.prefix(screenful)
  return movementTable(shown)
    + (movements.count > shown.count
      ? loadMore(
        "?\(more.setting("before", String(shown.last?.number ?? 0)).urlEncoded)", list: "movements")
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
      if let picture = movement.picture {
        small(.class("not-paper")) {
          " "
          a(.href(Site.asset(picture))) { "See the picture" }
        }
      }
    }
    td(.data("label", "When")) { timeTag(movement.at) }
    td(.class("cell-num"), .data("label", "Credits")) {
      span(.class("num")) { (movement.amount > 0 ? "+" : "") + number(movement.amount) }
    }
  }
}

extension Movement {
  /// The picture that the credits were for, or came back for: causes of pictures carry its id.
  fileprivate var picture: AssetID? {
    let parts = cause.split(separator: "/")
    guard parts.count >= 2, ["asset", "edit", "claim"].contains(parts[0]) else { return nil }
    return AssetID(pathText: String(parts[1]))
  }

  /// What it was, for people.
  var word: String { Movement.word(for: kind) }

  /// What movements of a kind are, for people.
  static func word(for kind: String) -> String {
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
