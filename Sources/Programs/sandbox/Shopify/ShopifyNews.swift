import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// What a shop tells the app that is installed in it.
extension ShopifyDesk {
  /// Sends news about a product to every subscription of this topic.
  func tell(_ topic: String, _ id: Int) throws {
    var body: JSON = ["id": .int(id)]
    if topic != "products/delete", let thing = try find(id, "Product") {
      body = [
        "id": .int(id), "admin_graphql_api_id": .string(thing.gid), "title": thing.doc["title"],
        "updated_at": Self.time(thing.updated),
        "status": .string((thing.doc["status"].string ?? "").lowercased()),
      ]
    }
    try tell(topic, body)
  }

  /// The same with a body of its own.
  func tell(_ topic: String, _ body: JSON) throws {
    let wanted = topic.uppercased().replacing("/", with: "_")
    for hook in try all("WebhookSubscription") where hook.doc["topic"] == .string(wanted) {
      try send(topic, body, to: hook.doc["uri"].string ?? "", hook: hook.id)
    }
  }

  /// Sends one piece of news; the mandatory ones go to the address in the app's own configuration.
  func send(_ topic: String, _ body: JSON, to url: String, hook: Int?) throws {
    try db.run(
      """
      INSERT INTO shopify_delivery (shop, hook, topic, url, body, due_at)
      VALUES (\(shop.name), \(hook), \(topic), \(url), \(body.text),
        clock_timestamp() + make_interval(secs => \(Double(Sandbox.settings.webhookDelay))))
      """)
  }
}

/// Delivers the news of the shops, and finishes what they work on.
enum ShopifyPost {
  private struct Errand: RowReadable {
    let number: Int
    let shop, topic, url, body, event: String
    let hook: Int?
    let attempts: Int
    init(_ row: Row) throws {
      (number, shop, topic) = (try row[0], try row[1], try row[2])
      (url, body, event) = (try row[3], try row[4], try row[5])
      (hook, attempts) = (try row[6], try row[7])
    }
  }

  private static let next: Query<Errand> = """
    WITH due AS (
      SELECT id FROM shopify_delivery WHERE outcome = 'waiting' AND due_at <= now()
      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE shopify_delivery d SET attempts = attempts + 1,
      due_at = now() + make_interval(secs => 4 * (attempts + 1))
    FROM due WHERE d.id = due.id
    RETURNING d.id, d.shop, d.topic, d.url, d.body, d.event, d.hook, d.attempts
    """

  /// Delivers what is due.
  ///
  /// After nine attempts the subscription is taken out.
  static func deliver(_ db: Database) throws {
    try ShopifyWork.finish(db)
    while let errand = try db.first(next) {
      let status = Deliveries.post(errand.url, headers(errand), Array(errand.body.utf8))
      let isDone = status == 200
      let outcome = isDone ? "delivered" : errand.attempts >= 9 ? "failed" : "waiting"
      try db.run(
        """
        UPDATE shopify_delivery SET status = \(status), outcome = \(outcome)
        WHERE id = \(errand.number)
        """)
      if outcome == "failed", let hook = errand.hook {
        try db.run("DELETE FROM shopify_thing WHERE id = \(hook)")
      }
    }
  }

  private static func headers(_ errand: Errand) -> [(String, String)] {
    [
      ("Content-Type", "application/json"), ("X-Shopify-Topic", errand.topic),
      ("X-Shopify-Shop-Domain", "\(errand.shop).myshopify.com"),
      ("X-Shopify-API-Version", ShopifyServices.version),
      ("X-Shopify-Webhook-Id", "\(errand.event)-\(errand.attempts)"),
      ("X-Shopify-Event-Id", errand.event),
      ("X-Shopify-Triggered-At", "\(Date().formatted(.iso8601))"),
      ("X-Shopify-Hmac-Sha256", signature(Array(errand.body.utf8))),
    ]
  }

  /// What proves who sent a body.
  static func signature(_ body: [UInt8]) -> String {
    base64(hmacSHA256(key: Array(Sandbox.settings.shopifySecret.utf8), body))
  }
}
