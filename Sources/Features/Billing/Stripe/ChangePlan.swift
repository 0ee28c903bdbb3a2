import Accounts
import Design
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

/// The subscription that an account has at Stripe.
struct LiveSubscription: RowReadable, Sendable {
  let id: String
  let plan: UUID
  let every: String
  let status: String
  let periodEnd: Date?
  let isEnding: Bool
  let next: String?
  let graceUntil: Date?

  init(_ row: Row) throws {
    (id, plan, every, status) = (try row[0], try row[1], try row[2], try row[3])
    (periodEnd, isEnding, next) = (try row[4], try row[5], try row[6])
    graceUntil = try row[7]
  }
}

extension Query<LiveSubscription> {
  static var liveSubscription: Self {
    """
    SELECT s.id, s.plan_id, s.every, s.status, s.period_end, s.ends_with_period, n.name,
      s.grace_until
    FROM subscription s LEFT JOIN plan n ON n.id = s.next_plan_id
    WHERE s.client_id = current_client() AND s.id LIKE 'sub\\_%'
      AND s.status IN ('active', 'trialing', 'past_due', 'unpaid', 'paused')
    ORDER BY s.period_end DESC LIMIT 1
    """
  }
}

extension Billing {
  /// The name of a plan's price at Stripe, made on first use.
  ///
  /// Its metadata says which plan it is.
  static func price(
    of plan: Plan, every: BillingPeriod, _ stripe: StripeAPI
  ) throws -> String {
    let key = "epox-\(plan.id.uuidString.lowercased())-\(every.rawValue)"
    do {
      let known = try stripe.get("prices", [("lookup_keys[]", key)])
      if let id = known["data"][0]["id"].string { return id }
      let made = try stripe.post(
        "prices",
        [
          ("currency", plan.currency.lowercased()), ("lookup_key", key),
          ("unit_amount", String(plan.price(every: every) ?? 0)),
          ("recurring[interval]", every.rawValue),
          ("product_data[name]", "Epox \(plan.name)"),
          ("metadata[plan]", plan.id.uuidString.lowercased()),
        ], key: "price/\(key)")
      return made["id"].string ?? ""
    } catch let trouble as StripeTrouble { throw trouble.problem }
  }

  /// Changes what is subscribed to: more at once and billed at once, less from the next period on.
  ///
  /// Whoever chooses a plan wants to go on: an end that was set is taken back. One change of an
  /// account comes after the other, since some take several calls.
  static func change(
    to plan: Plan, every: BillingPeriod, _ stripe: StripeAPI, _ owner: Owner
  ) throws -> Response {
    do {
      return try owner.db.alone(changing(owner.client.uuid), seconds: 30) {
        try changeAlone(to: plan, every: every, stripe, owner)
      }
    } catch DatabaseError.refused("55P03", _, _) {
      throw Problem(.conflict, "Your plan is being changed already. Look here again in a minute.")
    } catch let trouble as StripeTrouble { throw trouble.problem }
  }

  /// The name of the lock that changes of an account's plan wait for.
  static func changing(_ client: UUID) -> String { "plan-change/\(client)" }

  private static func changeAlone(
    to plan: Plan, every: BillingPeriod, _ stripe: StripeAPI, _ owner: Owner
  ) throws -> Response {
    guard let current = try owner.read(.liveSubscription).first,
      let before = try owner.read(.plan(current.plan)).first, plan.price(every: every) != nil
    else { throw notForSale }
    let known = try stripe.get("subscriptions/\(percentEncoded(current.id))")
    // It may have been cancelled a moment ago, at Stripe, without a word having come here.
    let isEnding = current.isEnding || known["cancel_at_period_end"] == true
    let change = try PlanChange(current, before, to: plan, every, isEnding: isEnding)
    guard known["status"] != "canceled" else {
      try refreshSoon(current.id, stripe, owner)
      throw Problem(.conflict, "Your plan ended a moment ago. Nothing was charged. Choose again.")
    }
    let item = known["items"]["data"][0]
    let price = try price(of: plan, every: every, stripe)
    guard item["price"]["id"].string != price || isEnding else {
      // Chosen once more, it stays: what an earlier change left does not come back.
      try owner.transaction { try KeepWaitingPlan.forget(current.id, owner.db) }
      try refreshSoon(current.id, stripe, owner)
      return .see(Site.billing()).flash("You have this plan already.", .info)
    }
    let paid = change.isMore ? try paidPrice(current, before, stripe, insteadOf: item) : nil
    try replace(item, of: current.id, by: price, change.fields, from: paid, stripe, owner)
    try refreshSoon(current.id, stripe, owner)
    try owner.transaction {
      try KeepWaitingPlan.forget(current.id, owner.db)
      try owner.audit("billing.plan-changed", ["plan": .string(plan.code)])
    }
    return .see(Site.billing()).flash(change.note)
  }

