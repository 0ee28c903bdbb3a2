import FoundationEssentials
import HTTP

extension StripeDesk {
  /// When a period that begins then is over.
  static func end(of start: Int, _ price: JSON) -> Int {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let unit: Calendar.Component = price["recurring"]["interval"] == "year" ? .year : .month
    let date = Date(timeIntervalSince1970: Double(start))
    let next = calendar.date(byAdding: unit, value: 1, to: date) ?? date
    return Int(next.timeIntervalSince1970)
  }

  /// A new subscription, not paid yet.
  func subscribe(_ customer: JSON, to price: JSON, _ metadata: JSON) throws -> JSON {
    let id = StripeDesk.name("sub_")
    let item: JSON = [
      "id": .string(StripeDesk.name("si_")), "object": "subscription_item", "created": .int(now),
      "subscription": .string(id), "price": price, "quantity": 1, "metadata": [:],
      "discounts": [], "tax_rates": [], "billing_thresholds": nil,
      "current_period_start": .int(now),
      "current_period_end": .int(StripeDesk.end(of: now, price)),
    ]
    return try keep([
      "id": .string(id), "object": "subscription", "created": .int(now), "livemode": false,
      "customer": customer, "currency": price["currency"], "status": "incomplete",
      "items": [
        "object": "list", "data": [item], "has_more": false,
        "url": .string("/v1/subscription_items?subscription=\(id)"),
      ],
      "metadata": metadata.object == nil ? [:] : metadata, "start_date": .int(now),
      "billing_cycle_anchor": .int(now), "automatic_tax": ["enabled": false, "liability": nil],
      "billing_mode": ["type": "classic"], "billing_schedules": [],
      "invoice_settings": ["account_tax_ids": nil, "issuer": ["type": "self"]],
      "cancel_at_period_end": false, "cancel_at": nil, "canceled_at": nil, "ended_at": nil,
      "collection_method": "charge_automatically", "discounts": [], "latest_invoice": nil,
      "default_payment_method": nil, "trial_end": nil, "trial_start": nil,
    ])
  }

  /// The line of a bill for the period that is running.
  ///
  /// Stripe words it as `1 × Pro (at $149.00 / month)`.
  func line(of subscription: JSON) throws -> StripeLine {
    let item = subscription["items"]["data"][0]
    let amount = item["price"]["unit_amount"].int ?? 0
    let each = amountText(amount, item["price"]["currency"].string ?? "")
    let interval = item["price"]["recurring"]["interval"].string ?? ""
    return StripeLine(
      words: "1 × \(try name(of: item["price"])) (at \(each) / \(interval))", price: item["price"],
      amount: amount, start: item["current_period_start"].int ?? now,
      end: item["current_period_end"].int ?? now)
  }

  /// Goes on to the next period: bills it, or ends what was cancelled.
  func renew(_ id: String) throws -> JSON {
    var subscription = try find(id, "subscription")
    guard subscription["status"] != "canceled" else {
      throw StripeError.invalid("A canceled subscription does not renew.")
    }
    if subscription["status"] == "incomplete" { return try forget(subscription) }
    if subscription["cancel_at_period_end"] == true { return try end(subscription) }
    let item = subscription["items"]["data"][0]
    let start = item["current_period_end"].int ?? now
    subscription = moved(subscription, item, start, StripeDesk.end(of: start, item["price"]))
    let invoice = try bill(
      [try line(of: subscription)], customer: subscription["customer"], subscription: subscription,
      reason: "subscription_cycle")
    let paid = try collect(invoice, from: card(of: subscription["customer"]), isLater: true)
    subscription["latest_invoice"] = invoice["id"]
    subscription["status"] = paid["status"] == "paid" ? "active" : "past_due"
    try keep(subscription)
    try tell("customer.subscription.updated", subscription)
    return subscription
  }

  private func moved(_ subscription: JSON, _ item: JSON, _ start: Int, _ end: Int) -> JSON {
    var (subscription, item) = (subscription, item)
    item["current_period_start"] = .int(start)
    item["current_period_end"] = .int(end)
    subscription["items"]["data"] = [item]
    return subscription
  }

  /// Ends a subscription for good.
  func end(_ subscription: JSON) throws -> JSON {
    var subscription = subscription
    subscription["status"] = "canceled"
    subscription["canceled_at"] = .int(now)
    subscription["ended_at"] = .int(now)
    try keep(subscription)
    try tell("customer.subscription.deleted", subscription)
    return subscription
  }

  /// The card that a customer paid with last.
  func card(of customer: JSON) throws -> StripeCard {
    let number = try hidden(customer.string ?? "")["card"].string ?? ""
    return StripeCard(rawValue: number) ?? .good
  }

  /// Collects what a subscription still owes, after its customer gave another card.
  func payAgain(_ id: String) throws {
    var subscription = try find(id, "subscription")
    let latest = subscription["latest_invoice"].string ?? ""
    let open = try find(latest, "invoice")
    guard open["status"] == "open" else { return }
    let paid = try collect(open, from: card(of: subscription["customer"]), isLater: true)
    subscription["status"] = paid["status"] == "paid" ? "active" : "past_due"
    try keep(subscription)
    try tell("customer.subscription.updated", subscription)
  }
}
