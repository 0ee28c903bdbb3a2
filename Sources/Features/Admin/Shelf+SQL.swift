import Postgres

extension Statement {
  static func reshelve(pack code: String, _ credits: Int, _ price: Int, isBest: Bool) -> Self {
    """
    WITH old AS (UPDATE credit_package SET is_offered = false
      WHERE code = \(code) AND is_offered RETURNING *)
    INSERT INTO credit_package (code, version, credits, price, currency, is_best, position)
    SELECT code, version + 1, \(credits)::int, \(price)::int, currency, \(isBest), position FROM old
    """
  }

  static func reshelve(
    plan code: String, _ credits: Int, _ prices: [Int?], _ limits: [Int?], hasAPI: Bool
  ) -> Self {
    """
    WITH old AS (UPDATE plan SET is_offered = false WHERE code = \(code) AND is_offered RETURNING *)
    INSERT INTO plan (code, version, name, month_price, year_price, currency, credits, products,
      seats, pictures, has_api, position)
    SELECT code, version + 1, name, \(prices[0])::int, \(prices[1])::int, currency,
      \(credits)::int, \(limits[0])::int, \(limits[1])::int, \(limits[2])::int, \(hasAPI), position
    FROM old
    """
  }

  /// A pack of its own, at the end of the shelf; one that was there before comes back anew.
  static func shelve(pack code: String, _ credits: Int, _ price: Int, _ currency: String) -> Self {
    """
    INSERT INTO credit_package (code, version, credits, price, currency, position)
    SELECT \(code)::text, coalesce(max(version) FILTER (WHERE code = \(code)), 0) + 1,
      \(credits)::int, \(price)::int, \(currency)::text, coalesce(max(position), 0)
    FROM credit_package
    HAVING NOT coalesce(bool_or(is_offered) FILTER (WHERE code = \(code)), false)
    """
  }

  static func withdraw(pack code: String) -> Self {
    "UPDATE credit_package SET is_offered = false WHERE code = \(code) AND is_offered"
  }
}
