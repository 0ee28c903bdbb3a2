import Postgres

/// How many products an account's plan lets it have, and how many it has.
package struct ProductRoom: RowReadable, Sendable {
  package let plan: String
  /// `nil` where the plan has no limit.
  package let most: Int?
  package let used: Int

  package init(_ row: Row) throws { (plan, most, used) = (try row[0], try row[1], try row[2]) }

  /// How many more may come, `nil` where the plan has no limit.
  package var left: Int? { most.map { max(0, $0 - used) } }
}

extension Query<ProductRoom> {
  /// The account's room; products in the bin do not count.
  package static var productRoom: Self {
    """
    SELECT p.name, p.products, plan_use('products') FROM plan_in_force() p
    """
  }
}
