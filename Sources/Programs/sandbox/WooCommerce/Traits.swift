import HTTP
import Postgres

/// What changes at a store's host or in its settings, while its products stay as they are.
///
/// Any of `permission` (of the key), `stripsAuthorization`, `clockOff` (seconds that its clock is
/// ahead), `wordPress` (a version), `runsCron` and `callsOut` (whether it can call anybody).
enum Traits {
  /// Changes those that a body names.
  static func change(_ by: Operator, _ name: String) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    let changed = try by.db.run(
      """
      UPDATE shop SET permission = coalesce(\(json["permission"].string), permission),
        strips_authorization = coalesce(
          \(json["stripsAuthorization"].bool)::boolean, strips_authorization),
        clock_off = coalesce(\(json["clockOff"].int)::int, clock_off),
        word_press = coalesce(\(json["wordPress"].string), word_press),
        runs_cron = coalesce(\(json["runsCron"].bool)::boolean, runs_cron),
        calls_out = coalesce(\(json["callsOut"].bool)::boolean, calls_out)
      WHERE name = \(name)
      """)
    guard changed == 1 else { throw Problem.missing }
    return .noContent
  }

  /// The time by a store's clock, as its web server tells it.
  static func date(_ shop: Shop, _ db: Database) throws -> String {
    try db.one(
      """
      SELECT to_char((now() + make_interval(secs => \(Double(shop.clockOff)))) AT TIME ZONE 'UTC',
        'Dy, DD Mon YYYY HH24:MI:SS "GMT"')
      """ as Query<String>)
  }
}
