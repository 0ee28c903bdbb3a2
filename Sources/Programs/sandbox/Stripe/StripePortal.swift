import HTML
import HTTP
import Postgres

/// The page on which customers help themselves: cancel, go on after all, give another card.
enum StripePortal {
  static func show(_ by: Operator, _ id: String) throws -> Response {
    let desk = StripeDesk(db: by.db)
    let session = try StripePages.look { try desk.find(id, "billing_portal.session") }
    let customer = session["customer"]
    let subscriptions = try desk.all("subscription", where: ["customer": customer])
    let bills = try desk.all("invoice", where: ["customer": customer])
    return StripePages.page("Your subscription") {
      for subscription in subscriptions where subscription["status"] != "canceled" {
        line(subscription)
      }
      form(.method("post")) {
        p {
          label(.for("card")) { "Card for the next payments" }
          input(.id("card"), .name("card"), .value(StripeCard.good.rawValue))
          button(.name("act"), .value("card")) { "Save the card" }
        }
      }
      h2 { "Invoices" }
      ul {
        for bill in bills {
          li {
            a(.href(bill["hosted_invoice_url"].string ?? "")) { bill["number"].string ?? "" }
            " \(bill["status"].string ?? "")"
          }
        }
      }
      p { a(.href(session["return_url"].string ?? "/")) { "Back to the shop" } }
    }
  }

  private static func line(_ subscription: JSON) -> HTML {
    let ends = subscription["cancel_at_period_end"] == true
    return form(.method("post")) {
      input(
        .type("hidden"), .name("subscription"), .value(subscription["id"].string ?? ""))
      p {
        "Subscription: \(subscription["status"].string ?? "")"
        if ends { ", ends with its period" }
      }
      button(.name("act"), .value(ends ? "resume" : "cancel")) {
        ends ? "Go on after all" : "Cancel at the end of the period"
      }
    }
  }

  static func change(_ by: Operator, _ id: String) throws -> Response {
    let desk = StripeDesk(db: by.db)
    let form = by.request.form
    try by.db.transaction {
      try by.db.run(StripeSchema.lock)
      let session = try StripePages.look { try desk.find(id, "billing_portal.session") }
      let customer = session["customer"]
      switch form["act"] {
      case "card": try keepCard(form["card"] ?? "", customer, desk)
      case "cancel", "resume":
        _ = try StripePages.look {
          try desk.change(
            form["subscription"] ?? "",
            ["cancel_at_period_end": form["act"] == "cancel" ? "true" : "false"])
        }
      default: throw Problem(.badRequest, "There is no such button.")
      }
    }
    return .see("/stripe/portal/\(id)")
  }

  private static func keepCard(_ typed: String, _ customer: JSON, _ desk: StripeDesk) throws {
    guard let card = StripeCard(typed: typed) else {
      throw Problem(.invalid, "Your card number is invalid.")
    }
    try desk.hide(customer.string ?? "", "card", .string(card.rawValue))
    let late = try desk.all(
      "subscription", where: ["customer": customer, "status": "past_due"])
    for subscription in late { try desk.payAgain(subscription["id"].string ?? "") }
  }
}
