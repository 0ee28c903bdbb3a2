import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// Plans and packs side by side, with what there is now.
  package static func showPlans(_ member: Member) throws -> Response {
    let (plans, packs, mine, live, use) = try member.read(
      .offeredPlans, .offeredPacks, Query<Plan>.planInForce, .liveSubscription, .planUse)
    let every =
      BillingPeriod(rawValue: member.request.query["every"] ?? live.first?.every ?? "") ?? .month
    let mineNow = OwnPlan(mine.first, live.first, use.first)
    return member.page(
      "Plans and packs", lead: "You have \(count(member.credits, "credit")).",
      crumbs: [Crumb("Credits", Site.billing())]
    ) {
      if member.role < .owner {
        alert(.info, "An owner of \(member.clientName) can buy credits and plans.")
      }
      block("Packs") {
        div(.class("stack-8")) {
          p(.class("muted")) { "Bought credits never expire." }
          div(.class("grid-3")) { for pack in packs { packCard(pack, member) } }
        }
      }
      block("Plans", action: rhythmLinks(every)) {
        div(.class("grid-3")) {
          for plan in plans { planCard(plan, every, mineNow, member) }
        }
      }
    }
  }
}

private func rhythmLinks(_ every: BillingPeriod) -> HTML {
  nav(.class("tabs"), .aria("label", "Paid every")) {
    for (period, word) in [(BillingPeriod.month, "Monthly"), (.year, "Yearly: two months free")] {
      a(
        .class("tab"), .href("\(Site.plans())?every=\(period.rawValue)"),
        .when(period == every, .aria("current", "page"))
      ) { word }
    }
  }
}

private func packCard(_ pack: Pack, _ member: Member) -> HTML {
  article(.class("card stack-8"), .testID("pack-\(pack.credits)")) {
    h3 { "\(number(pack.credits)) credits" }
    if pack.isBest { p { badge(status: "ok", word: "Best value", testID: "best-value") } }
    p { strong { money(minor: pack.price, currency: pack.currency) } }
    p(.class("muted")) { "\(perCredit(pack)) a credit" }
    if member.role >= .owner {
      buttonForm(
        "Buy", to: Site.checkout(), csrf: member.csrf, pack.isBest ? .primary : .normal,
        testID: "buy-\(pack.credits)", fields: [("pack", pack.id.uuidString.lowercased())])
    }
  }
}

/// The price of one credit; tenths of a cent are rounded.
private func perCredit(_ pack: Pack) -> String {
  money(minor: (pack.price + pack.credits / 2) / pack.credits, currency: pack.currency)
}

/// What an account has at this moment, as far as it matters to what it can choose.
private struct OwnPlan {
  let code: String?
  let live: LiveSubscription?
  private let use: PlanUse?

  init(_ plan: Plan?, _ live: LiveSubscription?, _ use: PlanUse?) {
    (code, self.live, self.use) = (plan?.code, live, use)
  }

  /// What there is more of than a plan has room for, in words.
  func excess(over plan: Plan) -> [String] {
    guard let use, plan.code != code else { return [] }
    let kinds = [
      (use.products, plan.products, "product", nil), (use.seats, plan.seats, "person", "people"),
      (use.pictures, plan.pictures, "picture", String?.none),
    ]
    return kinds.compactMap { used, most, one, many in
      guard let most, used > most else { return nil }
      return count(used - most, one, many)
    }
  }

  /// Whether it is this one, paid in this rhythm or not paid at all.
  func isIt(_ plan: Plan, _ every: BillingPeriod) -> Bool {
    plan.code == code && (live.map { $0.every == every.rawValue } ?? true)
  }

  /// Whether it ends, or a smaller one takes its place.
  var isLeaving: Bool { live.map { $0.isEnding || $0.next != nil } ?? false }
}

private func planCard(
  _ plan: Plan, _ every: BillingPeriod, _ mine: OwnPlan, _ member: Member
) -> HTML {
  let isMine = mine.isIt(plan, every)
  let canChoose = member.role >= .owner && plan.price(every: every) != nil
  return article(.class("card stack-8"), .testID("plan-\(plan.code)")) {
    h3 { plan.name }
    p { strong { priceWords(plan, every) } }
    planContents(plan)
    excessNote(mine.excess(over: plan), plan)
    if isMine { p(.testID("your-plan")) { badge(status: "ok", word: "Your plan") } }
    if canChoose, !isMine || mine.isLeaving {
      buttonForm(
        "\(isMine ? "Keep" : "Choose") \(plan.name)", to: Site.checkout(), csrf: member.csrf,
        .normal, testID: "choose-\(plan.code)",
        fields: [
          ("plan", plan.id.uuidString.lowercased()), ("every", every.rawValue),
          ("act", UUID().uuidString.lowercased()),
        ])
    }
    if member.role >= .owner, listPrice(plan, every) == nil, !isMine {
      let subject = percentEncoded("Epox \(plan.name) for \(member.clientName)")
      p {
        a(
          .href("mailto:\(Configuration.current.contact)?subject=\(subject)"),
          .testID("ask-\(plan.code)")
        ) { "Write to us" }
      }
    }
    if plan.code == "free", mine.live != nil {
      p(.class("muted")) { "Cancel your plan under Credits, Payment details." }
    }
  }
}

/// What a smaller plan would mean: nothing is taken away, and nothing more goes in.
@HTMLBuilder private func excessNote(_ excess: [String], _ plan: Plan) -> HTML {
  if !excess.isEmpty {
    p(.class("muted"), .testID("excess-\(plan.code)")) {
      "You have \(excess.joined(separator: ", ")) more than \(plan.name) holds. All of it stays, "
        + "and nothing can be added before there is room again."
    }
  }
}

private func planContents(_ plan: Plan) -> HTML {
  ul {
    li {
      plan.code == "free"
        ? "\(count(Billing.trialCredits, "credit")) to try Epox"
        : "\(number(plan.credits)) credits a month"
    }
    li { amount(plan.products, "product") }
    li { amount(plan.seats, "person", "people") }
    li { amount(plan.pictures, "picture") }
    li { plan.hasAPI ? "API for programs" : "No API" }
  }
}

/// What a plan costs, 0 for nothing; `nil` where it is agreed upon.
private func listPrice(_ plan: Plan, _ every: BillingPeriod) -> Int? {
  every == .year ? plan.yearPrice : plan.monthPrice
}

private func priceWords(_ plan: Plan, _ every: BillingPeriod) -> String {
  guard let price = listPrice(plan, every) else { return "On request" }
  return price == 0
    ? "No charge" : "\(money(minor: price, currency: plan.currency)) a \(every.rawValue)"
}

private func amount(_ most: Int?, _ one: String, _ many: String? = nil) -> String {
  most.map { count($0, one, many) } ?? "As many \(many ?? "\(one)s") as you like"
}
