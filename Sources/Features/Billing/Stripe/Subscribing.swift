import FoundationEssentials
import HTTP
import Jobs
import Postgres

/// How a subscription stands at Stripe, as far as it matters to us.
struct StripeSubscription {
  let id, status: String
  let plan: UUID
  let period: BillingPeriod
  let start, end: Date
  let isPaid, isEnding: Bool

  /// `nil` for one whose price is none of ours.
  init?(_ json: JSON) {
    let item = json["items"]["data"][0]
    guard let id = json["id"].string, let status = json["status"].string,
      let plan = item["price"]["metadata"]["plan"].string.flatMap(UUID.init(uuidString:)),
      let period = item["price"]["recurring"]["interval"].string
        .flatMap(BillingPeriod.init(rawValue:)),
      let start = item["current_period_start"].stripeDate,
      let end = item["current_period_end"].stripeDate
    else { return nil }
    (self.id, self.status, self.plan, self.period) = (id, status, plan, period)
    (self.start, self.end) = (start, end)
    isPaid =
      ["active", "trialing"].contains(status) && json["latest_invoice"]["status"] == "paid"
    isEnding = json["cancel_at_period_end"].bool ?? false
  }
}

extension Billing {
  static func refreshSubscription(
    _ id: String, _ stripe: StripeAPI, _ client: UUID, _ db: Database
  ) throws {
    let json = try stripe.get(
      "subscriptions/\(percentEncoded(id))",
      [("expand[]", "items.data.price"), ("expand[]", "latest_invoice")])
    guard let subscription = StripeSubscription(json) else {
      throw StripeTrouble.refused(
        status: 200, code: "unknown_price", message: "\(id) has a price that is none of ours.")
    }
    try db.transaction(as: client) {
      let before = try db.one(.keep(subscription))
      if subscription.status == "past_due", before.text != "past_due" {
        try mailPaymentFailed(reminder: 0, db)
      }
    }
  }

  static func refreshBill(
    _ id: String, _ stripe: StripeAPI, _ client: UUID, _ db: Database
  ) throws {
    let bill = try stripe.get("invoices/\(percentEncoded(id))")
    let payments = try stripe.get("invoice_payments", [("invoice", id), ("limit", "1")])
    let parent = bill["parent"]["subscription_details"]["subscription"].string
    if let parent { try refreshSubscription(parent, stripe, client, db) }
    let period = try parent.flatMap { try paidPeriod(bill, of: $0, stripe) }
    let intent = payments["data"][0]["payment"]["payment_intent"].string
    let method = try intent.map { try paymentMethod(of: $0, stripe) } ?? ""
    try db.transaction(as: client) {
      try db.run(.keep(bill: bill, method))
      if let period { try db.run(.grant(period)) }
      if let intent, let parent, bill["status"] == "paid" {
        let isNew = try db.run(.keep(payment: intent, of: bill, for: parent)) == 1
        if isNew {
          try askAboutReturns(of: intent, client, db)
          try mailReceipt(of: bill, paidWith: method, for: parent, db)
        }
      }
    }
  }

  /// What a payment was made with, for people: the card by its last digits, other ways by name.
  private static func paymentMethod(of intent: String, _ stripe: StripeAPI) throws -> String {
    let known = try stripe.get(
      "payment_intents/\(percentEncoded(intent))", [("expand[]", "latest_charge")])
    let details = known["latest_charge"]["payment_method_details"]
    let words = (details["type"].string ?? "").replacing("us_", with: "")
      .replacing("_", with: " ")
    guard let digits = details[details["type"].string ?? ""]["last4"].string else { return words }
    let brand = details["card"]["brand"].string ?? words
    return "\(brand.prefix(1).uppercased())\(brand.dropFirst()) \(digits)"
  }

