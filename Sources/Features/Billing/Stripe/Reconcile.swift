import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

/// What comparing with Stripe came to.
package struct Reconciliation: RowReadable, Sendable {
  package let at, since: Date
  package let events, missed, bills, repaired: Int

  package init(_ row: Row) throws {
    (at, since, events) = (try row[0], try row[1], try row[2])
    (missed, bills, repaired) = (try row[3], try row[4], try row[5])
  }
}

extension Query<Reconciliation> {
  /// The newest reports.
  package static var reconciliations: Self {
    """
    SELECT at, since, events, missed, bills, repaired FROM reconciliation
    ORDER BY id DESC LIMIT 30
    """
  }
}

extension Billing {
  /// Compares the last days with Stripe, repairs what differs, and keeps a report.
  ///
  /// `days`: how far back at least; where the last report is older, back to that one, as far as
  /// Stripe remembers events.
  /// Events that were missed are heard now; about invoices that stand otherwise here is asked
  /// again. Twice is as good as once.
  @discardableResult
  package static func reconcile(days: Int = 3, _ db: Database) throws -> Reconciliation {
    let stripe = try StripeAPI.configured()
    let since = try db.one(Query<Moment>.since(days: days)).at
    let moment = ("created[gte]", String(Int(since.timeIntervalSince1970)))
    let events = try all("events", moment, stripe)
    // The oldest first, as they happened.
    var missed = 0
    for event in events.reversed()
    where try hear(event, event.bytes, wasMissed: true, db) {
      missed += 1
    }
    let bills = try all("invoices", moment, stripe)
    let repaired = try bills.filter { try repair($0, db) }.count + resume(db)
    return try db.one(
      """
      INSERT INTO reconciliation (since, events, missed, bills, repaired)
      VALUES (\(since), \(events.count), \(missed), \(bills.count), \(repaired))
      RETURNING at, since, events, missed, bills, repaired
      """)
  }

  /// Compares where the last report is a day old; the scheduler calls it.
  package static func reconcileNightly(_ db: Database) throws {
    guard Configuration.current.stripe != nil else { return }
    let isFresh: Query<Bool> = """
      SELECT EXISTS (SELECT FROM reconciliation WHERE at > now() - interval '23 hours')
      """
    if try !db.one(isFresh) { try reconcile(db) }
  }

  private static func all(
    _ path: String, _ moment: (String, String), _ stripe: StripeAPI
  ) throws -> [JSON] {
    var found: [JSON] = []
    while true {
      let after = found.last?["id"].string.map { [("starting_after", $0)] } ?? []
      let page = try stripe.get(path, [moment, ("limit", "100")] + after)
      found += page["data"].array ?? []
      guard page["has_more"] == true, page["data"].array?.isEmpty == false else { return found }
    }
  }

  /// Asks again about a bill that stands otherwise here, or is not here at all.
  private static func repair(_ bill: JSON, _ db: Database) throws -> Bool {
    let id = bill["id"].string ?? ""
    let query: Query<Whose> = """
      SELECT c.client_id, b.status FROM billing_customer c
      LEFT JOIN bill b ON b.client_id = c.client_id AND b.id = \(id)
      WHERE c.id = \(bill["customer"].string ?? "")
      """
    guard let known = try db.first(query), known.status != bill["status"].string else {
      return false
    }
    try db.transaction(as: known.client) {
      _ = try db.enqueue(RefreshStripe(object: id), for: known.client)
    }
    return true
  }

  /// Takes up what was heard and never applied, such as news whose job gave up.
  private static func resume(_ db: Database) throws -> Int {
    let open: Query<DueSubscription> = """
      SELECT DISTINCT client_id, object FROM stripe_event
      WHERE applied_at IS NULL AND client_id IS NOT NULL
        AND heard_at < now() - interval '10 minutes'
      """
    let waiting = try db.all(open)
    for news in waiting {
      try db.transaction(as: news.client) {
        _ = try db.enqueue(RefreshStripe(object: news.id), for: news.client)
      }
    }
    return waiting.count
  }
}

private struct Moment: RowReadable {
  let at: Date
  init(_ row: Row) throws { at = try row[0] }
}

extension Query<Moment> {
  /// Stripe gives events out for thirty days.
  fileprivate static func since(days: Int) -> Self {
    """
    SELECT greatest(now() - interval '30 days', least(now() - make_interval(days => \(days)),
      (SELECT max(at) - interval '1 day' FROM reconciliation)))
    """
  }
}

private struct Whose: RowReadable {
  let client: UUID
  let status: String?
  init(_ row: Row) throws { (client, status) = (try row[0], try row[1]) }
}
