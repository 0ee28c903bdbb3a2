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
  /// What has not gone back.
  var rest: Int { amount - refunded }

  init(_ row: Row) throws {
    (client, id, name, amount) = (try row[0], try row[1], try row[2], try row[3])
    (currency, refunded, credits) = (try row[4], try row[5], try row[6])
    (taken, dispute) = (try row[7], try row[8])
  }
}

extension Query<PaymentLine> {
  /// The newest payments, of one account or all; or only those of which something went back.
  ///
  /// `last`: those that were paid before that one.
  static func payments(
    of client: ClientID? = nil, onlyReturned: Bool = false, about text: String = "",
    before last: String? = nil
  ) -> Self {
    """
    SELECT p.client_id, p.id, c.name, p.amount, p.currency, p.refunded, p.credits, p.taken,
      p.dispute
    FROM payment p JOIN client c ON c.id = p.client_id
    WHERE (\(client)::uuid IS NULL OR p.client_id = \(client))
      AND (NOT \(onlyReturned) OR p.refunded > 0 OR p.dispute IS NOT NULL)
      AND (\(text) = '' OR \(text) IN (p.client_id::text, p.id)
        OR strpos(lower(c.name), lower(\(text))) > 0)
      AND (\(last)::text IS NULL
        OR (p.paid_at, p.id) < (SELECT paid_at, id FROM payment WHERE id = \(last)))
    ORDER BY p.paid_at DESC, p.id DESC LIMIT \(fixed: StaffList<PaymentLine>.asked)
    """
  }
}

extension Admin {
  /// Everything that went back, of all accounts.
  package static func showRefunds(_ staff: Administrator) throws -> Response {
    let db = system
    let (text, query) = (wanted(staff), staff.request.query)
    let payments = StaffList(
      try db.all(
        Query<PaymentLine>.payments(onlyReturned: true, about: text, before: query["before"])))
    let returned = StaffList(
      try db.all(Query<ReturnedCredit>.returned(about: text, before: query["past"])))
    return page(staff, "Refunds") {
      searchForm(Site.adminRefunds(), "Account, payment or job", text)
      block("Payments") {
        paymentTable(Array(payments.shown), staff)
        older(staff, "before", than: payments.last?.id, Site.adminRefunds())
      }
      block("Pictures") {
        plainTable(
          "Pictures", ["Account", "Credits", "Reason", "Job", "When"], returned.shown.map(\.cells))
        older(staff, "past", than: returned.last?.place, Site.adminRefunds())
      }
    }
  }

  /// Gives a payment or a part of it back, at Stripe; its credits go when Stripe says so.
  package static func refund(_ staff: Administrator, _ name: String) throws -> Response {
    let db = system
    let query: Query<PaymentLine> = """
      SELECT p.client_id, p.id, c.name, p.amount, p.currency, p.refunded, p.credits, p.taken,
        p.dispute
      FROM payment p JOIN client c ON c.id = p.client_id WHERE p.id = \(name)
      """
    guard let payment = try db.first(query) else { throw Problem.missing }
    let form = Form(staff.request)
    guard form.value("back") == String(payment.refunded) else {
      throw Problem(
        .conflict,
        "\(money(minor: payment.refunded, currency: payment.currency)) of this payment went back "
          + "by now. Go back and load the page again, then see what is left.")
    }
    let amount = minorAmount(form.value("amount").trimmed, currency: payment.currency)
    guard let amount, (1...max(payment.rest, 1)).contains(amount), payment.rest > 0 else {
      throw Problem(
        .invalid,
        "Of this payment \(money(minor: payment.rest, currency: payment.currency)) is left. "
          + "Enter an amount up to that, such as "
          + "\(plainAmount(payment.rest, currency: payment.currency)).")
    }
    do {
      try Billing.refund(
        payment.id, amount, after: payment.refunded, payment.client.uuid, db)
    } catch let trouble as StripeTrouble { throw trouble.problem }
    try db.transaction {
      try note(
        staff, "admin.refund", of: payment.client,
        ["payment": .string(name), "amount": .number(Double(amount))], db)
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
          payment.rest > 0 ? refundForm(payment, staff) : HTML("all"),
        ]
      })
  }

  private static func refundForm(_ payment: PaymentLine, _ staff: Administrator) -> HTML {
    let form = Form([("amount", plainAmount(payment.rest, currency: payment.currency))])
    return postForm(
      Site.adminRefund(payment.id), csrf: staff.admission.csrf, form, look: "row"
    ) {
      hidden("back", String(payment.refunded))
      field(
        Field(
          "amount", "Amount in \(payment.currency)", in: form, maxLength: 14,
          id: "refund-\(payment.id)"))
      submit("Refund", .small, testID: "refund")
    }
  }
}

/// Credits that came back because a picture was not made.
private struct ReturnedCredit: RowReadable {
  let cells: [HTML]
  /// Account and number of the movement.
  let place: String
  init(_ row: Row) throws {
    let name: String = try row[0]
    let amount: Int = try row[1]
    let reason: String = try row[2]
    let cause: String = try row[3]
    let at: Date = try row[4]
    cells = [HTML(name), HTML(String(amount)), HTML(reason), HTML(cause), timeTag(at)]
    place = try row[5]
  }
}

extension Query<ReturnedCredit> {
  /// Credits of pictures that were not made or were claimed, the newest first.
  fileprivate static func returned(about text: String, before place: String?) -> Self {
    let parts = (place ?? "").split(separator: "/")
    let (account, number) = (
      parts.first.flatMap { UUID(uuidString: String($0)) }, parts.last.flatMap { Int($0) }
    )
    return """
      SELECT c.name, t.amount, t.reason, t.cause, t.at, t.client_id || '/' || t.number
      FROM credit_transaction t JOIN client c ON c.id = t.client_id
      WHERE t.kind IN ('release', 'refund')
        AND (t.kind = 'release' OR starts_with(t.cause, 'claim/'))
        AND (\(text) = '' OR \(text) IN (t.client_id::text, t.cause)
          OR strpos(lower(c.name), lower(\(text))) > 0)
        AND (\(account)::uuid IS NULL OR (t.at, t.client_id, t.number) < (
          SELECT at, client_id, number FROM credit_transaction
          WHERE client_id = \(account) AND number = \(number)))
      ORDER BY t.at DESC, t.client_id DESC, t.number DESC
      LIMIT \(fixed: StaffList<ReturnedCredit>.asked)
      """
  }
}
