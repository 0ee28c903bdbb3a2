import FoundationEssentials
import HTTP
import Postgres

/// Something in a store that has a number: a product, a category, a hook.
struct BigCommerceThing: RowReadable {
  let id: Int
  let kind: String
  var doc: JSON
  let created, updated: Date

  init(_ row: Row) throws {
    (id, kind) = (try row[0], try row[1])
    let text: String = try row[2]
    doc = try JSON(bytes: Array(text.utf8))
    (created, updated) = (try row[3], try row[4])
  }
}

/// The files of one store.
struct BigCommerceDesk {
  let store: BigCommerceStore
  let db: Database

  /// The thing of that number.
  ///
  /// With `forChange` nobody else changes it before the transaction ends.
  func find(_ id: Int?, _ kind: String, forChange: Bool = false) throws -> BigCommerceThing? {
    guard let id, Int32(exactly: id) != nil else { return nil }
    let lock: Clause = forChange ? "FOR UPDATE" : ""
    return try db.first(
      """
      SELECT id, kind, doc, created_at, updated_at FROM bigcommerce_thing
      WHERE store = \(store.hash) AND kind = \(kind) AND id = \(id) \(lock)
      """ as Query<BigCommerceThing>)
  }

  /// Everything of a kind, the oldest first.
  func all(_ kind: String) throws -> [BigCommerceThing] {
    try db.all(
      """
      SELECT id, kind, doc, created_at, updated_at FROM bigcommerce_thing
      WHERE store = \(store.hash) AND kind = \(kind) ORDER BY id
      """ as Query<BigCommerceThing>)
  }

  @discardableResult
  func add(_ kind: String, _ doc: JSON) throws -> Int {
    try db.one(
      """
      INSERT INTO bigcommerce_thing (store, kind, doc, created_at, updated_at)
      VALUES (\(store.hash), \(kind), \(doc.text)::jsonb, clock_timestamp(), clock_timestamp())
      RETURNING id
      """ as Query<Int>)
  }

  /// Keeps a thing as it is now.
  func keep(_ thing: BigCommerceThing) throws {
    try db.run(
      """
      UPDATE bigcommerce_thing SET doc = \(thing.doc.text)::jsonb, updated_at = clock_timestamp()
      WHERE id = \(thing.id)
      """)
  }

  func remove(_ id: Int) throws {
    try db.run("DELETE FROM bigcommerce_thing WHERE store = \(store.hash) AND id = \(id)")
  }

  /// A number for what has no row of its own: variants, options and their values.
  func number() throws -> Int {
    try db.one(
      "SELECT nextval(pg_get_serial_sequence('bigcommerce_thing', 'id'))" as Query<Int>)
  }

  /// A moment as the service writes it.
  static func time(_ date: Date) -> JSON { .string(Times.gmt(date) + "+00:00") }
}
