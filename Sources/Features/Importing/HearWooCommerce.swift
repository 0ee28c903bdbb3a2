import Fetch
import Accounts
import Crypto
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// A delivery whose signature holds.
package struct WooCommerceDelivery: Visitor {
  let db: Database
  let client: UUID
  let topic: String
  let body: [UInt8]

  package static let door = Door.machine("WooCommerce")

  /// Checks the signature over the raw bytes.
  /// - Throws: `Problem` 401 for a wrong one, and for stores that do not exist: whoever guesses
  ///   ids learns nothing.
  package static func admit(_ request: Request, db: Database) throws -> WooCommerceDelivery {
    let unsigned = Problem(.signedOut, "The signature of this delivery does not hold.")
    guard let last = request.path.split(separator: "/").last,
      let store = StoreID(pathText: String(last)),
      let known = try db.first(.webhookStore(store)), let secret = known.secret
    else { throw unsigned }
    let given = request.headers["x-wc-webhook-signature"] ?? ""
    // The ping that follows the creation of a webhook is not signed and says nothing.
    if given.isEmpty, request.headers["x-wc-webhook-topic"] == nil,
      request.contentType == "application/x-www-form-urlencoded",
      request.form["webhook_id"] != nil
    {
      return WooCommerceDelivery(db: db, client: known.client, topic: "ping", body: [])
    }
    let expected = base64(hmacSHA256(key: Array(secret.utf8), request.body))
    guard isEqual(Array(expected.utf8), Array(given.utf8)) else { throw unsigned }
    let topic = request.headers["x-wc-webhook-topic"] ?? ""
    return WooCommerceDelivery(db: db, client: known.client, topic: topic, body: request.body)
  }
}

struct WebhookStore: RowReadable {
  let client: UUID
  let secret: String?
  init(_ row: Row) throws { (client, secret) = (try row[0], try row[1]) }
}

extension Query<WebhookStore> {
  static func webhookStore(_ id: StoreID) -> Self {
    "SELECT client_id, webhook_secret FROM webhook_store(\(id))"
  }
}

extension Importing {
  /// Writes down that a store says something changed; a job asks the store how things stand.
  ///
  /// The same news twice meets the unique index and changes nothing. The job waits ten seconds,
  /// since WooCommerce sends the same change two or three times.
  package static func hearWooCommerce(_ delivery: WooCommerceDelivery, _ store: StoreID) throws
    -> Response
  {
    guard delivery.topic.hasPrefix("product.") else { return .ok }
    let news = try JSON(bytes: delivery.body)
    let parent = news["parent_id"].int ?? 0
    guard let id = parent > 0 ? parent : news["id"].int else { return .ok }
    let external = String(id)
    try delivery.db.transaction(as: delivery.client) {
      let heard = try delivery.db.run(
        """
        WITH seen AS (
          UPDATE store SET last_webhook_at = now()
          WHERE client_id = \(delivery.client) AND id = \(store))
        INSERT INTO webhook_event (client_id, store_id, topic, external_id, body_hash)
        VALUES (\(delivery.client), \(store), \(delivery.topic), \(external),
          \(sha256(delivery.body)))
        ON CONFLICT DO NOTHING
        """)
      guard heard == 1 else { return }
      try delivery.db.enqueue(
        RefreshProduct(store: store, externalID: external), for: delivery.client,
        at: Date(timeIntervalSinceNow: 10))
    }
    return .ok
  }
}

/// Brings one product up to date with its store, after news about it.
///
/// Idempotent by the product.
package struct RefreshProduct: Job {
  package static let kind = "refresh-product"
  let store: StoreID
  let externalID: String
  package var uniqueKey: String? { "refresh/\(store.pathText)/\(externalID)" }

  package func run(in shift: Shift) throws {
    guard let connected = try shift.db.read(as: shift.client, .store(store)).first,
      connected.state != "disconnected"
    else { return }
    let woo = try connected.open(shift.fetch)
    do {
      let answer = try woo.call(.get, "/products/\(externalID)")
      guard let product = StoreProduct(answer.json, unit: connected.dimensionUnit) else { return }
      try shift.transaction { db in
        guard product.status != "trash" else {
          try db.run(.gone(store, externalID: externalID))
          return
        }
        let saver = SaveProduct(
          client: shift.client, store: store, currency: connected.currency, db: db)
        for picture in try saver.save(product).1 {
          try db.enqueue(FetchPicture(picture: picture), for: shift.client)
        }
        try db.run(.contact(store))
      }
    } catch StoreTrouble.refused(404, _, _) {
      try shift.transaction { _ = try $0.run(.gone(store, externalID: externalID)) }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: store)
    }
  }
}
