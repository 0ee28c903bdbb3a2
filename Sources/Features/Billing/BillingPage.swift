import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// The account's plan, what it has, and how that came about.
  package static func show(_ member: Member) throws -> Response {
    let (balances, lots, plans, live) = try member.read(
      Query<Standing>.standing, Query<Lot>.lots, Query<Plan>.planInForce, .liveSubscription)
    let (bills, movements, caps) = try member.read(
      Query<Bill>.bills, .movements(before: nil, limit: 5), Query<SpendingCaps>.caps)
    let (rooms, uses) = try member.read(Query<SpendingRoom>.spendingRoom, .planUse)
    return member.page("Credits", width: .narrow, lead: "One credit makes one picture.") {
      settingsTabs(Site.billing())
      graceNotice(live.first)
      capNotice(rooms.first)
      div(.class("stack-24")) {
        if let balance = balances.first { balanceCard(balance, lots) }
        if let plan = plans.first { planCard(plan, live.first, uses.first, member) }
      }
      block("Purchases") { billList(bills) }
      block("Caps") { capForm(caps.first ?? .none, member) }
      block("Movements", action: a(.href(Site.transactions())) { "All movements" }) {
        movementList(movements)
      }
    }
  }
}

/// What can be spent, is owed, and was used since the month began.
struct Standing: RowReadable, Sendable {
  let credits, owed, used: Int
  init(_ row: Row) throws { (credits, owed, used) = (try row[0], try row[1], try row[2]) }
}

extension Query<Standing> {
  static var standing: Self {
    """
    SELECT credits, owed, (SELECT coalesce(-sum(held), 0) FROM credit_transaction t
      WHERE t.client_id = current_client() AND kind = 'capture' AND at >= date_trunc('month', now()))
    FROM credit_balance WHERE client_id = current_client()
    """
  }
}

private func balanceCard(_ balance: Standing, _ lots: [Lot]) -> HTML {
  article(.class("card stack-8")) {
    h2(.testID("stat-credits")) { "\(count(balance.credits, "credit")) left" }
    if balance.owed > 0 {
      alert(.warning, "\(count(balance.owed, "credit")) owed", testID: "owed") {
        p { "A payment was taken back after its credits were spent. What comes next pays them." }
      }
    }
    for lot in lots { lotLine(lot) }
    p(.class("muted"), .testID("used-this-month")) {
      "\(count(balance.used, "credit")) used this month."
    }
    p(.class("muted")) {
      "A picture that cannot be made costs nothing: its credit comes back by itself. "
      a(.href(Site.claimRule())) { "Bad results" }
      " can be given back."
    }
    p { linkButton("Get credits", to: Site.plans(), .primary, testID: "get-credits") }
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

private func graceNotice(_ live: LiveSubscription?) -> HTML {
  guard let live, live.status == "past_due" || live.status == "unpaid" else { return HTML() }
  return alert(.danger, "Your last payment failed", testID: "payment-failed") {
    p {
      "Check your card under Payment details. "
      if let end = live.graceUntil {
        "The plan's limits hold until "
        timeTag(end)
        "."
      }
    }
  }
}

private func planCard(
  _ plan: Plan, _ live: LiveSubscription?, _ use: PlanUse?, _ member: Member
) -> HTML {
  article(.class("card stack-8")) {
    h2(.testID("current-plan")) { "Plan \(plan.name)" }
    if let live {
      p(.testID("plan-state")) {
        if let next = live.next {
          "\(next) begins on "
        } else {
          live.isEnding ? "It ends on " : "It renews every \(live.every), next on "
        }
        if let end = live.periodEnd { timeTag(end) }
        "."
      }
    }
    if let use { planUse(plan, use) }
    div(.class("row")) {
      linkButton("Compare plans", to: Site.plans())
      if member.role >= .owner, live != nil {
        buttonForm(
          "Payment details", to: Site.billingPortal(), csrf: member.csrf, .normal,
          testID: "open-portal")
      }
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
