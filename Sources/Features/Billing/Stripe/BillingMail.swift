import Accounts
import Design
import FoundationEssentials
import HTTP
import Jobs
import Mail
import Postgres
import Site

extension Billing {
  /// Says thank you, with what was bought and where the receipt is.
  static func mailReceipt(_ order: Order, _ db: Database) throws {
    let price = money(minor: order.amount, currency: order.currency)
    try mailOwners(
      "Your receipt for \(order.words)",
      """
      Thank you. \(order.title) for \(price): in your account.

      The invoice can be downloaded here:
      \(Configuration.current.baseURL + Site.billing())
      """, db)
  }

  /// The same for a plan: its first payment, every renewal, and what a larger one costs meanwhile.
  static func mailReceipt(
    of bill: JSON, paidWith method: String, for subscription: String, _ db: Database
  ) throws {
    let plan: Query<PlanName> = """
      SELECT p.name FROM subscription s JOIN plan p ON p.id = s.plan_id
      WHERE s.client_id = current_client() AND s.id = \(subscription)
      """
    guard let plan = try db.first(plan) else { return }
    let price = money(
      minor: bill["total"].int ?? 0, currency: bill["currency"].string?.uppercased() ?? "")
    let isRenewal = bill["billing_reason"] == "subscription_cycle"
    try mailOwners(
      "Your receipt for the plan \(plan.name)",
      """
      Thank you. \(isRenewal ? "Your plan \(plan.name) goes on" : "You have the plan \(plan.name)"): \
      \(price) paid\(method.isEmpty ? "" : " with \(method)").

      The invoice can be downloaded here:
      \(Configuration.current.baseURL + Site.billing())
      """, db)
  }

  /// Says that a bank's money, which was on its way, did not come.
  static func mailNoMoney(_ order: Order, _ db: Database) throws {
    try mailOwners(
      "Your payment for \(order.planName.map { "the plan \($0)" } ?? order.words) did not come",
      """
      The bank did not send the money for \(order.words).
      Nothing was charged and nothing was added to your account. You owe nothing.

      You can order again, with a card for instance:
      \(Configuration.current.baseURL + Site.plans())
      """, db)
  }

  /// Says that a payment is missing and what will happen; `reminder` counts from 0.
  static func mailPaymentFailed(reminder: Int, _ db: Database) throws {
    let subjects = [
      "A payment failed", "Your payment is still missing", "Your plan ends tomorrow",
      "Your plan has ended",
    ]
    let texts = [
      "Everything works as before for seven days. Please check your card:",
      "Please check your card, so that your plan goes on:",
      "Without a payment the limits of the free plan hold from tomorrow on. Your card:",
      "The limits of the free plan hold now. Nothing was deleted. Once the payment comes, your "
        + "plan is back:",
    ]
    let index = min(max(reminder, 0), 3)
    try mailOwners(
      subjects[index],
      """
      The payment for your plan did not go through.

      \(texts[index])
      \(Configuration.current.baseURL + Site.billing())
      """, db)
  }

  /// Reminds of missing payments on the third, sixth and seventh day; the scheduler calls it.
  package static func remind(_ db: Database) throws {
    let due: Query<DueReminder> = """
      SELECT client_id, id, reminders + 1 FROM subscription
      WHERE status IN ('past_due', 'unpaid') AND reminders < 3 AND grace_until IS NOT NULL
        AND now() >= grace_until - make_interval(days => (ARRAY[4, 1, 0])[reminders + 1])
      """
    for reminder in try db.all(due) {
      try db.transaction(as: reminder.client) {
        try db.run(
          """
          UPDATE subscription SET reminders = \(reminder.number)
          WHERE client_id = \(reminder.client) AND id = \(reminder.id)
          """)
        try mailPaymentFailed(reminder: reminder.number, db)
      }
    }
  }

  /// Writes to everybody who owns the account.
  static func mailOwners(_ subject: String, _ text: String, _ db: Database) throws {
    let owners: Query<OwnerAddress> = """
      SELECT m.client_id, p.email FROM membership m JOIN person p ON p.id = m.person_id
      WHERE m.client_id = current_client() AND m.role = 'owner' ORDER BY m.joined_at
      """
    for owner in try db.all(owners) {
      _ = try db.enqueue(
        SendMail(Message(to: owner.email, subject: subject, text: text)), for: owner.client)
    }
  }
}

private struct PlanName: RowReadable {
  let name: String
  init(_ row: Row) throws { name = try row[0] }
}

private struct OwnerAddress: RowReadable {
  let client: UUID
  let email: String
  init(_ row: Row) throws { (client, email) = (try row[0], try row[1]) }
}

private struct DueReminder: RowReadable {
  let client: UUID
  let id: String
  let number: Int
  init(_ row: Row) throws { (client, id, number) = (try row[0], try row[1], try row[2]) }
}
