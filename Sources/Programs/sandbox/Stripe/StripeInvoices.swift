import FoundationEssentials
import HTTP

/// One line of a bill.
struct StripeLine {
  let words: String
  let price: JSON
  let amount: Int
  let start, end: Int

  func json(_ invoice: String, _ subscription: JSON) -> JSON {
    [
      "id": .string(StripeDesk.name("il_")), "object": "line_item", "amount": .int(amount),
      "currency": price["currency"], "description": .string(words), "discountable": true,
      "discounts": [], "discount_amounts": [], "invoice": .string(invoice), "livemode": false,
      "metadata": [:], "parent": nil, "quantity": 1, "subscription": subscription,
      "subtotal": .int(amount), "taxes": [],
      "period": ["start": .int(start), "end": .int(end)],
      "pricing": [
        "type": "price_details", "unit_amount_decimal": price["unit_amount_decimal"],
        "price_details": ["price": price["id"], "product": price["product"]],
      ],
    ]
  }
}

extension StripeDesk {
  /// Makes an open bill; `reason` is Stripe's billing_reason.
  func bill(
    _ lines: [StripeLine], customer: JSON, subscription: JSON?, reason: String
  ) throws -> JSON {
    let id = StripeDesk.name("in_")
    let total = max(lines.reduce(0) { $0 + $1.amount }, 0)
    let currency = lines.first?.price["currency"] ?? "usd"
    let number = try all("invoice", where: ["customer": customer]).count + 1
    let parent: JSON =
      subscription.map { subscription in
        [
          "type": "subscription_details", "quote_details": nil,
          "subscription_details": [
            "subscription": subscription["id"], "metadata": subscription["metadata"],
          ],
        ]
      } ?? nil
    let lineList = lines.map { $0.json(id, subscription?["id"] ?? nil) }
    var invoice: JSON = [
      "id": .string(id), "object": "invoice", "created": .int(now), "livemode": false,
      "customer": customer, "currency": currency, "status": "open", "parent": parent,
      "billing_reason": .string(reason), "number": .string("EPX-\(id.suffix(6))-\(number)"),
      "collection_method": "charge_automatically", "auto_advance": true,
      "attempted": false, "attempt_count": 0, "metadata": [:], "default_tax_rates": [],
      "discounts": [], "description": nil, "due_date": nil, "next_payment_attempt": nil,
    ]
    for (name, value) in invoiceForm(total, lineList) { invoice[name] = value }
    let page = "\(Sandbox.settings.baseURL)/stripe/invoices/\(id)"
    invoice["hosted_invoice_url"] = .string(page)
    invoice["invoice_pdf"] = .string("\(page)/pdf")
    return try keep(invoice)
  }

  private func invoiceForm(_ total: Int, _ lines: [JSON]) -> [String: JSON] {
    [
      "amount_due": .int(total), "amount_paid": 0, "amount_remaining": .int(total),
      "amount_overpaid": 0, "amount_paid_off_stripe": 0, "amount_shipping": 0,
      "subtotal": .int(total), "total": .int(total), "starting_balance": 0,
      "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0,
      "period_start": .int(now), "period_end": .int(now),
      "automatic_tax": ["enabled": false, "liability": nil, "status": nil],
      "issuer": ["type": "self"],
      "payment_settings": [
        "default_mandate": nil, "payment_method_options": nil, "payment_method_types": nil,
      ],
      "status_transitions": [
        "finalized_at": .int(now), "marked_uncollectible_at": nil, "paid_at": nil,
        "voided_at": nil,
      ],
      "lines": [
        "object": "list", "data": .array(lines), "has_more": false, "url": "/v1/invoices/lines",
      ],
    ]
  }

  /// What a price sells, as its product is called.
  func name(of price: JSON) throws -> String {
    try find(price["product"].string ?? "", "product")["name"].string ?? ""
  }

  /// Tries to collect a bill from a card: the bill as it is afterwards.
  @discardableResult
  func collect(_ bill: JSON, from card: StripeCard, isLater: Bool) throws -> JSON {
    var invoice = bill
    let refuses = card == .declined || card == .poor || isLater && card == .failsLater
    invoice["attempted"] = true
    invoice["attempt_count"] = .int((invoice["attempt_count"].int ?? 0) + 1)
    guard !refuses else {
      try keep(invoice)
      try tell("invoice.payment_failed", invoice)
      return invoice
    }
    return try settle(invoice, try charge(invoice, card))
  }

  /// Marks a bill as paid by a payment.
  func settle(_ bill: JSON, _ intent: JSON?) throws -> JSON {
    var invoice = bill
    invoice["status"] = "paid"
    invoice["amount_paid"] = invoice["amount_due"]
    invoice["amount_remaining"] = 0
    invoice["status_transitions"]["paid_at"] = .int(now)
    try keep(invoice)
    if let intent { try link(invoice, to: intent, isPaid: true) }
    try tell("invoice.paid", invoice)
    return invoice
  }

  /// Writes down with which payment a bill is paid, or is to be paid.
  func link(_ invoice: JSON, to intent: JSON, isPaid: Bool) throws {
    let payment: JSON = ["type": "payment_intent", "payment_intent": intent["id"]]
    let known = try all("invoice_payment", where: ["invoice": invoice["id"], "payment": payment])
    try keep([
      "id": known.first?["id"] ?? .string(StripeDesk.name("inpay_")), "object": "invoice_payment",
      "created": .int(now), "livemode": false, "invoice": invoice["id"],
      "amount_requested": invoice["amount_due"],
      "amount_paid": isPaid ? invoice["amount_due"] : nil,
      "currency": invoice["currency"], "is_default": true, "status": isPaid ? "paid" : "open",
      "payment": payment,
      "status_transitions": ["paid_at": isPaid ? .int(now) : nil, "canceled_at": nil],
    ])
  }

  /// Takes the money for a bill.
  private func charge(_ invoice: JSON, _ card: StripeCard) throws -> JSON? {
    guard let amount = invoice["amount_due"].int, amount > 0 else { return nil }
    let intent = StripeThings.intent(amount, invoice["currency"], invoice["customer"], at: now)
    return try pay(intent, with: card)
  }

  /// Takes the money for a payment.
  @discardableResult
  func pay(_ unpaid: JSON, with card: StripeCard) throws -> JSON {
    var intent = unpaid
    let charge = try keep(StripeThings.charge(of: intent, card, isPaid: true, at: now))
    intent["status"] = "succeeded"
    intent["amount_received"] = intent["amount"]
    intent["latest_charge"] = charge["id"]
    try keep(intent)
    try tell("charge.succeeded", charge)
    try tell("payment_intent.succeeded", intent)
    return intent
  }
}
