import Accounts
import Crypto
import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// A delivery whose signature holds.
package struct SignedDelivery: Visitor {
  let db: Database
  let client: UUID
  let delivery: StoreDelivery

  package static let door = Door.machine("a store")

  /// Checks the signature over the raw bytes, as the store's platform makes it.
  /// - Throws: `Problem` 401 for a wrong one, and for stores that do not exist: whoever guesses
  ///   ids learns nothing.
  package static func admit(_ request: Request, db: Database) throws -> SignedDelivery {
    guard let last = request.path.split(separator: "/").last,
      let store = StoreID(pathText: String(last)),
      let known = try db.first(.webhookStore(store)), let secret = known.secret,
      let platform = Platforms.named(known.platform)
    else { throw Problem.unsignedDelivery }
    let delivery = try platform.hear(request, secret: try WebhookSecret.open(secret, for: store))
    return SignedDelivery(db: db, client: known.client, delivery: delivery)
  }
}

struct WebhookStore: RowReadable {
  let client: UUID
  let platform: String
  let secret: String?
  init(_ row: Row) throws { (client, platform, secret) = (try row[0], try row[1], try row[2]) }
}

extension Query<WebhookStore> {
  static func webhookStore(_ id: StoreID) -> Self {
    "SELECT client_id, platform, webhook_secret FROM webhook_store(\(id))"
  }
}

extension Importing {
  /// Writes down that a store says something changed; a job asks the store how things stand.
  ///
  /// The same news twice meets the unique index and changes nothing. The job waits ten seconds,
  /// since stores send the same change two or three times.
  package static func hearStore(_ signed: SignedDelivery, _ store: StoreID) throws -> Response {
    switch signed.delivery.news {
    case .nothing: break
    case .product(let id):
      // Nearly all news is of this kind, and an editor in the shop sends it by the hundred.
      let job = RefreshProduct(store: store, externalID: id)
      _ = try signed.db.change(as: signed.client, .heard(signed.delivery, store, job.row))
    case let news:
      try signed.db.transaction(as: signed.client) {
        let heard = try signed.db.first(.heard(signed.delivery, store, nil))
        guard let heard, heard.skipped == nil else { return }
        try act(on: news, store, signed)
      }
    }
    return .ok
  }

  private static func act(on news: StoreNews, _ store: StoreID, _ signed: SignedDelivery) throws {
    let soon = Date(timeIntervalSinceNow: 10)
    switch news {
    case .categories:
      try signed.db.enqueue(RefreshCategories(store: store), for: signed.client, at: soon)
    case .shop:
      try signed.db.enqueue(RefreshShop(store: store), for: signed.client, at: soon)
      try signed.db.enqueue(KeepWebhooks(store: store), for: signed.client, at: soon)
    case .uninstalled:
      try Stores.letGo(store, told: signed.delivery.modified, signed.db)
    case .product, .nothing: return
    }
  }
}

/// A job as it goes into the table together with what caused it.
struct JobRow {
  let kind: String
  let payload: String
  let key: String?
  let priority: Int
}

extension Job {
  fileprivate var row: JobRow {
    get throws {
      JobRow(
        kind: Self.kind, payload: String(decoding: try JSONEncoder().encode(self), as: UTF8.self),
        key: uniqueKey, priority: Self.priority)
    }
  }
}

/// A piece of news that was written down; a repeated one has no row.
struct HeardNews: RowReadable {
  let skipped: String?
  init(_ row: Row) throws { skipped = try row[0] }
}

extension Query<HeardNews> {
  /// Writes the news down, with why it leads to nothing: an echo of our own write, or older than
  /// what is known already.
  ///
  /// The store's row is touched once a minute: deliveries of one store would wait for each other's
  /// commit otherwise.
  ///
  /// `job`: what looks after it; one that waits already and comes soon enough is left as it is, as
  /// it will see what the news is about.
  static func heard(_ delivery: StoreDelivery, _ store: StoreID, _ job: JobRow?) -> Self {
    """
    WITH seen AS (
      UPDATE store SET last_webhook_at = now()
      WHERE client_id = current_client() AND id = \(store)
        AND coalesce(last_webhook_at < now() - interval '1 minute', true)
    ), known AS (
      SELECT CASE
        WHEN \(delivery.modified)::timestamptz <= written_at
          AND \(delivery.modified)::timestamptz <= store_modified_at THEN 'echo'
        WHEN \(delivery.modified)::timestamptz < store_modified_at THEN 'old'
        WHEN \(delivery.isBlind) AND written_at > now() - interval '60 seconds' THEN 'echo'
        END AS skipped
      FROM product WHERE client_id = current_client() AND store_id = \(store)
        AND external_id = \(delivery.productID)
    ), heard AS (
      INSERT INTO webhook_event (client_id, store_id, topic, external_id, body_hash, skipped)
      SELECT current_client(), \(store)::uuid, \(delivery.topic), \(delivery.productID ?? ""),
        \(delivery.key)::bytea, (SELECT skipped FROM known)
      ON CONFLICT DO NOTHING RETURNING skipped
    ), wanted AS (
      INSERT INTO job (client_id, kind, payload, unique_key, priority, run_at)
      SELECT current_client(), \(job?.kind), \(job?.payload)::jsonb, \(job?.key),
        \(job?.priority)::smallint, now() + interval '10 seconds'
      FROM heard WHERE skipped IS NULL AND \(job?.key)::text IS NOT NULL
      ON CONFLICT (client_id, unique_key)
        WHERE unique_key IS NOT NULL AND state IN ('ready', 'running', 'paused')
      DO UPDATE SET again = job.again OR job.state = 'running',
        run_at = least(job.run_at, excluded.run_at)
      WHERE job.state = 'running' AND NOT job.again OR job.run_at > excluded.run_at
    )
    SELECT skipped FROM heard
    """
  }
}

extension StoreDelivery {
  fileprivate var productID: String? {
    if case .product(let id) = news { id } else { nil }
  }
}

/// Brings one product up to date with its store, after news about it.
///
/// Idempotent by the product: whatever the news said, the store is asked how things stand, so that
/// old news undoes nothing.
package struct RefreshProduct: Job {
  package static let kind = "refresh-product"
  let store: StoreID
  let externalID: String
  package var uniqueKey: String? { "refresh/\(store.pathText)/\(externalID)" }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else { return }
    do {
      let shop = try shift.open(store)
      let product = try shop.product(externalID)
      try RefreshCategories.bring(
        for: product.map { [$0] } ?? [], from: shop, store.id, shift)
      try shift.transaction { db in
        try save(product, store, shift.client, db)
        try db.run(.contact(store.id, shop.allowance))
      }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  private func save(
    _ product: StoreProduct?, _ store: ConnectedStore, _ client: UUID, _ db: Database
  ) throws {
    guard let product else {
      try db.run(.gone(store.id, externalID: externalID))
      return
    }
    // Where the merchant chose products, others do not come by themselves.
    let fitting = FittingProducts(store: store.id, takesNew: store.followsNew, db: db)
    let saver = SaveProducts(client: client, store: store.id, currency: store.currency, db: db)
    try saver.save(try fitting.of([product]))
  }
}