  /// Puts a price in the place of an item's; where a smaller plan waits, by way of the price that
  /// was `paid`.
  private static func replace(
    _ item: JSON, of subscription: String, by price: String, _ fields: [(String, String)],
    from paid: String?, _ stripe: StripeAPI, _ owner: Owner
  ) throws {
    // A second click names the same act, and is answered as the first one was; who tries again a
    // little later, with another card for instance, does something new.
    let named = owner.request.form["act"].flatMap(UUID.init(uuidString:)) ?? UUID()
    let act = "\(named)/\(Int(Date.now.timeIntervalSince1970) / 60)"
    let waiting = item["price"]["id"].string ?? ""
    if let paid {
      try leave(
        KeepWaitingPlan(subscription: subscription, paid: paid, waiting: waiting, act: act), owner)
      try exchange(subscription, item, paid, unbilled, "\(act)/1", stripe)
    }
    do {
      try exchange(subscription, item, price, fields, "\(act)/2", stripe)
    } catch StripeTrouble.away(_) {
      // Nobody knows whether the change was made.
      try refreshSoon(subscription, stripe, owner)
      throw undecided
    } catch {
      // A refused card changes nothing: what was to begin later stays so.
      if paid != nil {
        try exchange(subscription, item, waiting, unbilled, "\(act)/3", stripe)
        try owner.transaction { try KeepWaitingPlan.forget(subscription, owner.db) }
        // News of the first call may have been applied meanwhile.
        try refreshSoon(subscription, stripe, owner)
      }
      throw error
    }
  }

  /// Asks how it stands now; what is done is done, so that no answer leaves the question to a job.
  private static func refreshSoon(_ object: String, _ stripe: StripeAPI, _ owner: Owner) throws {
    do { try refresh(object, stripe, owner.client.uuid, owner.db) } catch is StripeTrouble {
      try owner.transaction {
        _ = try owner.db.enqueue(RefreshStripe(object: object), for: owner.client.uuid)
      }
    }
  }

  /// Leaves word of what waits, for the case that nobody gets as far as the second call.
  private static func leave(_ word: KeepWaitingPlan, _ owner: Owner) throws {
    try owner.transaction {
      try KeepWaitingPlan.forget(word.subscription, owner.db)
      _ = try owner.db.enqueue(
        word, for: owner.client.uuid, at: Date.now.addingTimeInterval(longestChange))
    }
  }

  private static let undecided = Problem(
    .unavailable,
    "The payment service stopped answering in the middle of the change. Look at your plan again in "
      + "a few minutes: either it has changed and was charged, or all is as it was.")

  /// How long two calls may take with all their attempts, in seconds.
  private static let longestChange = 150.0

  static let unbilled = [("proration_behavior", "none")]

  /// Puts a price in the place of an item's.
  static func exchange(
    _ subscription: String, _ item: JSON, _ price: String, _ fields: [(String, String)],
    _ act: String, _ stripe: StripeAPI
  ) throws {
    _ = try stripe.post(
      "subscriptions/\(percentEncoded(subscription))",
      [("items[0][id]", item["id"].string ?? ""), ("items[0][price]", price)] + fields,
      key: "change/\(subscription)/\(price)/\(act)")
  }

  /// The price that this period was paid at, where a smaller plan that begins later stands in its
  /// place: what is paid for the rest of the period is the difference to that one.
  private static func paidPrice(
    _ current: LiveSubscription, _ before: Plan, _ stripe: StripeAPI, insteadOf item: JSON
  ) throws -> String? {
    guard current.next != nil else { return nil }
    let every = BillingPeriod(rawValue: current.every) ?? .month
    let paid = try price(of: before, every: every, stripe)
    return paid == item["price"]["id"].string ? nil : paid
  }

  /// Leads to Stripe's own page for cards, bills and cancelling.
  package static func openPortal(_ owner: Owner) throws -> Response {
    let stripe = try StripeAPI.configured()
    do {
      let session = try stripe.post(
        "billing_portal/sessions",
        [
          ("customer", try customer(stripe, owner)),
          ("return_url", Configuration.current.baseURL + Site.billing()),
        ], key: "portal/\(UUID())")
      return portalPage(owner, session["url"].string ?? "")
    } catch let trouble as StripeTrouble { throw trouble.problem }
  }
}
