import Accounts
import Billing
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// A payment and what went back of it.
struct PaymentLine: RowReadable {
  let client: ClientID
  let id, name: String
  let amount: Int
  let currency: String
  let refunded, credits, taken: Int
  let dispute: String?
  init(_ row: Row) throws {
    (client, id, name, amount) = (try row[0], try row[1], try row[2], try row[3])
    (currency, refunded, credits) = (try row[4], try row[5], try row[6])
    (taken, dispute) = (try row[7], try row[8])
  }
}

extension Query<PaymentLine> {
  /// The newest payments, of one account or all; or only those of which something went back.
  static func payments(
    of client: ClientID? = nil, onlyReturned: Bool = false, about text: String = ""
  ) -> Self {
    """
    SELECT p.client_id, p.id, c.name, p.amount, p.currency, p.refunded, p.credits, p.taken,
      p.dispute
    FROM payment p JOIN client c ON c.id = p.client_id
    WHERE (\(client)::uuid IS NULL OR p.client_id = \(client))
      AND (NOT \(onlyReturned) OR p.refunded > 0 OR p.dispute IS NOT NULL)
      AND (\(text) = '' OR \(text) IN (p.client_id::text, p.id)
        OR strpos(lower(c.name), lower(\(text))) > 0)
    ORDER BY p.paid_at DESC LIMIT 200
    """
  }
}

extension Admin {
  /// Everything that went back, of all accounts.
  package static func showRefunds(_ staff: Administrator) throws -> Response {
    let db = system
    let text = wanted(staff)
    let payments = try db.all(Query<PaymentLine>.payments(onlyReturned: true, about: text))
    let pictures: Query<ReturnedCredit> = """
      SELECT c.name, t.amount, t.reason, t.cause, t.at FROM credit_transaction t
      JOIN client c ON c.id = t.client_id
      WHERE (t.kind = 'release' OR t.kind = 'refund' AND starts_with(t.cause, 'claim/'))
        AND (\(text) = '' OR \(text) IN (t.client_id::text, t.cause)
          OR strpos(lower(c.name), lower(\(text))) > 0)
      ORDER BY t.at DESC LIMIT 200
      """
    let returned = try db.all(pictures)
    return page(staff, "Refunds") {
      searchForm(Site.adminRefunds(), "Account, payment or job", text)
      block("Payments") { paymentTable(payments, staff) }
      block("Pictures") {
        plainTable(
          "Pictures", ["Account", "Credits", "Reason", "Job", "When"], returned.map(\.cells))
      }
    }
  }

  /// Gives the rest of a payment back, at Stripe; its credits go when Stripe says so.
  package static func refund(_ staff: Administrator, _ name: String) throws -> Response {
    let db = system
    let query: Query<PaymentLine> = """
      SELECT p.client_id, p.id, c.name, p.amount, p.currency, p.refunded, p.credits, p.taken,
        p.dispute
      FROM payment p JOIN client c ON c.id = p.client_id WHERE p.id = \(name)
      """
    guard let payment = try db.first(query) else { throw Problem.missing }
    do {
      try Billing.refund(payment.id, payment.amount - payment.refunded, payment.client.uuid, db)
    } catch let trouble as StripeTrouble { throw trouble.problem }
    try db.transaction {
      try note(staff, "admin.refund", of: payment.client, ["payment": .string(name)], db)
    }
    return .see(Site.adminAccount(payment.client)).flash("The money is on its way back.")
  }

  static func paymentTable(_ payments: [PaymentLine], _ staff: Administrator) -> HTML {
    plainTable(
      "Payments", ["Account", "Payment", "Amount", "Went back", "Credits", "Dispute", "Refund"],
      payments.map { payment in
        [
          a(.href(Site.adminAccount(payment.client))) { payment.name }, HTML(payment.id),
          HTML(money(minor: payment.amount, currency: payment.currency)),
          HTML(money(minor: payment.refunded, currency: payment.currency)),
          HTML("\(payment.credits), \(payment.taken) taken back"), HTML(payment.dispute ?? ""),
          payment.refunded < payment.amount
            ? buttonForm(
              "Refund", to: Site.adminRefund(payment.id), csrf: staff.admission.csrf,
              testID: "refund") : HTML("all"),
        ]
      })
  }
}

/// Credits that came back because a picture was not made.
private struct ReturnedCredit: RowReadable {
  let cells: [HTML]
  init(_ row: Row) throws {
    let name: String = try row[0]
    let amount: Int = try row[1]
    let reason: String = try row[2]
    let cause: String = try row[3]
    let at: Date = try row[4]
    cells = [HTML(name), HTML(String(amount)), HTML(reason), HTML(cause), timeTag(at)]
  }
}
