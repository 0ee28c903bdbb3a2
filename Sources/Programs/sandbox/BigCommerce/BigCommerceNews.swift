import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// What a store tells those who have a hook for it: numbers only.
extension BigCommerceDesk {
  /// Sends news of a thing to every hook for this scope, `store/product/*` among them.
  func tell(_ scope: String, _ type: String, _ id: Int? = nil, _ more: JSON = .null) throws {
    let faults = try db.all(
      Query<BigCommerceFault>.fired(
        store.hash, BigCommerceFault.newsKinds, "", scope, String(id ?? 0)))
    guard !faults.contains(where: { $0.kind == "lost" }) else { return }
    var data: JSON = ["type": .string(type)]
    if let id { data["id"] = .int(id) }
    if more != .null { data[type] = more }
    let late = faults.first { $0.kind == "late" }?.seconds ?? 0
    let event = hexadecimal(randomBytes(20))
    let body: JSON = [
      "scope": .string(scope), "store_id": .string(String(store.number)), "data": data,
      "hash": .string(event), "created_at": .int(Int(Date().timeIntervalSince1970)),
      "producer": .string(store.context),
    ]
    let times = faults.contains { $0.kind == "twice" } ? 2 : 1
    for hook in try all("hook") where hears(hook, scope) {
      for _ in 0..<times { try send(scope, body.text, event, to: hook, late: late) }
    }
  }

  private func hears(_ hook: BigCommerceThing, _ scope: String) -> Bool {
    guard hook.doc["is_active"] == true, let wanted = hook.doc["scope"].string else { return false }
    return wanted == scope || wanted.hasSuffix("/*") && scope.hasPrefix(wanted.dropLast())
  }

  private func send(
    _ scope: String, _ body: String, _ event: String, to hook: BigCommerceThing, late: Double
  ) throws {
    let headers: JSON = hook.doc["headers"] == .null ? [:] : hook.doc["headers"]
    let wait = Double(Sandbox.settings.webhookDelay) + late
    try db.run(
      """
      INSERT INTO bigcommerce_delivery (store, hook, scope, url, headers, secret, body, event,
        due_at)
      VALUES (\(store.hash), \(hook.id), \(scope), \(hook.doc["destination"].string ?? ""),
        \(headers.text)::jsonb,
        (SELECT secret FROM bigcommerce_token WHERE store = \(store.hash)
          AND client = \(hook.doc["client_id"].string ?? "") LIMIT 1),
        \(body), \(event), clock_timestamp() + make_interval(secs => \(wait)))
      """)
  }
}

/// Delivers the news of the stores.
enum BigCommercePost {
  /// How often one piece of news is tried; the service takes two days for it.
  private static let attempts = 5

  private struct Errand: RowReadable {
    let number, attempts: Int
    let url, body, event, secret: String
    let headers: JSON
    let hook: Int?

    init(_ row: Row) throws {
      (number, url, body) = (try row[0], try row[1], try row[2])
      let told: String = try row[3]
      headers = try JSON(bytes: Array(told.utf8))
      let own: String? = try row[4]
      secret = own ?? Sandbox.settings.bigCommerceSecret
      (event, hook, attempts) = (try row[5], try row[6], try row[7])
    }
  }

  private static let next: Query<Errand> = """
    WITH due AS (
      SELECT id FROM bigcommerce_delivery WHERE outcome = 'waiting' AND due_at <= now()
      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE bigcommerce_delivery d SET attempts = attempts + 1,
      due_at = now() + make_interval(secs => 2 * (attempts + 1))
    FROM due WHERE d.id = due.id
    RETURNING d.id, d.url, d.body, d.headers, d.secret, d.event, d.hook, d.attempts
    """

  /// Delivers what is due; a hook whose news nobody takes is switched off.
  static func deliver(_ db: Database) throws {
    while let errand = try db.first(next) {
      let status = Deliveries.post(errand.url, headers(errand), Array(errand.body.utf8))
      let isDone = (200..<300).contains(status)
      let outcome = isDone ? "delivered" : errand.attempts >= attempts ? "failed" : "waiting"
      try db.run(
        """
        UPDATE bigcommerce_delivery SET status = \(status), outcome = \(outcome)
        WHERE id = \(errand.number)
        """)
      if outcome == "failed" {
        try db.run(
          """
          UPDATE bigcommerce_thing SET doc = jsonb_set(doc, '{is_active}', 'false')
          WHERE id = \(errand.hook) AND kind = 'hook'
          """)
      }
    }
  }

  private static func headers(_ errand: Errand) -> [(String, String)] {
    let id = "msg_\(errand.event.prefix(27))"
    let second = String(Int(Date().timeIntervalSince1970))
    let own = (errand.headers.object ?? [:]).map { ($0.key, $0.value.string ?? "") }
    return own + [
      ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", second),
      ("webhook-signature", signature(id, second, errand.body, errand.secret)),
    ]
  }

  /// What proves who sent a body, and when.
  static func signature(_ id: String, _ second: String, _ body: String, _ secret: String) -> String
  {
    let signed = Array("\(id).\(second).\(body)".utf8)
    return "v1," + base64(hmacSHA256(key: Array(secret.utf8), signed))
  }
}
