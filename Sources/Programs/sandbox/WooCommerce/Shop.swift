import HTTP
import Postgres

/// One store of the sandbox and how it is set up.
struct Shop: Sendable, RowReadable {
  let name: String
  let title: String
  let consumerKey: String
  let consumerSecret: String
  /// `read`, `write` (only), `read_write`, or `customer`: a key whose owner has no rights.
  let permission: String
  /// Whether keys are taken without TLS, as behind a proxy that ends TLS.
  let basicOverHTTP: Bool
  /// Whether the web server loses the Authorization header, as some hosts do.
  let stripsAuthorization: Bool
  let plainPermalinks: Bool
  let notWordPress: Bool
  /// The version of WooCommerce; `none` is a WordPress without it.
  let version: String
  /// Seconds that its clock is ahead of the right time.
  let clockOff: Int
  /// Whether its background jobs are started by visits, and whether it can call out.
  let runsCron, callsOut: Bool
  private let ownWordPress: String

  init(_ row: Row) throws {
    name = try row[0]
    title = try row[1]
    consumerKey = try row[2]
    consumerSecret = try row[3]
    permission = try row[4]
    basicOverHTTP = try row[5]
    stripsAuthorization = try row[6]
    plainPermalinks = try row[7]
    notWordPress = try row[8]
    version = try row[9]
    (clockOff, runsCron, callsOut) = (try row[10], try row[11], try row[12])
    ownWordPress = try row[13]
  }

  /// The path before everything of this store; empty for the demo store.
  var prefix: String { name == "demo" ? "" : "/shops/\(name)" }

  /// The address of the store, without a slash at its end.
  var url: String { Sandbox.settings.baseURL + prefix }

  /// The address of a REST resource.
  func api(_ path: String) -> String { "\(url)/wp-json/wc/v3/\(path)" }

  /// Whether keys may be sent as they are.
  var isSecure: Bool { basicOverHTTP || url.hasPrefix("https:") }

  /// Whether the store is at least of this version.
  func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
    let numbers = version.split(separator: ".").map { Int($0) ?? 0 }
    let have = (numbers.first ?? 0, numbers.count > 1 ? numbers[1] : 0)
    return have.0 > major || have.0 == major && have.1 >= minor
  }

  /// Whether it knows `wc/v3`, which came with 3.5.
  var knowsV3: Bool { version != "none" && isAtLeast(3, 5) }

  /// The version of WordPress that goes with it.
  var wordPressVersion: String {
    ownWordPress.isEmpty ? isAtLeast(10, 0) ? "7.0.4" : "6.1.9" : ownWordPress
  }

  /// Whether WebP is a kind of picture for it, which it is for WordPress since 5.8.
  var takesWebP: Bool {
    let numbers = wordPressVersion.split(separator: ".").prefix(2).map { Int($0) ?? 0 }
    return !numbers.lexicographicallyPrecedes([5, 8])
  }

  /// How it names itself when it calls others.
  var userAgent: String { "WooCommerce/\(version) Hookshot (WordPress/\(wordPressVersion))" }
}

extension Query<Shop> {
  /// A store by name.
  static func shop(_ name: String) -> Self {
    """
    SELECT name, title, consumer_key, consumer_secret, permission, basic_over_http,
      strips_authorization, plain_permalinks, not_wordpress, version, clock_off, runs_cron,
      calls_out, word_press
    FROM shop WHERE name = \(name)
    """
  }
}

/// The counters that a store takes its numbers from.
enum Numbering {
  /// The next number of a product, variation or picture, which share one row of numbers.
  static func post(_ shop: String, _ db: Database) throws -> Int {
    try db.one(
      "UPDATE shop SET next_post = next_post + 1 WHERE name = \(shop) RETURNING next_post - 1")
  }

  /// The next number of a category, tag or term.
  static func term(_ shop: String, _ db: Database) throws -> Int {
    try db.one(
      "UPDATE shop SET next_term = next_term + 1 WHERE name = \(shop) RETURNING next_term - 1")
  }

  /// The next number of a webhook.
  static func webhook(_ shop: String, _ db: Database) throws -> Int {
    try db.one(
      """
      UPDATE shop SET next_webhook = next_webhook + 1 WHERE name = \(shop)
      RETURNING next_webhook - 1
      """)
  }
}
