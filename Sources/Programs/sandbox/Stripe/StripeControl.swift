import HTTP
import Postgres

/// How tests move the payment service's time and money, below `/_sandbox/stripe`.
///
/// ```
/// POST /_sandbox/stripe/renewals    {"subscription": "sub_…"}: its clock goes to the next period,
///                                   or to the end of the hours in which its first bill is paid
/// POST /_sandbox/stripe/money       {"session": "cs_…", "arrives": true}: a bank's late payment
/// POST /_sandbox/stripe/disputes    {"payment": "pi_…"}, or {"dispute": "du_…", "status": "won"}
/// POST /_sandbox/stripe/faults      {"customer": "cus_…", "kind": "lost", "value": 0.2}
///                                   kinds: lost, copies, shuffle, delay, down; 0 ends one
///                                   {"customer": "sub_…", "kind": "tired", "value": 1}: is down
///                                   after so many changes of the subscription
/// POST /_sandbox/stripe/deliveries  {"customer": "cus_…"}: what came, once more and shuffled
/// GET  /_sandbox/stripe/deliveries/cus_…
/// ```
enum StripeControl {
  static func renew(_ by: Operator) throws -> Response {
    try write(by) { desk, json in try desk.renew(json["subscription"].string ?? "") }
  }

  static func money(_ by: Operator) throws -> Response {
    try write(by) { desk, json in
      try desk.arrive(json["session"].string ?? "", isPaid: json["arrives"].bool ?? true)
    }
  }

  static func dispute(_ by: Operator) throws -> Response {
    try write(by) { desk, json in
      if let id = json["dispute"].string {
        var dispute = try desk.find(id, "dispute")
        dispute["status"] = json["status"]
        try desk.keep(dispute)
        try desk.tell("charge.dispute.closed", dispute)
        return dispute
      }
      let intent = try desk.find(json["payment"].string ?? "", "payment_intent")
      var charge = try desk.find(intent["latest_charge"].string ?? "", "charge")
      charge["disputed"] = true
      try desk.keep(charge)
      let dispute = try desk.keep(StripeThings.dispute(charge, at: desk.now))
      try desk.tell("charge.dispute.created", dispute)
      return dispute
    }
  }

  static func fault(_ by: Operator) throws -> Response {
    try write(by) { desk, json in
      try desk.db.run(
        """
        INSERT INTO stripe_fault (customer, kind, value) VALUES (\(json["customer"].string ?? "*"),
          \(json["kind"].string ?? ""), \(json["value"].double ?? 0))
        ON CONFLICT (customer, kind) DO UPDATE SET value = excluded.value
        """)
      try desk.db.run(
        "DELETE FROM stripe_fault WHERE value = 0 OR kind = 'copies' AND value <= 1")
      return [:]
    }
  }

  static func repeatDeliveries(_ by: Operator) throws -> Response {
    try write(by) { desk, json in
      try desk.db.run(
        """
        INSERT INTO stripe_delivery (event, url, secret, due_at)
        SELECT event, url, secret, clock_timestamp() + make_interval(secs => random())
        FROM (SELECT DISTINCT ON (d.event, d.url) d.* FROM stripe_delivery d
          JOIN stripe_object e ON e.id = d.event
          WHERE e.doc->'data'->'object'->>'customer' = \(json["customer"].string ?? "")
            AND d.outcome <> 'lost') d
        ORDER BY random()
        """)
      return [:]
    }
  }

  static func deliveries(_ by: Operator, _ customer: String) throws -> Response {
    let query: Query<Line> = """
      SELECT json_build_object('event', d.event, 'type', e.doc->'type', 'url', d.url,
        'outcome', d.outcome, 'status', d.status, 'attempts', d.attempts)
      FROM stripe_delivery d JOIN stripe_object e ON e.id = d.event
      WHERE e.doc->'data'->'object'->>'customer' = \(customer) ORDER BY d.id
      """
    return .json(["deliveries": .array(try by.db.all(query).map(\.json))])
  }

  private static func write(
    _ by: Operator, _ work: (StripeDesk, JSON) throws -> JSON
  ) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    do {
      return try by.db.transaction {
        try by.db.run(StripeSchema.lock)
        return .json(try work(StripeDesk(db: by.db), json))
      }
    } catch let error as StripeError {
      throw Problem(.invalid, error.message)
    }
  }
}
