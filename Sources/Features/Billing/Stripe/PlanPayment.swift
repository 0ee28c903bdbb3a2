import FoundationEssentials
import HTTP
import Postgres

extension Statement {
  /// A plan's payment, with what it brought.
  ///
  /// What paid a period brings its months, as they come. What paid for a larger plan in the middle
  /// of one brought the difference that was granted then.
  static func keep(payment: String, of bill: JSON, for subscription: String) -> Self {
    let line = PaidLine(bill)
    return """
      INSERT INTO payment (client_id, id, bill, amount, currency, credits, subscription,
        period_start, period_end)
      SELECT s.client_id, \(payment), \(bill["id"].string ?? ""), \(bill["total"].int ?? 0)::int,
        \(bill["currency"].string?.uppercased() ?? ""),
        CASE WHEN w.is_period THEN p.credits ELSE coalesce((SELECT sum(l.amount) FROM credit_lot l
          WHERE l.client_id = s.client_id AND l.source = 'plan'
            AND starts_with(l.cause, 'upgrade/' || s.id || '/') AND l.cause LIKE '%/' || p.code
            AND to_timestamp(split_part(l.cause, '/', 3)::bigint)
              BETWEEN w.starts - interval '31 days' AND w.starts), 0) END,
        CASE WHEN w.is_period THEN s.id END, CASE WHEN w.is_period THEN w.starts END,
        CASE WHEN w.is_period THEN w.ends END
      FROM subscription s JOIN plan p ON p.id = s.plan_id
      CROSS JOIN LATERAL (SELECT \(line.start)::timestamptz AS starts, \(line.end)::timestamptz AS ends,
        \(line.isWhole) OR \(line.start)::timestamptz = s.period_start AS is_period) w
      WHERE s.client_id = current_client() AND s.id = \(subscription)
        AND \(bill["total"].int ?? 0)::int > 0
      ON CONFLICT DO NOTHING
      """
  }
}

/// The line of a bill that says what was paid for.
private struct PaidLine {
  let start, end: Date
  /// Whether it is a whole period by its reason: the first or the next one.
  let isWhole: Bool

  init(_ bill: JSON) {
    let reason = bill["billing_reason"].string ?? ""
    let lines = bill["lines"]["data"].array ?? []
    // What is given back for unused time stands in lines below zero.
    let line = lines.last { ($0["amount"].int ?? 0) > 0 } ?? bill["lines"]["data"][0]
    start = line["period"]["start"].stripeDate ?? Date()
    end = line["period"]["end"].stripeDate ?? Date()
    isWhole = reason == "subscription_create" || reason == "subscription_cycle"
  }
}
