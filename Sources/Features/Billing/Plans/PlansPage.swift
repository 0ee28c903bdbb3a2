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
    let (plans, packs, mine, live) = try member.read(
      .offeredPlans, .offeredPacks, Query<Plan>.planInForce, .liveSubscription)
    let every: BillingPeriod =
      member.request.query["every"] == "year" || live.first?.every == "year" ? .year : .month
    return member.page(
      "Plans and packs", lead: "You have \(count(member.credits, "credit")).",
      crumbs: [Crumb("Credits", Site.billing())]
    ) {
      if member.role < .owner {
        alert(.info, "An owner of \(member.clientName) can buy credits and plans.")
      }
      block("Packs") {
        p(.class("muted")) { "Bought credits never expire." }
        div(.class("grid-3")) { for pack in packs { packCard(pack, member) } }
      }
      block("Plans", action: rhythmLinks(every)) {
        div(.class("grid-3")) {
          for plan in plans { planCard(plan, every, isMine: plan.code == mine.first?.code, member) }
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

private func planCard(
  _ plan: Plan, _ every: BillingPeriod, isMine: Bool, _ member: Member
) -> HTML {
  article(.class("card stack-8"), .testID("plan-\(plan.code)")) {
    h3 { plan.name }
    p { strong { priceWords(plan, every) } }
    ul {
      li {
        plan.code == "free" ? "10 credits to try Epox" : "\(number(plan.credits)) credits a month"
      }
      li { amount(plan.products, "product") }
      li { amount(plan.seats, "person", "people") }
      li { amount(plan.pictures, "picture") }
      li { plan.hasAPI ? "API for programs" : "No API" }
    }
    if isMine {
      p(.testID("your-plan")) { badge(status: "ok", word: "Your plan") }
    } else if member.role >= .owner, plan.price(every: every) != nil {
      buttonForm(
        "Choose \(plan.name)", to: Site.checkout(), csrf: member.csrf, .normal,
        testID: "choose-\(plan.code)",
        fields: [("plan", plan.id.uuidString.lowercased()), ("every", every.rawValue)])
    }
  }
}

private func priceWords(_ plan: Plan, _ every: BillingPeriod) -> String {
  guard let price = every == .year ? plan.yearPrice : plan.monthPrice else {
    return "On request"
  }
  return price == 0
    ? "Free" : "\(money(minor: price, currency: plan.currency)) a \(every.rawValue)"
}

private func amount(_ most: Int?, _ one: String, _ many: String? = nil) -> String {
  most.map { count($0, one, many) } ?? "As many \(many ?? "\(one)s") as you like"
}
