import Fetch
import Jobs
import Postgres
import Site

/// Asks Stripe how one of its objects stands, and does what follows from that.
///
/// Idempotent by the object and by each effect: credits move by causes that are made of Stripe's
/// own names. Old news and news out of order lead to the same answer.
package struct RefreshStripe: Job {
  package static let kind = "refresh-stripe"
  /// Somebody has paid: that does not wait behind the pictures that were ordered before.
  package static let priority = 1
  package static let attempts = 12
  package let object: String
  package var uniqueKey: String? { "stripe/\(object)" }

  package init(object: String) { self.object = object }

  package func run(in shift: Shift) throws {
    guard let settings = Configuration.current.stripe else {
      throw GiveUp("Payment is not connected.")
    }
    let fetch = shift.tool { Fetch.configured() }
    do {
      try Billing.refresh(object, StripeAPI(settings, fetch), shift.client, shift.db)
      try shift.transaction { db in
        try db.run(
          """
          UPDATE stripe_event SET applied_at = now(), note = ''
          WHERE object = \(object) AND applied_at IS NULL
          """)
      }
    } catch let trouble as StripeTrouble {
      try explain(trouble, shift)
    }
  }

  private func explain(_ trouble: StripeTrouble, _ shift: Shift) throws {
    try shift.transaction { db in
      try db.run(
        """
        UPDATE stripe_event SET note = \(String(describing: trouble))
        WHERE object = \(object) AND applied_at IS NULL
        """)
    }
    if case .refused(_, _, let message) = trouble { throw GiveUp("Stripe said: \(message)") }
    throw trouble
  }
}
