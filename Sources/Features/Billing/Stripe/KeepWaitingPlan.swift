import Fetch
import HTTP
import Jobs
import Postgres
import Site

/// Gives a subscription back the smaller plan that was to begin later, where a larger one was
/// chosen and the change was cut off between its two calls.
///
/// It is left for a little later before the first call, and taken back when the change has ended
/// in one way or the other.
package struct KeepWaitingPlan: Job {
  package static let kind = "keep-waiting-plan"
  package static let priority = 2
  package static let attempts = 12
  let subscription: String
  /// The prices at Stripe: what the period was paid at, and what was to begin with the next one.
  let paid, waiting: String
  /// The act that was cut off, so that it is undone once.
  let act: String
  package var uniqueKey: String? { "waiting-plan/\(subscription)/\(act)" }

  package func run(in shift: Shift) throws {
    guard let settings = Configuration.current.stripe else {
      throw GiveUp("Payment is not connected.")
    }
    let fetch = shift.tool { Fetch.configured() }
    let stripe = StripeAPI(settings, fetch)
    do {
      try shift.db.alone(Billing.changing(shift.client), seconds: 30) { try restore(stripe, shift) }
    } catch let StripeTrouble.refused(_, _, message) {
      throw GiveUp("Stripe said: \(message)")
    }
  }

  private func restore(_ stripe: StripeAPI, _ shift: Shift) throws {
    let known = try stripe.get("subscriptions/\(percentEncoded(subscription))")
    let item = known["items"]["data"][0]
    // With any other price the change went through after all; and whoever chose anew meanwhile
    // has called this off.
    guard item["price"]["id"].string == paid, try isWanted(shift) else { return }
    try Billing.exchange(subscription, item, waiting, Billing.unbilled, "\(act)/4", stripe)
    try shift.transaction { db in
      _ = try db.enqueue(RefreshStripe(object: subscription), for: shift.client)
    }
  }

  private func isWanted(_ shift: Shift) throws -> Bool {
    let isWanted: Query<Bool> = """
      SELECT wish IS DISTINCT FROM 'cancel' FROM job WHERE id = \(shift.job)
      """
    return try shift.transaction { try $0.one(isWanted) }
  }

  /// Forgets what an earlier change left: whoever chooses a plan now knows what they want.
  static func forget(_ subscription: String, _ db: Database) throws {
    try db.run(
      """
      UPDATE job SET state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
        wish = CASE WHEN state = 'running' THEN 'cancel' END,
        finished_at = CASE WHEN state = 'running' THEN NULL ELSE now() END
      WHERE client_id = current_client() AND state IN ('ready', 'running')
        AND starts_with(unique_key, \("waiting-plan/\(subscription)/"))
      """)
  }
}
