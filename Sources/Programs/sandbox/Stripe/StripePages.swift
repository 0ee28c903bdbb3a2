import HTML
import HTTP
import Postgres

/// The payment service's pages for people.
enum StripePages {
  static let router = Router(problemPage: { problem, _ in Pages.plain(problem) }) {
    get(one("/stripe/pay/*"), show)
    post(one("/stripe/pay/*"), pay)
    get(one("/stripe/portal/*"), StripePortal.show)
    post(one("/stripe/portal/*"), StripePortal.change)
    get(one("/stripe/invoices/*"), StripePaper.show)
    get(one("/stripe/invoices/*/pdf"), StripePaper.pdf)
  }

  private static func one(_ pattern: String) -> Path<String> { Path(pattern, String.self) }

  private static func show(_ by: Operator, _ id: String) throws -> Response {
    let desk = StripeDesk(db: by.db)
    let session = try look { try desk.find(id, "checkout.session") }
    guard session["status"] == "open" else {
      return page("This payment is over") { p { "There is nothing to pay here any more." } }
    }
    return payPage(session, try desk.hidden(id))
  }

  private static func pay(_ by: Operator, _ id: String) throws -> Response {
    let desk = StripeDesk(db: by.db)
    let form = by.request.form
    return try by.db.transaction {
      try by.db.run(StripeSchema.lock)
      let session = try look { try desk.find(id, "checkout.session") }
      guard let card = StripeCard(typed: form["card"] ?? "") else {
        return payPage(session, try desk.hidden(id), problem: "Your card number is invalid.")
      }
      if card == .needsAuthentication, form["authenticated"] != "yes" {
        guard form["authenticated"] == "no" else { return authenticationPage(id, card) }
        return payPage(
          session, try desk.hidden(id),
          problem: "We are unable to authenticate your payment method.")
      }
      do {
        let done = try desk.complete(session, with: card)
        return away(to: done["success_url"].string ?? "", id)
      } catch let error as StripeError {
        return payPage(session, try desk.hidden(id), problem: error.message)
      }
    }
  }

  private static func away(to address: String, _ id: String) -> Response {
    let target = address.replacing("{CHECKOUT_SESSION_ID}", with: id)
    return Response(status: 303, headers: [("Location", target)])
  }

  static func look(_ body: () throws -> JSON) throws -> JSON {
    do { return try body() } catch is StripeError { throw Problem.missing }
  }

  /// A page in the frame of the payment service.
  static func page(
    _ heading: String, status: Int = 200, @HTMLBuilder _ content: () -> HTML
  ) -> Response {
    let html = document("en") {
      head {
        meta(Attribute("charset", "utf-8"))
        meta(.name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        title { heading }
        link(Attribute("rel", "icon"), .href("data:,"))
        link(Attribute("rel", "stylesheet"), .href("/static/css/storefront.css"))
      }
      body {
        header(.class("shop-header")) { p(.class("shop-claim")) { "Played by the sandbox" } }
        mainElement {
          h1(.class("shop-title")) { heading }
          content()
        }
      }
    }
    return .page(html.bytes, status: status)
  }
}

private func payPage(_ session: JSON, _ beside: JSON, problem: String? = nil) -> Response {
  let every = beside["price"]["recurring"]["interval"].string
  let amount = amountText(session["amount_total"].int ?? 0, session["currency"].string ?? "")
  return StripePages.page("Pay \(amount)", status: problem == nil ? 200 : 402) {
    if let problem { p(.role("alert"), .testID("payment-problem")) { problem } }
    if let every { p { "Every \(every), until you cancel." } }
    form(.method("post"), .testID("payment-form")) {
      p {
        label(.for("card")) { "Card number" }
        input(.id("card"), .name("card"), .value(StripeCard.good.rawValue))
      }
      p { button { "Pay \(amount)" } }
    }
    p { a(.href(session["cancel_url"].string ?? "/")) { "Back to the shop" } }
    h2 { "Numbers to try" }
    ul {
      for card in StripeCard.allCases { li { "\(card.rawValue) \(card.word)" } }
    }
  }
}

private func authenticationPage(_ id: String, _ card: StripeCard) -> Response {
  StripePages.page("Is it you who pays?") {
    form(.method("post"), .action("/stripe/pay/\(id)")) {
      input(.type("hidden"), .name("card"), .value(card.rawValue))
      button(.name("authenticated"), .value("yes")) { "Complete authentication" }
      button(.name("authenticated"), .value("no")) { "Fail authentication" }
    }
  }
}

/// An amount of minor units as people read it.
func amountText(_ minor: Int, _ currency: String) -> String {
  let code = currency.uppercased()
  if ["JPY", "KRW"].contains(code) { return "\(code) \(minor)" }
  let cents = String(abs(minor) % 100)
  return "\(code) \(minor < 0 ? "-" : "")\(abs(minor) / 100).\(cents.count < 2 ? "0" : "")\(cents)"
}
