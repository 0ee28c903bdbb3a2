import HTTP
import Postgres

/// A BigCommerce store as the sandbox keeps it.
struct BigCommerceStore: RowReadable {
  /// What its merchant grants to our app, as the app's registration asks for it.
  static let scopes =
    "store_channel_settings_read_only store_sites_read_only store_v2_default "
    + "store_v2_information_read_only store_v2_products"

  let hash, title, currency, account, scopes: String
  let number: Int

  init(_ row: Row) throws {
    (hash, number, title) = (try row[0], try row[1], try row[2])
    (currency, account, scopes) = (try row[3], try row[4], try row[5])
  }

  /// What it is called where a token or a hook names it.
  var context: String { "stores/\(hash)" }

  /// Where its customers would find it.
  var domain: String { "store-\(hash).mybigcommerce.com" }

  /// Its control panel's page of our app.
  var page: String { "\(Sandbox.settings.baseURL)/bigcommerce/manage/\(hash)/apps/epox" }

  static func named(_ hash: String, _ db: Database) throws -> BigCommerceStore? {
    try db.first(
      """
      SELECT hash, number, title, currency, account, scopes FROM bigcommerce_store
      WHERE hash = \(hash)
      """ as Query<BigCommerceStore>)
  }
}

/// How many calls a store still takes in the window of time that runs.
struct BigCommerceAllowance: RowReadable {
  let quota, window, reset: Int
  /// Below zero when the call came too much.
  let left: Int

  init(_ row: Row) throws {
    (quota, window, left, reset) = (try row[0], try row[1], try row[2], try row[3])
  }

  /// Counts a call; the first one after a window's end begins the next.
  static func take(_ hash: String, _ db: Database) throws -> BigCommerceAllowance? {
    try db.first(
      """
      UPDATE bigcommerce_store SET
        calls_left = CASE WHEN window_ends <= clock_timestamp() THEN quota ELSE calls_left END - 1,
        window_ends = CASE WHEN window_ends <= clock_timestamp()
          THEN clock_timestamp() + window_ms * interval '1 millisecond' ELSE window_ends END
      WHERE hash = \(hash)
      RETURNING quota, window_ms, calls_left, greatest(1, ceil(
        extract(epoch FROM window_ends - clock_timestamp()) * 1000))::int
      """ as Query<BigCommerceAllowance>)
  }

  /// An answer with the headers that every answer has.
  func told(_ response: Response) -> Response {
    response.adding("X-Rate-Limit-Requests-Left", String(max(left, 0)))
      .adding("X-Rate-Limit-Requests-Quota", String(quota))
      .adding("X-Rate-Limit-Time-Reset-Ms", String(reset))
      .adding("X-Rate-Limit-Time-Window-Ms", String(window))
  }
}
