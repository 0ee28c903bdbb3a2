import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// An order: the way to pay it, and afterwards what became of it.
  ///
  /// Whoever comes back from paying is told the truth: Stripe is asked, whether its news has come
  /// or not.
  package static func showPurchase(_ owner: Owner, _ id: PurchaseID) throws -> Response {
    guard var order = try owner.read(.order(id)).first else { throw Problem.missing }
    let comesBack = owner.request.query["session"] != nil
    var isKnown = true
    if let session = order.session, !order.isOver, comesBack || order.state == "waiting" {
      isKnown = try ask(session, owner)
      order = try owner.read(.order(id)).first ?? order
    }
    return purchasePage(owner, order, isKnown: isKnown)
  }

  /// Whether Stripe could say how the session stands.
  private static func ask(_ session: String, _ owner: Owner) throws -> Bool {
    do {
      try refresh(session, StripeAPI.configured(), owner.client.uuid, owner.db)
      return true
    } catch is StripeTrouble { return false }
  }

  private static func purchasePage(
    _ owner: Owner, _ order: Order, isKnown: Bool
  ) -> Response {
    let price = money(minor: order.amount, currency: order.currency)
    return owner.page("Your order", width: .narrow, lead: "\(order.title) for \(price)") {
      settingsTabs(Site.billing())
      article(.class("card stack-8"), .testID("purchase-\(order.state)")) {
        if isKnown { orderState(order, price) } else { unknownState() }
      }
    }
  }

  static func portalPage(_ owner: Owner, _ url: String) -> Response {
    owner.page("Payment details", width: .narrow) {
      settingsTabs(Site.billing())
      p { "Cards, invoices and cancelling are kept by our payment service, Stripe." }
      p { linkButton("Go on to Stripe", to: url, .primary, testID: "go-to-portal") }
    }
  }
}

@HTMLBuilder private func orderState(_ order: Order, _ price: String) -> HTML {
  switch order.state {
  case "open":
    p { "Nothing is charged before you confirm on the next page, at our payment service Stripe." }
    if let url = order.url {
      p { linkButton("Pay \(price)", to: url, .primary, testID: "go-to-payment") }
    }
    p { a(.href(Site.plans())) { "Choose something else" } }
  case "waiting":
    alert(.info, "The payment is on its way", testID: "purchase-note") {
      p { "Your bank takes up to a few days. Your credits come with the money; we send a mail." }
    }
  case "paid":
    alert(.ok, "Thank you. It is paid.", testID: "purchase-note") {
      p { "\(order.title): yours from now on." }
    }
    p { linkButton("To the Studio", to: Site.studioHome(), .primary) }
  case "failed":
    alert(.danger, "The payment failed", testID: "purchase-note") {
      p { "Nothing was charged. Try another card or bank." }
    }
    p { a(.href(Site.plans())) { "Try again" } }
  case "expired":
    alert(.warning, "This order is over", testID: "purchase-note") {
      p { "It was not paid in time, or a newer one took its place. Nothing was charged." }
    }
    p { a(.href(Site.plans())) { "Choose again" } }
  default:
    alert(.danger, "Something is wrong with this payment", testID: "purchase-note") {
      p { "What was paid is not what was ordered. We look into it and will write to you." }
    }
  }
}

private func unknownState() -> HTML {
  alert(.warning, "We do not know yet", testID: "purchase-note") {
    p {
      "Our payment service does not answer right now. If you paid, your credits will come by "
      "themselves within minutes. Reload this page to see."
    }
  }
}
