import Accounts
import Design
import FoundationEssentials
import HTTP
import Postgres
import Site

extension Billing {
  /// Orders a pack or a plan.
  ///
  /// Only what it is comes from the browser, never what it costs.
  package static func checkout(_ owner: Owner) throws -> Response {
    let stripe = try StripeAPI.configured()
    let form = owner.request.form
    let every = BillingPeriod(rawValue: form["every"] ?? "") ?? .month
    if let plan = try chosen(form["plan"], Query<Plan>.offeredPlans, owner, { $0.id }) {
      if try owner.read(.liveSubscription).first != nil {
        return try change(to: plan, every: every, stripe, owner)
      }
      guard let amount = plan.price(every: every) else { throw notForSale }
      let price = try price(of: plan, every: every, stripe)
      return try order(
        (nil, plan.id, every.rawValue), amount, plan.currency, [("line_items[0][price]", price)],
        stripe, owner)
    }
    guard let pack = try chosen(form["pack"], Query<Pack>.offeredPacks, owner, { $0.id }) else {
      throw notForSale
    }
    let line = [
      ("line_items[0][price_data][currency]", pack.currency.lowercased()),
      ("line_items[0][price_data][unit_amount]", String(pack.price)),
      ("line_items[0][price_data][product_data][name]", "\(pack.credits) Epox credits"),
    ]
    return try order((pack.id, nil, nil), pack.price, pack.currency, line, stripe, owner)
  }

  static let notForSale = Problem(.invalid, "This is not for sale any more. Choose again.")

  private static func chosen<Thing: RowReadable>(
    _ id: String?, _ shelf: Query<Thing>, _ owner: Owner, _ name: (Thing) -> UUID
  ) throws -> Thing? {
    guard let id = id.flatMap(UUID.init(uuidString:)) else { return nil }
    return try owner.read(shelf).first { name($0) == id }
  }

  /// Writes the order down, then opens a session for it and ends those of older orders: who has
  /// two pages open pays once.
  private static func order(
    _ thing: (pack: UUID?, plan: UUID?, every: String?), _ amount: Int, _ currency: String,
    _ line: [(String, String)], _ stripe: StripeAPI, _ owner: Owner
  ) throws -> Response {
    let id = PurchaseID()
    try owner.transaction {
      try owner.db.run(
        """
        INSERT INTO purchase (client_id, id, person_id, pack_id, plan_id, every, amount, currency)
        VALUES (\(owner.client), \(id), \(owner.person), \(thing.pack), \(thing.plan),
          \(thing.every), \(amount), \(currency))
        """)
      try owner.audit("billing.ordered", ["purchase": .string(id.pathText)])
    }
    do {
      let customer = try customer(stripe, owner)
      let session = try stripe.post(
        "checkout/sessions", fields(id, thing.plan != nil, customer, owner) + line,
        key: "checkout/\(id.pathText)")
      try owner.transaction {
        try owner.db.run(
          """
          UPDATE purchase SET session = \(session["id"].string), url = \(session["url"].string)
          WHERE client_id = \(owner.client) AND id = \(id)
          """)
      }
      try expireOlder(stripe, owner)
      if thing.plan != nil, let current = try owner.read(.liveSubscription).first {
        return try withdraw(id, session["id"].string ?? "", since: current, stripe, owner)
      }
    } catch let trouble as StripeTrouble { throw trouble.problem }
    return .see(Site.purchase(id))
  }

  /// Ends an order of a plan: an older one turned out to be paid meanwhile, and nobody has two.
  private static func withdraw(
    _ id: PurchaseID, _ session: String, since current: LiveSubscription, _ stripe: StripeAPI,
    _ owner: Owner
  ) throws -> Response {
    _ = try stripe.post(
      "checkout/sessions/\(percentEncoded(session))/expire", [], key: "expire/\(session)")
    try refresh(session, stripe, owner.client.uuid, owner.db)
    let name = try owner.read(.plan(current.plan)).first?.name ?? "A plan"
    return .see(Site.plans())
      .flash("\(name) was paid a moment ago. Choose again to change it.", .info)
  }

  private static func fields(
    _ id: PurchaseID, _ isPlan: Bool, _ customer: String, _ owner: Owner
  ) -> [(String, String)] {
    let back = Configuration.current.baseURL + Site.purchase(id)
    let common = [
      ("mode", isPlan ? "subscription" : "payment"), ("customer", customer),
      ("line_items[0][quantity]", "1"),
      ("success_url", "\(back)?session={CHECKOUT_SESSION_ID}"), ("cancel_url", back),
      ("client_reference_id", owner.client.pathText), ("metadata[purchase]", id.pathText),
      ("metadata[workspace]", owner.client.pathText),
    ]
    let start = isPlan ? "subscription_data" : "payment_intent_data"
    let copied = [
      ("\(start)[metadata][purchase]", id.pathText),
      ("\(start)[metadata][workspace]", owner.client.pathText),
    ]
    return common + copied + (isPlan ? [] : [("invoice_creation[enabled]", "true")])
  }

  /// The account's name at Stripe, made when it has none.
  static func customer(_ stripe: StripeAPI, _ owner: Owner) throws -> String {
    let known: Query<OneText> =
      "SELECT id FROM billing_customer WHERE client_id = current_client()"
    if let customer = try owner.read(known).first { return customer.text }
    let made = try stripe.post(
      "customers",
      [
        ("email", owner.email), ("name", owner.clientName),
        ("metadata[workspace]", owner.client.pathText),
      ], key: "customer/\(owner.client.pathText)/\(owner.person.pathText)")
    try owner.transaction {
      try owner.db.run(
        """
        INSERT INTO billing_customer (client_id, id)
        VALUES (\(owner.client), \(made["id"].string ?? "")) ON CONFLICT DO NOTHING
        """)
    }
    return try owner.read(known).first?.text ?? ""
  }

  /// Ends the sessions of all open orders but the newest: of two that are made at once, the one
  /// that is kept last sees both.
  private static func expireOlder(_ stripe: StripeAPI, _ owner: Owner) throws {
    let others: [Order] = try owner.read(.olderOpenOrders)
    for order in others {
      let session = order.session ?? ""
      do {
        _ = try stripe.post(
          "checkout/sessions/\(percentEncoded(session))/expire", [], key: "expire/\(session)")
      } catch StripeTrouble.refused {
        // It was paid or ended meanwhile; how it ended is asked for below.
      }
      try refresh(session, stripe, owner.client.uuid, owner.db)
    }
  }
}
