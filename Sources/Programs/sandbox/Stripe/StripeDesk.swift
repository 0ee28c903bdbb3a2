import Crypto
import FoundationEssentials
import HTTP
import Postgres

/// The payment service's files: its objects, and the news about them.
struct StripeDesk {
  let db: Database

  /// Seconds since 1970.
  var now: Int { Int(Date().timeIntervalSince1970) }

  /// A name for a new object.
  static func name(_ start: String) -> String {
    start + hexadecimal(randomBytes(12))
  }

  /// The object of that name.
  /// - Throws: `StripeError` 404 when there is none.
  func find(_ id: String, _ kind: String, _ param: String = "id") throws -> JSON {
    let found: Query<Line> = "SELECT doc FROM stripe_object WHERE id = \(id) AND kind = \(kind)"
    guard let line = try db.first(found) else { throw StripeError.missing(kind, id, param) }
    return line.json
  }

  /// What is kept beside an object and never shown.
  func hidden(_ id: String) throws -> JSON {
    try db.first("SELECT hidden FROM stripe_object WHERE id = \(id)" as Query<Line>)?.json ?? [:]
  }

  /// Keeps an object as it is now.
  @discardableResult
  func keep(_ object: JSON) throws -> JSON {
    try db.run(
      """
      INSERT INTO stripe_object (id, kind, created, doc) VALUES (\(object["id"].string ?? ""),
        \(object["object"].string ?? ""), \(object["created"].int ?? now), \(object.text)::jsonb)
      ON CONFLICT (id) DO UPDATE SET doc = excluded.doc
      """)
    return object
  }

  /// Keeps something beside an object.
  func hide(_ id: String, _ name: String, _ value: JSON) throws {
    try db.run(
      """
      UPDATE stripe_object SET hidden = hidden || jsonb_build_object(\(name)::text,
        \(value.text)::jsonb) WHERE id = \(id)
      """)
  }

  /// Objects of a kind whose members have these values, the newest first.
  func all(_ kind: String, where members: JSON = [:]) throws -> [JSON] {
    try db.all(
      """
      SELECT doc FROM stripe_object WHERE kind = \(kind) AND doc @> \(members.text)::jsonb
      ORDER BY place DESC
      """ as Query<Line>
    ).map(\.json)
  }
}
