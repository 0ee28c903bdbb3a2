import HTTP
import Postgres

/// What the shops do in their own time: they take pictures from where they are told to, and run
/// bulk operations.
enum ShopifyWork {
  private struct Due: RowReadable {
    let shop: String
    let id: Int
    let kind: String
    init(_ row: Row) throws { (shop, id, kind) = (try row[0], try row[1], try row[2]) }
  }

  private static let next: Query<Due> = """
    WITH due AS (
      SELECT id FROM shopify_thing WHERE due_at <= now() ORDER BY due_at LIMIT 1
      FOR UPDATE SKIP LOCKED)
    UPDATE shopify_thing t SET due_at = NULL FROM due WHERE t.id = due.id
    RETURNING t.shop, t.id, t.kind
    """

  /// Finishes everything that is due.
  static func finish(_ db: Database) throws {
    while let due = try db.first(next) {
      guard let shop = try ShopifyShop.named(due.shop, db) else { continue }
      let desk = ShopifyDesk(shop: shop, db: db)
      guard let thing = try desk.find(due.id, due.kind) else { continue }
      try due.kind == "MediaImage" ? take(thing, desk) : desk.finishBulk(thing)
    }
  }

  private static func take(_ thing: ShopifyThing, _ desk: ShopifyDesk) throws {
    var thing = thing
    do {
      let (name, kind, bytes) = try ShopifyPicture.fetched(thing.doc["source"].string ?? "")
      thing.doc["file"] = .string(name)
      (thing.doc["width"], thing.doc["height"]) = (.int(kind.width), .int(kind.height))
      (thing.doc["status"], thing.doc["sample"]) = ("READY", nil)
      try desk.db.run(
        """
        INSERT INTO shopify_file (id, mime, bytes) VALUES (\(thing.id), \(kind.mime), \(bytes))
        ON CONFLICT (id) DO UPDATE SET mime = excluded.mime, bytes = excluded.bytes
        """)
    } catch let error as ShopifyPicture.Refusal {
      thing.doc["status"] = "FAILED"
      thing.doc["mediaErrors"] = [
        [
          "code": .string(error.code), "message": "The image could not be used.", "details": nil,
        ]
      ]
    }
    try desk.keep(thing)
    // The picture is done: the shop tells of its product once more.
    guard let owner = thing.doc["product"].int, let product = try desk.find(owner, "Product") else {
      return
    }
    try desk.keep(product)
    try desk.tell("products/update", owner)
  }
}
