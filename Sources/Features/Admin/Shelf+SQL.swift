import Postgres

/// What a plan costs and holds, as staff entered it; `nil` has no limit or is agreed upon.
struct PlanTerms {
  let name, currency: String
  let monthPrice, yearPrice: Int?
  let credits: Int
  let products, seats, pictures: Int?
  let hasAPI: Bool

  /// In the order of `columns`.
  fileprivate var values: Clause {
    """
    \(name)::text, \(monthPrice)::int, \(yearPrice)::int, \(currency)::text, \(credits)::int,
      \(products)::int, \(seats)::int, \(pictures)::int, \(hasAPI)::boolean
    """
  }

  fileprivate static let columns: Clause = """
    code, version, name, month_price, year_price, currency, credits, products, seats, pictures,
      has_api, position
    """
}

extension Statement {
  static func reshelve(pack code: String, _ credits: Int, _ price: Int, isBest: Bool) -> Self {
    """
    WITH old AS (UPDATE credit_package SET is_offered = false
      WHERE code = \(code) AND is_offered RETURNING *)
    INSERT INTO credit_package (code, version, credits, price, currency, is_best, position)
    SELECT code, version + 1, \(credits)::int, \(price)::int, currency, \(isBest), position FROM old
    """
  }

  static func reshelve(plan code: String, _ terms: PlanTerms) -> Self {
    """
    WITH old AS (UPDATE plan SET is_offered = false WHERE code = \(code) AND is_offered RETURNING *)
    INSERT INTO plan (\(PlanTerms.columns))
    SELECT code, version + 1, \(terms.values), position FROM old
    """
  }

  /// A plan of its own, at the end of the shelf; one that was there before comes back anew.
  static func shelve(plan code: String, _ terms: PlanTerms) -> Self {
    """
    INSERT INTO plan (\(PlanTerms.columns))
    SELECT \(code)::text, coalesce(max(version) FILTER (WHERE code = \(code)), 0) + 1,
      \(terms.values), coalesce(max(position), 0)
    FROM plan HAVING NOT coalesce(bool_or(is_offered) FILTER (WHERE code = \(code)), false)
    """
  }

  /// Takes a plan off the shelf; whoever has it keeps it.
  ///
  /// The free plan is what holds when no other does, so it stays.
  static func withdraw(plan code: String) -> Self {
    "UPDATE plan SET is_offered = false WHERE code = \(code) AND code <> 'free' AND is_offered"
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