  /// The period that a bill paid for: the subscription may be further on by now.
  private static func paidPeriod(
    _ bill: JSON, of subscription: String, _ stripe: StripeAPI
  ) throws -> PaidPeriod? {
    let reason = bill["billing_reason"].string ?? ""
    let line = bill["lines"]["data"][0]
    guard bill["status"] == "paid",
      reason == "subscription_create" || reason == "subscription_cycle",
      let price = line["pricing"]["price_details"]["price"].string,
      let start = line["period"]["start"].stripeDate, let end = line["period"]["end"].stripeDate
    else { return nil }
    let known = try stripe.get("prices/\(percentEncoded(price))")
    let plan = known["metadata"]["plan"].string.flatMap(UUID.init(uuidString:))
    return plan.map {
      PaidPeriod(subscription: subscription, plan: $0, start: start, end: end)
    }
  }

  /// Grants the months of yearly plans that have begun; the scheduler calls it.
  package static func grantDue(_ db: Database) throws {
    let due: Query<DueSubscription> = """
      SELECT client_id, id FROM subscription
      WHERE status = 'active' AND every = 'year' AND paid_until > now()
      """
    for subscription in try db.all(due) {
      try db.transaction(as: subscription.client) {
        _ = try db.one("SELECT grant_months(\(subscription.id))" as Query<Int>)
      }
    }
  }

  /// Asks about subscriptions whose period is over without a word; the scheduler calls it.
  package static func askAboutOverdue(_ db: Database) throws {
    let overdue: Query<DueSubscription> = """
      SELECT client_id, id FROM subscription
      WHERE status IN ('active', 'past_due') AND id LIKE 'sub\\_%'
        AND period_end < now() - interval '1 hour' AND updated_at < now() - interval '1 hour'
      """
    for subscription in try db.all(overdue) {
      try db.transaction(as: subscription.client) {
        _ = try db.enqueue(RefreshStripe(object: subscription.id), for: subscription.client)
      }
    }
  }
}

/// A period of a subscription that somebody paid.
struct PaidPeriod {
  let subscription: String
  let plan: UUID
  let start, end: Date
}

extension Statement {
  /// Grants the first month of a paid period, under the cause that `grant_months` uses as well.
  static func grant(_ period: PaidPeriod) -> Self {
    """
    SELECT credit_add('plan', p.credits,
      'plan/' || \(period.subscription)::text || '/'
        || extract(epoch FROM \(period.start)::timestamptz)::bigint,
      least(\(period.start)::timestamptz + interval '1 month', \(period.end)::timestamptz), p.name)
    FROM plan p WHERE p.id = \(period.plan) AND p.credits > 0
      AND least(\(period.start)::timestamptz + interval '1 month', \(period.end)::timestamptz) > now()
    """
  }
}

/// A subscription for which something has to be done.
struct DueSubscription: RowReadable {
  let client: UUID
  let id: String
  init(_ row: Row) throws { (client, id) = (try row[0], try row[1]) }
}

/// One text.
struct OneText: RowReadable, Sendable {
  let text: String
  init(_ row: Row) throws { text = try row[0] }
}

extension Query<OneText> {
  /// Keeps how it stands: its status before, empty for a new one.
  static func keep(_ new: StripeSubscription) -> Self {
    """
    SELECT keep_subscription(\(new.id), \(new.plan), \(new.period.rawValue), \(new.status),
      \(new.start), \(new.end), \(new.isPaid), \(new.isEnding))
    """
  }
}

extension Statement {
  static func keep(bill: JSON, _ method: String) -> Self {
    """
    INSERT INTO bill (client_id, id, number, words, amount, currency, status, page, file, issued_at,
      method)
    VALUES (current_client(), \(bill["id"].string ?? ""), \(bill["number"].string ?? ""),
      \(bill["lines"]["data"][0]["description"].string ?? ""), \(bill["total"].int ?? 0),
      \(bill["currency"].string?.uppercased() ?? ""), \(bill["status"].string ?? ""),
      \(bill["hosted_invoice_url"].string), \(bill["invoice_pdf"].string),
      \(bill["created"].stripeDate ?? Date()), \(method))
    ON CONFLICT (client_id, id) DO UPDATE SET status = excluded.status, page = excluded.page,
      file = excluded.file, number = excluded.number,
      method = coalesce(nullif(excluded.method, ''), bill.method)
    """
  }
}
