import HTTP

extension StripeDesk {
  /// Writes down that the money for a bill is on its way from a bank.
  func expect(_ invoice: JSON) throws {
    var intent = StripeThings.intent(
      invoice["amount_due"].int ?? 0, invoice["currency"], invoice["customer"], at: now)
    intent["status"] = "processing"
    try link(invoice, to: try keep(intent), isPaid: false)
  }

  /// The money of a bank comes at last, or does not.
  func arrive(_ id: String, isPaid: Bool) throws -> JSON {
    let session = try find(id, "checkout.session")
    guard session["status"] == "complete", session["payment_status"] == "unpaid" else {
      throw StripeError.invalid("This session waits for no money.")
    }
    let payment = try payment(of: session)
    guard isPaid else {
      var intent = payment
      intent["status"] = "requires_payment_method"
      try keep(intent)
      if session["subscription"] != .null { try miss(session["invoice"]) }
      try tell("checkout.session.async_payment_failed", session)
      return session
    }
    let done = try came(for: session, try pay(payment, with: .bank))
    try tell("checkout.session.async_payment_succeeded", done)
    return done
  }

  private func came(for waiting: JSON, _ intent: JSON) throws -> JSON {
    var session = waiting
    session["payment_status"] = "paid"
    if let opened = session["subscription"].string {
      var subscription = try find(opened, "subscription")
      _ = try settle(try find(session["invoice"].string ?? "", "invoice"), intent)
      subscription["status"] = "active"
      try keep(subscription)
      try tell("customer.subscription.updated", subscription)
    } else {
      session = try billed(session, try hidden(session["id"].string ?? ""), intent)
    }
    return try keep(session)
  }

  private func payment(of session: JSON) throws -> JSON {
    if let intent = session["payment_intent"].string { return try find(intent, "payment_intent") }
    let link = try all("invoice_payment", where: ["invoice": session["invoice"]]).first ?? [:]
    return try find(link["payment"]["payment_intent"].string ?? "", "payment_intent")
  }

  private func miss(_ bill: JSON) throws {
    var invoice = try find(bill.string ?? "", "invoice")
    invoice["attempted"] = true
    try keep(invoice)
    try tell("invoice.payment_failed", invoice)
  }

  /// What becomes of a subscription whose first bill nobody paid within 23 hours.
  func forget(_ unpaid: JSON) throws -> JSON {
    var subscription = unpaid
    var invoice = try find(subscription["latest_invoice"].string ?? "", "invoice")
    invoice["status"] = "void"
    invoice["status_transitions"]["voided_at"] = .int(now)
    try keep(invoice)
    try tell("invoice.voided", invoice)
    subscription["status"] = "incomplete_expired"
    subscription["ended_at"] = .int(now)
    try keep(subscription)
    try tell("customer.subscription.updated", subscription)
    return subscription
  }
}
