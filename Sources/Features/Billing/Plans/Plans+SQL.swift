import FoundationEssentials
import Postgres

extension Query<Plan> {
  /// What is on the shelf, the smallest first.
  package static var offeredPlans: Self {
    """
    SELECT id, code, version, name, month_price, year_price, currency, credits, products, seats,
      pictures, has_api
    FROM plan WHERE is_offered ORDER BY position, code
    """
  }

  /// The plan that counts for the account at this moment.
  package static var planInForce: Self {
    """
    SELECT id, code, version, name, month_price, year_price, currency, credits, products, seats,
      pictures, has_api
    FROM plan_in_force()
    """
  }

  /// One version, on the shelf or not.
  static func plan(_ id: UUID) -> Self {
    """
    SELECT id, code, version, name, month_price, year_price, currency, credits, products, seats,
      pictures, has_api
    FROM plan WHERE id = \(id)
    """
  }
}

extension Query<Pack> {
  /// What is on the shelf, the smallest first.
  package static var offeredPacks: Self {
    """
    SELECT id, code, version, credits, price, currency, is_best FROM credit_package
    WHERE is_offered ORDER BY position, credits
    """
  }

  /// One version, on the shelf or not.
  static func pack(_ id: UUID) -> Self {
    """
    SELECT id, code, version, credits, price, currency, is_best FROM credit_package
    WHERE id = \(id)
    """
  }
}

/// How many more of a kind there may be; `nil` is as many as one likes.
struct Room: RowReadable, Sendable {
  let left: Int?
  init(_ row: Row) throws { left = try row[0] }
}

extension Query<Room> {
  static func room(for kind: Limited) -> Self { "SELECT plan_room(\(kind.rawValue))" }
}
