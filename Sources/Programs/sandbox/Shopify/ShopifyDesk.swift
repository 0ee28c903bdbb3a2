import FoundationEssentials
import HTTP
import Postgres

/// A Shopify shop as the sandbox keeps it.
struct ShopifyShop: RowReadable {
  let name, title, currency: String
  let tokenSeconds: Int
  let mediaSeconds: Double

  init(_ row: Row) throws {
    (name, title, currency) = (try row[0], try row[1], try row[2])
    (tokenSeconds, mediaSeconds) = (try row[3], try row[4])
  }

  /// Its name in the world, such as `nordholt.myshopify.com`.
  var domain: String { "\(name).myshopify.com" }

  /// Where the sandbox answers for it.
  var url: String { "\(Sandbox.settings.baseURL)/shopify/\(name)" }

  static func named(_ name: String, _ db: Database) throws -> ShopifyShop? {
    try db.first(
      """
      SELECT name, title, currency, token_seconds, media_seconds FROM shopify_shop
      WHERE name = \(name)
      """ as Query<ShopifyShop>)
  }
}

/// Something in a shop that has a number: a product, a picture, a collection, a subscription.
struct ShopifyThing: RowReadable {
  let id: Int
  let kind: String
  var doc: JSON
  let updated: Date

  init(_ row: Row) throws {
    (id, kind) = (try row[0], try row[1])
    let text: String = try row[2]
    doc = try JSON(bytes: Array(text.utf8))
    updated = try row[3]
  }

  var gid: String { "gid://shopify/\(kind)/\(id)" }

  /// The number at the end of a global id of this kind.
  static func number(_ gid: JSON, _ kind: String) -> Int? {
    let start = "gid://shopify/\(kind)/"
    guard let text = gid.string, text.hasPrefix(start) else { return nil }
    return Int(text.dropFirst(start.count))
  }
}

/// The files of one shop.
struct ShopifyDesk {
  let shop: ShopifyShop
  let db: Database

  /// The thing of that number.
  func find(_ id: Int?, _ kind: String) throws -> ShopifyThing? {
    guard let id else { return nil }
    return try db.first(
      """
      SELECT id, kind, doc, updated_at FROM shopify_thing
      WHERE shop = \(shop.name) AND kind = \(kind) AND id = \(id)
      """ as Query<ShopifyThing>)
  }

  /// Things in the order of the given numbers.
  func find(_ ids: JSON, _ kind: String) throws -> [ShopifyThing] {
    let wanted = (ids.array ?? []).compactMap(\.int)
    let found = try db.all(
      """
      SELECT id, kind, doc, updated_at FROM shopify_thing
      WHERE shop = \(shop.name) AND kind = \(kind) AND id = ANY (\(wanted)::bigint[])
      """ as Query<ShopifyThing>)
    let known = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    return wanted.compactMap { known[$0] }
  }

  /// Everything of a kind, the oldest first.
  func all(_ kind: String) throws -> [ShopifyThing] {
    try db.all(
      """
      SELECT id, kind, doc, updated_at FROM shopify_thing
      WHERE shop = \(shop.name) AND kind = \(kind) ORDER BY id
      """ as Query<ShopifyThing>)
  }

  /// Adds a thing; `due`: seconds until it is worked on.
  @discardableResult
  func add(_ kind: String, _ doc: JSON, due: Double? = nil) throws -> Int {
    try db.one(
      """
      INSERT INTO shopify_thing (shop, kind, doc, due_at, updated_at)
      VALUES (\(shop.name), \(kind), \(doc.text)::jsonb,
        clock_timestamp() + make_interval(secs => \(due)), clock_timestamp())
      RETURNING id
      """ as Query<Int>)
  }

  /// Keeps a thing as it is now.
  func keep(_ thing: ShopifyThing, due: Double? = nil) throws {
    try db.run(
      """
      UPDATE shopify_thing SET doc = \(thing.doc.text)::jsonb, updated_at = clock_timestamp(),
        due_at = clock_timestamp() + make_interval(secs => \(due))
      WHERE id = \(thing.id)
      """)
  }

  func remove(_ id: Int) throws {
    try db.run("DELETE FROM shopify_thing WHERE shop = \(shop.name) AND id = \(id)")
  }

  /// A moment as the service writes it.
  static func time(_ date: Date) -> JSON {
    .string(String(date.formatted(.iso8601).prefix(19)) + "Z")
  }
}
