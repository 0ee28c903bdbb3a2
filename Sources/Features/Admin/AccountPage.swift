import Accounts
import Billing
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Admin {
  /// One account: its lots, its movements, its payments, and what can be done about them.
  package static func showAccount(_ staff: Administrator, _ id: ClientID) throws -> Response {
    let db = system
    let names: Query<AuditText> = "SELECT name FROM client WHERE id = \(id)"
    guard let name = try db.first(names)?.text else { throw Problem.missing }
    let given: Query<AuditText> = """
      SELECT p.code FROM subscription s JOIN plan p ON p.id = s.plan_id
      WHERE s.client_id = current_client() AND s.id = 'hand/' || s.client_id
        AND s.status = 'active'
      """
    let (lots, entries, plan, offered, byHand, sums) = try db.read(
      as: id.uuid, Query<Lot>.lots, Query<Entry>.newest, Query<Plan>.planInForce,
      Query<Plan>.offeredPlans, given, Query<Sums>.now)
    let payments = try db.all(Query<PaymentLine>.payments(of: id))
    return page(staff, name) {
      p(.class("muted")) { id.pathText }
      block("Plan") { planByHand(plan.first, given: byHand.first?.text, offered, staff, id) }
      block("Credits") {
        div(.class("stack-24")) {
          if let now = sums.first { p(.testID("sums")) { now.words } }
          plainTable(
            "Lots", ["Source", "Left", "Set aside", "Until"],
            lots.map { lot in
              [
                HTML(lot.source), HTML(number(lot.available)), HTML(number(lot.reserved)),
                lot.expiry.map { timeTag($0) } ?? HTML("for ever"),
              ]
            })
          creditForm(staff, id)
        }
      }
      block("Payments") { paymentTable(payments, staff) }
      block("Movements") {
        plainTable(
          "Movements", ["Number", "What", "Credits", "After", "Cause", "When"],
          entries.map(\.cells))
      }
    }
  }

  private static func creditForm(_ staff: Administrator, _ id: ClientID) -> HTML {
    let form = Form()
    return postForm(Site.adminCredits(id), csrf: staff.admission.csrf, form) {
      // A fixed name for this act: sent twice, it moves once.
      hidden("act", UUID().uuidString.lowercased())
      field(
        Field(
          "credits", "Credits", in: form, type: "number",
          hint: "Negative takes back. Above \(fourEyes) a day somebody else approves."))
      field(Field("reason", "Reason", in: form, maxLength: 300))
      div(.class("form-actions")) { submit("Grant or take", testID: "move-credits") }
    }
  }
}

/// One text, such as a name.
struct AuditText: RowReadable {
  let text: String
  init(_ row: Row) throws { text = try row[0] }
}

/// What an account has, and what it owes.
private struct Sums: RowReadable {
  let credits, reserved, owed: Int
  init(_ row: Row) throws { (credits, reserved, owed) = (try row[0], try row[1], try row[2]) }

  var words: String {
    "\(count(credits, "credit")) to spend, \(number(reserved)) set aside, \(number(owed)) owed."
  }
}

extension Query<Sums> {
  fileprivate static var now: Self {
    "SELECT credits, reserved, owed FROM credit_balance WHERE client_id = current_client()"
  }
}

/// A row of an account's ledger.
private struct Entry: RowReadable {
  let cells: [HTML]
  init(_ row: Row) throws {
    let number: Int = try row[0]
    let kind: String = try row[1]
    let amount: Int = try row[2]
    let after: Int = try row[3]
    let cause: String = try row[4]
    let reason: String = try row[5]
    let at: Date = try row[6]
    cells = [
      HTML(String(number)), HTML(kind), HTML(String(amount)), HTML(String(after)),
      HTML(reason.isEmpty ? cause : "\(cause): \(reason)"), timeTag(at),
    ]
  }
}

extension Query<Entry> {
  fileprivate static var newest: Self {
    """
    SELECT number, kind, amount, balance_after, cause, reason, at FROM credit_transaction
    WHERE client_id = current_client() ORDER BY number DESC LIMIT 100
    """
  }
}
