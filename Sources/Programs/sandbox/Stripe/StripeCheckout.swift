import FoundationEssentials
import HTTP

/// Sessions in which somebody pays on the service's own page.
enum StripeCheckout {
  static func create(_ by: StripeCaller) throws -> Response {
    let (desk, form) = (by.desk, by.form)
    guard let mode = form["mode"].string, mode == "payment" || mode == "subscription" else {
      throw StripeError.invalid("Invalid mode.", "mode")
    }
    _ = try by.text("success_url")
    if let customer = form["customer"].string {
      _ = try desk.find(customer, "customer", "customer")
    }
    let line = form["line_items"][0]
    guard let quantity = Int(line["quantity"].string ?? "1"), quantity > 0 else {
      throw StripeError.invalid("Invalid integer.", "line_items[0][quantity]")
    }
    let price =
      try line["price"].string.map { try desk.find($0, "price", "line_items[0][price]") }
      ?? desk.price(line["price_data"], "unit_amount")
    let isRecurring = price["type"] == "recurring"
    guard isRecurring == (mode == "subscription") else {
      throw StripeError.invalid("The price does not fit the mode.", "line_items")
    }
    let session = session(form, mode, price, quantity, at: desk.now)
    try desk.keep(session)
    let id = session["id"].string ?? ""
    try desk.hide(id, "price", price)
    try desk.hide(id, "data", form)
    return try by.answer(session)
  }

  private static func session(
    _ form: JSON, _ mode: String, _ price: JSON, _ quantity: Int, at now: Int
  ) -> JSON {
    let id = StripeDesk.name("cs_test_")
    let total = JSON.int((price["unit_amount"].int ?? 0) * quantity)
    let expiry = form["expires_at"].string.flatMap { Int($0) } ?? now + 86_400
    return [
      "id": .string(id), "object": "checkout.session", "created": .int(now), "livemode": false,
      "expires_at": .int(expiry), "mode": .string(mode), "status": "open",
      "payment_status": "unpaid", "amount_total": total, "amount_subtotal": total,
      "currency": price["currency"], "customer": form["customer"],
      "client_reference_id": form["client_reference_id"],
      "metadata": StripeThings.metadata(form), "success_url": form["success_url"],
      "cancel_url": form["cancel_url"], "payment_intent": nil, "subscription": nil,
      "invoice": nil, "automatic_tax": ["enabled": false, "liability": nil, "status": nil],
      "custom_fields": [],
      "custom_text": [
        "after_submit": nil, "shipping_address": nil, "submit": nil,
        "terms_of_service_acceptance": nil,
      ],
      "payment_method_types": ["card"], "shipping_options": [], "ui_mode": "hosted_page",
      "url": .string("\(Sandbox.settings.baseURL)/stripe/pay/\(id)"), "locale": nil,
    ]
  }

  static func expire(_ by: StripeCaller, _ id: String) throws -> Response {
    var session = try by.desk.find(id, "checkout.session")
    guard session["status"] == "open" else {
      throw StripeError.invalid(
        "Only Checkout Sessions with a status in [\"open\"] can be expired.")
    }
    session["status"] = "expired"
    session["url"] = nil
    try by.desk.keep(session)
    try by.desk.tell("checkout.session.expired", session)
    return try by.answer(session)
  }
}

extension StripeDesk {
  /// Pays an open session with a card: the session as it is afterwards.
  /// - Throws: `StripeError` 402 when the card is refused; then it stays open.
  func complete(_ open: JSON, with card: StripeCard) throws -> JSON {
    guard open["status"] == "open", open["expires_at"].int ?? 0 > now else {
      throw StripeError.invalid("This session is not open any more.")
    }
    if card == .declined { throw StripeError.declined() }
    if card == .poor { throw StripeError.declined("insufficient_funds") }
    let id = open["id"].string ?? ""
    let (beside, isBank) = (try hidden(id), card == .bank)
    var session = open
    session["status"] = "complete"
    session["url"] = nil
    session["payment_status"] = isBank ? "unpaid" : "paid"
    if session["customer"] == .null {
      session["customer"] = try keep(StripeThings.customer([:], at: now))["id"]
    }
    try hide(session["customer"].string ?? "", "card", .string(card.rawValue))
    session =
      session["mode"] == "subscription"
      ? try opened(session, beside, card) : try bought(session, beside, card)
    try keep(session)
    try tell("checkout.session.completed", session)
    return session
  }

  private func bought(_ open: JSON, _ beside: JSON, _ card: StripeCard) throws -> JSON {
    var session = open
    var intent = StripeThings.intent(
      session["amount_total"].int ?? 0, session["currency"], session["customer"], at: now)
    intent["metadata"] = StripeThings.metadata(beside["data"]["payment_intent_data"])
    if card == .bank { intent["status"] = "processing" }
    try keep(intent)
    if card != .bank { intent = try pay(intent, with: card) }
    session["payment_intent"] = intent["id"]
    return card == .bank ? session : try billed(session, beside, intent)
  }

  /// A purchase has its bill when it is paid, and none before.
  func billed(_ paid: JSON, _ beside: JSON, _ intent: JSON) throws -> JSON {
    guard beside["data"]["invoice_creation"]["enabled"] == "true" else { return paid }
    let line = StripeLine(
      words: try name(of: beside["price"]), price: beside["price"],
      amount: paid["amount_total"].int ?? 0,
      start: now, end: now)
    let invoice = try settle(
      try bill([line], customer: paid["customer"], subscription: nil, reason: "manual"), intent)
    var session = paid
    session["invoice"] = invoice["id"]
    return session
  }

  private func opened(_ open: JSON, _ beside: JSON, _ card: StripeCard) throws -> JSON {
    var session = open
    var subscription = try subscribe(
      session["customer"], to: beside["price"], beside["data"]["subscription_data"]["metadata"])
    try tell("customer.subscription.created", subscription)
    var invoice = try bill(
      [try line(of: subscription)], customer: session["customer"], subscription: subscription,
      reason: "subscription_create")
    subscription["latest_invoice"] = invoice["id"]
    if card == .bank {
      try expect(invoice)
    } else {
      invoice = try collect(invoice, from: card, isLater: false)
    }
    subscription["status"] = card == .bank ? "incomplete" : "active"
    try keep(subscription)
    try tell("customer.subscription.updated", subscription)
    session["subscription"] = subscription["id"]
    session["invoice"] = invoice["id"]
    return session
  }
}
