import Crypto
import FoundationEssentials
import HTTP
import Postgres

extension StripeDesk {
  /// Writes an event down and sends it to every endpoint that asked for it, with the faults that
  /// were ordered for its customer.
  func tell(_ type: String, _ object: JSON) throws {
    let id = StripeDesk.name("evt_")
    try keep([
      "id": .string(id), "object": "event", "api_version": "2026-05-27.dahlia",
      "created": .int(now), "data": ["object": object], "livemode": false,
      "pending_webhooks": 1, "request": ["id": nil, "idempotency_key": nil],
      "type": .string(type),
    ])
    let customer = object["customer"].string ?? object["id"].string ?? ""
    for endpoint in try all("webhook_endpoint") where listens(endpoint, to: type) {
      let secret = try hidden(endpoint["id"].string ?? "")["secret"].string ?? ""
      try send(id, to: endpoint["url"].string ?? "", secret, for: customer)
    }
  }

  private func listens(_ endpoint: JSON, to type: String) -> Bool {
    let wanted = endpoint["enabled_events"].array?.compactMap(\.string) ?? []
    return endpoint["status"] == "enabled" && (wanted.contains("*") || wanted.contains(type))
  }

  /// `lost` is the share that never arrives (0.2 is every fifth), `copies` how often the rest comes, `shuffle` over how
  /// many seconds their order is lost, `delay` how many seconds all of them are late.
  private func send(_ event: String, to url: String, _ secret: String, for customer: String) throws
  {
    try db.run(
      """
      WITH fault AS (
        SELECT coalesce(max(value) FILTER (WHERE kind = 'lost'), 0) AS lost,
          coalesce(max(value) FILTER (WHERE kind = 'copies'), 1)::int AS copies,
          coalesce(max(value) FILTER (WHERE kind = 'shuffle'), 0) AS shuffle,
          coalesce(max(value) FILTER (WHERE kind = 'delay'), 0) AS delay
        FROM stripe_fault WHERE customer IN (\(customer), '*')
      ), luck AS (
        SELECT floor((sent + 1) * lost) > floor(sent * lost) AS is_lost
        FROM fault, (SELECT count(DISTINCT d.event) AS sent FROM stripe_delivery d
          JOIN stripe_object e ON e.id = d.event
          WHERE e.doc->'data'->'object'->>'customer' = \(customer) AND d.url = \(url)) s)
      INSERT INTO stripe_delivery (event, url, secret, due_at, outcome)
      SELECT \(event), \(url), \(secret),
        clock_timestamp() + make_interval(secs => delay + random() * shuffle),
        CASE WHEN is_lost THEN 'lost' ELSE 'waiting' END
      FROM fault, luck, generate_series(1, copies)
      """)
  }
}

/// Delivers the payment service's events: signed, again when nobody took them.
struct StripePost {
  /// One event on its way.
  private struct Errand: RowReadable {
    let number: Int
    let url, secret, body: String
    let attempts: Int
    init(_ row: Row) throws {
      (number, url, secret) = (try row[0], try row[1], try row[2])
      (body, attempts) = (try row[3], try row[4])
    }
  }

  /// Takes the next one; nothing is lost when nobody says how it ended: it is due again later.
  private static let next: Query<Errand> = """
    WITH due AS (
      SELECT id FROM stripe_delivery WHERE outcome = 'waiting' AND due_at <= now()
      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE stripe_delivery d SET sent_at = now(), attempts = attempts + 1,
      due_at = now() + make_interval(secs => 4 * (attempts + 1))
    FROM due, stripe_object e WHERE d.id = due.id AND e.id = d.event
    RETURNING d.id, d.url, d.secret, e.doc, d.attempts
    """

  /// Delivers what is due.
  static func deliver(_ db: Database) throws {
    while let errand = try db.first(next) {
      let status = send(errand)
      let isDone = (200..<300).contains(status)
      let outcome = isDone ? "delivered" : errand.attempts >= 4 ? "failed" : "waiting"
      try db.run(
        """
        UPDATE stripe_delivery SET status = \(status), outcome = \(outcome)
        WHERE id = \(errand.number)
        """)
    }
  }

  private static func send(_ errand: Errand) -> Int {
    let time = Int(Date().timeIntervalSince1970)
    let body = Array(errand.body.utf8)
    let headers = [
      ("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
      ("Content-Type", "application/json; charset=utf-8"),
      ("Stripe-Signature", signature(body, errand.secret, at: time)),
    ]
    return Deliveries.post(errand.url, headers, body)
  }

  /// The header that proves who sent a body, and when.
  static func signature(_ body: [UInt8], _ secret: String, at time: Int) -> String {
    let signed = hmacSHA256(key: Array(secret.utf8), Array("\(time).".utf8) + body)
    return "t=\(time),v1=\(hexadecimal(signed))"
  }
}
