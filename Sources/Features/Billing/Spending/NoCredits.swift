import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// Does paid work, or answers with a page whose dialog says what is missing.
  ///
  /// It offers what would fit, packs and plans. Programs get the problem as it is.
  package static func paying(
    _ member: Member, for work: @autoclosure () throws -> PaidWork, _ begin: () throws -> Response
  ) throws -> Response {
    do { return try begin() } catch let problem as Problem where problem.kind == .outOfCredits {
      guard !member.request.wantsJSON else { throw problem }
      return try noCredits(problem, try work(), member)
    }
  }

  private static func noCredits(
    _ problem: Problem, _ work: PaidWork, _ member: Member
  ) throws -> Response {
    let (rooms, packs) = try member.read(Query<SpendingRoom>.spendingRoom, .offeredPacks)
    let fits = (rooms.first?.most ?? 0) / max(work.each, 1)
    return member.page(
      "Not started", width: .narrow, lead: "Nothing was charged.",
      actions: linkButton("Back", to: work.back), status: 402
    ) {
      noCreditsDialog(
        problem.sentence, packs, member, isOpen: true, offer: partOffer(work, fits, member))
    }
  }
}

/// The part of the work that fits, as a form that starts it.
private func partOffer(_ work: PaidWork, _ fits: Int, _ member: Member) -> HTML {
  guard let name = work.countedBy, fits > 0, fits < work.pieces else { return HTML() }
  return buttonForm(
    "Run \(number(fits)) of \(number(work.pieces))", to: work.action, csrf: member.csrf, .primary,
    testID: "run-what-fits", fields: work.fields + [(name, String(fits))])
}

/// Stands before work that the balance does not allow: a part of it, packs, or a larger plan.
///
/// It is a part of the page, so that it works without scripts where it is open from the start.
package func noCreditsDialog(
  _ sentence: String, _ packs: [Pack], _ member: Member, isOpen: Bool = false,
  offer: HTML = HTML()
) -> HTML {
  dialog(
    .class("dialog"), .id("no-credits"), .testID("no-credits-modal"),
    .aria("labelledby", "no-credits-title"), Attribute("open", if: isOpen),
    Attribute("data-dialog-auto", if: isOpen)
  ) {
    header(.class("dialog-head")) {
      h2(.id("no-credits-title")) { "Not enough credits" }
      button(
        .type("button"), .class("icon-btn"), Attribute("data-dialog-close"), .aria("label", "Close")
      ) { icon("close") }
    }
    div(.class("dialog-body stack-8")) {
      p(.testID("no-credits-words")) { sentence }
      offer
      if member.role >= .owner {
        div(.class("row")) { for pack in packs { packButton(pack, member) } }
      } else {
        p { "An owner of \(member.clientName) can buy credits or choose a larger plan." }
      }
    }
    footer(.class("dialog-foot")) {
      linkButton("Compare plans", to: Site.plans(), testID: "buy-credits-cta")
    }
  }
}

private func packButton(_ pack: Pack, _ member: Member) -> HTML {
  let price = money(minor: pack.price, currency: pack.currency)
  return buttonForm(
    "\(number(pack.credits)) credits for \(price)", to: Site.checkout(), csrf: member.csrf, .normal,
    testID: "quick-buy-\(pack.credits)", fields: [("pack", pack.id.uuidString.lowercased())])
}
