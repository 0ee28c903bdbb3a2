import Crypto
import Fetch
import FoundationEssentials
import HTTP
import Postgres
import Synchronization
import Telemetry

#if canImport(Glibc)
import Glibc
#endif

/// The thread that delivers webhooks in the background, one attempt each.
final class Deliveries: Sendable {
  private let stopped = Atomic<Bool>(false)

  /// One piece of news on its way.
  private struct Errand: RowReadable {
    let number, shop: String
    let resource: Int
    let webhook: Webhook
    let topic: String

    init(_ row: Row) throws {
      number = try row[0]
      shop = try row[1]
      resource = try row[2]
      topic = try row[3]
      var webhook = Webhook(id: try row[4], topic: topic, deliveryURL: try row[5])
      webhook.secret = try row[6]
      webhook.failures = try row[7]
      self.webhook = webhook
    }
  }

  /// Delivers what is due until it is told to stop.
  func run(_ db: Database) {
    while !stopped.load(ordering: .relaxed) {
      do {
        while let errand = try db.first(Deliveries.next) { try deliver(errand, db) }
        try StripePost.deliver(db)
        try ShopifyPost.deliver(db)
        try BigCommercePost.deliver(db)
      } catch {
        Log.warning("webhook delivery failed", ["error": String(describing: error)])
        db.close()
      }
      usleep(300_000)
    }
  }

  /// Lets `run` return after what it is doing now.
  func stop() { stopped.store(true, ordering: .relaxed) }

  /// Takes the next one, which counts as sent from then on: nothing is ever tried twice.
  private static let next: Query<Errand> = """
    WITH due AS (
      SELECT id FROM delivery WHERE sent_at IS NULL AND due_at <= now()
      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE delivery d SET sent_at = now() FROM due, webhook w
    WHERE d.id = due.id AND w.shop = d.shop AND w.id = d.webhook
    RETURNING d.id, d.shop, d.resource, d.topic, w.id, w.delivery_url, w.secret, w.failure_count
    """

  private func deliver(_ errand: Errand, _ db: Database) throws {
    guard let shop = try db.first(.shop(errand.shop)), let body = try body(errand, shop, db) else {
      return
    }
    let status = Deliveries.send(errand.webhook, shop, body)
    // A redirect is not followed and counts as success.
    let isDone = (200..<300).contains(status) || status == 301 || status == 302
    let outcome = isDone ? "delivered" : "failed"
    try db.run(
      """
      UPDATE delivery SET status = \(status), outcome = \(outcome)
      WHERE id = \(errand.number)::bigint
      """)
    try db.run(
      """
      UPDATE webhook SET modified_at = now(),
        status = CASE WHEN NOT \(isDone) AND failure_count > 5 THEN 'disabled' ELSE status END,
        failure_count = CASE WHEN \(isDone) THEN 0 ELSE least(failure_count + 1, 6) END
      WHERE shop = \(errand.shop) AND id = \(errand.webhook.id)
      """)
  }

  /// What is said: the product as it is now, or only its number when it went to the trash.
  private func body(_ errand: Errand, _ shop: Shop, _ db: Database) throws -> [UInt8]? {
    if errand.topic == "product.deleted" { return phpJSON(["id": .int(errand.resource)]) }
    guard let product = try db.first(.product(errand.resource, shop.name)) else { return nil }
    return phpJSON(try ProductAnswer([product], shop, db, isEdit: false).json(product))
  }

  private static func send(_ webhook: Webhook, _ shop: Shop, _ body: [UInt8]) -> Int {
    let halves = webhook.topic.split(separator: ".").map(String.init)
    let second = Int(Date().timeIntervalSince1970)
    let signature = base64(hmacSHA256(key: Array(webhook.secret.utf8), body))
    let headers = [
      ("User-Agent", shop.userAgent), ("Content-Type", "application/json"),
      ("X-WC-Webhook-Source", shop.url + "/"), ("X-WC-Webhook-Topic", webhook.topic),
      ("X-WC-Webhook-Resource", halves[0]), ("X-WC-Webhook-Event", halves.last ?? ""),
      ("X-WC-Webhook-Signature", signature), ("X-WC-Webhook-ID", String(webhook.id)),
      // Two events in one second share it, as in the recorded store.
      ("X-WC-Webhook-Delivery-ID", hexadecimal(md5(Array("\(webhook.id)\(second)".utf8)))),
    ]
    return post(webhook.deliveryURL, headers, body)
  }

  /// Says hello when a webhook is made, in a form without a signature; the answer does not matter.
  static func ping(_ webhook: Webhook, _ shop: Shop) {
    _ = post(
      webhook.deliveryURL,
      [("User-Agent", shop.userAgent), ("Content-Type", "application/x-www-form-urlencoded")],
      Array("webhook_id=\(webhook.id)".utf8))
  }

  /// - Returns: the status, 0 when there was no answer.
  static func post(_ url: String, _ headers: [(String, String)], _ body: [UInt8]) -> Int {
    let call = Call(.post, url, headers: headers, body: body, timeout: 60, limit: 1 << 20)
    do {
      return try Fetch(allowed: Sandbox.settings.reachable).send(call).status
    } catch {
      Log.info("webhook not delivered", ["url": url, "reason": String(describing: error)])
      return 0
    }
  }
}
