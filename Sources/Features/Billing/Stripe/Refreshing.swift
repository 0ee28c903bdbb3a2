import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

extension Billing {
  /// Brings what we know of one of Stripe's objects up to date; pages call it too, when somebody
  /// comes back from paying before the news does.
  ///
  /// For one account one after the other: an answer that was asked for earlier would otherwise be
  /// written down later, over a newer one.
  /// - Throws: `StripeTrouble`, `away` as well when the others take too long.
  static func refresh(
    _ object: String, _ stripe: StripeAPI, _ client: UUID, _ db: Database
  ) throws {
    do { try refreshAlone(object, stripe, client, db) } catch DatabaseError.refused("55P03", _, _) {
      throw StripeTrouble.away("Somebody else is asking for this account.")
    }
  }

  private static func refreshAlone(
    _ object: String, _ stripe: StripeAPI, _ client: UUID, _ db: Database
  ) throws {
    try db.alone("stripe/\(client)", seconds: 10) {
      if object.hasPrefix("cs_") { try refreshSession(object, stripe, client, db) }
      if object.hasPrefix("sub_") { try refreshSubscription(object, stripe, client, db) }
      if object.hasPrefix("in_") { try refreshBill(object, stripe, client, db) }
      if object.hasPrefix("pi_") { try refreshPayment(object, stripe, client, db) }
    }
  }

  private static func refreshSession(
    _ id: String, _ stripe: StripeAPI, _ client: UUID, _ db: Database
  ) throws {
    let session = try stripe.get(
      "checkout/sessions/\(percentEncoded(id))", [("expand[]", "payment_intent")])
    let money = try money(for: session, stripe)
    try db.transaction(as: client) { try settle(session, money, client, db) }
    guard session["status"] == "complete" else { return }
    if let bill = session["invoice"].string { try refreshBill(bill, stripe, client, db) }
  }

  /// How the payment stands that a session led to; of a plan it hangs on the plan's first bill.
  private static func money(for session: JSON, _ stripe: StripeAPI) throws -> String {
    let status = session["payment_intent"]["status"].string ?? ""
    guard session["status"] == "complete", session["payment_status"] == "unpaid",
      session["subscription"].string != nil, let bill = session["invoice"].string
    else { return status }
    let payments = try stripe.get("invoice_payments", [("invoice", bill), ("limit", "1")])
    guard let intent = payments["data"][0]["payment"]["payment_intent"].string else { return "" }
    return try stripe.get("payment_intents/\(percentEncoded(intent))")["status"].string ?? ""
  }

  /// Gives what was ordered, once, if exactly that was paid.
  private static func settle(
    _ session: JSON, _ money: String, _ client: UUID, _ db: Database
  ) throws {
    let id = session["id"].string ?? ""
    guard let order = try db.first(Query<Order>.order(session: id)), !order.isOver else { return }
    let isRight =
      session["amount_total"].int == order.amount
      && session["currency"].string?.uppercased() == order.currency
    let state = isRight ? stateOf(session, money) : "wrong"
    try db.run(
      """
      UPDATE purchase SET state = \(state),
        settled_at = CASE WHEN \(state) IN ('open', 'waiting') THEN NULL ELSE now() END
      WHERE client_id = current_client() AND id = \(order.id)
      """)
    if state == "failed", order.state != state { try mailNoMoney(order, db) }
    guard state == "paid", let credits = order.credits else { return }
    try grant(
      credits, .pack, cause: "purchase/\(order.id.pathText)", because: "A pack of \(credits)", db)
    let payment = session["payment_intent"]["id"].string ?? id
    let kept = try db.run(
      """
      INSERT INTO payment (client_id, id, bill, amount, currency, credits)
      VALUES (current_client(), \(payment), \(session["invoice"].string), \(order.amount),
        \(order.currency), \(credits))
      ON CONFLICT DO NOTHING
      """)
    if kept == 1 { try askAboutReturns(of: payment, client, db) }
    try mailReceipt(order, db)
  }

  /// News of a refund may have come before the payment was known here, and have led to nothing.
  static func askAboutReturns(of payment: String, _ client: UUID, _ db: Database) throws {
    _ = try db.enqueue(RefreshStripe(object: payment), for: client)
  }

  private static func stateOf(_ session: JSON, _ money: String) -> String {
    if session["status"] == "expired" { return "expired" }
    guard session["status"] == "complete" else { return "open" }
    if session["payment_status"] != "unpaid" { return "paid" }
    return ["requires_payment_method", "canceled"].contains(money) ? "failed" : "waiting"
  }

  /// Gives money of a payment back; its credits follow when Stripe says that it is done.
  ///
  /// `before`: how much had gone back already where somebody looked before asking for it, so that a
  /// second click is the first one again and a second part is another.
  /// - Throws: `StripeTrouble` when nothing went back.
  package static func refund(
    _ payment: String, _ amount: Int, after before: Int, _ client: UUID, _ db: Database
  ) throws {
    let stripe = try StripeAPI.configured()
    _ = try stripe.post(
      "refunds",
      [
        ("payment_intent", payment), ("amount", String(amount)),
        ("reason", "requested_by_customer"),
      ], key: "refund/\(payment)/\(before)/\(amount)")
    do { try refresh(payment, stripe, client, db) } catch is StripeTrouble {
      // The money is on its way; only how it stands could not be asked for.
      try db.transaction(as: client) { try askAboutReturns(of: payment, client, db) }
    }
  }

  private static func refreshPayment(
    _ id: String, _ stripe: StripeAPI, _ client: UUID, _ db: Database
  ) throws {
    let intent = try stripe.get(
      "payment_intents/\(percentEncoded(id))", [("expand[]", "latest_charge")])
    let disputes = try stripe.get("disputes", [("payment_intent", id), ("limit", "1")])
    let dispute = disputes["data"][0]
    let back = intent["latest_charge"]["amount_refunded"].int ?? 0
    let keep: Query<Int> = """
      SELECT keep_refund(\(id), \(back), \(dispute["id"].string), \(dispute["status"].string))
      """
    _ = try db.transaction(as: client) { try db.one(keep) }
  }
}
