import FoundationEssentials
import Postgres

/// What can be subscribed to, in one of its versions.
package struct Plan: RowReadable, Sendable, Equatable {
  package let id: UUID
  package let code: String
  package let version: Int
  package let name: String
  /// In minor units; `nil` where the price is agreed upon with people.
  package let monthPrice, yearPrice: Int?
  package let currency: String
  /// Credits a month, whatever is paid a year.
  package let credits: Int
  /// `nil`: as many as one likes.
  package let products, seats, pictures: Int?
  package let hasAPI: Bool

  package init(_ row: Row) throws {
    (id, code, version, name) = (try row[0], try row[1], try row[2], try row[3])
    (monthPrice, yearPrice, currency) = (try row[4], try row[5], try row[6])
    (credits, products, seats) = (try row[7], try row[8], try row[9])
    (pictures, hasAPI) = (try row[10], try row[11])
  }

  /// Whether it brings less than another plan: fewer credits, or as many for less money.
  ///
  /// The database decides by the same rule (`keep_subscription`).
  func isSmaller(than other: Plan) -> Bool {
    (credits, monthPrice ?? 0) < (other.credits, other.monthPrice ?? 0)
  }

  /// What it costs each time, `nil` where it cannot be bought by oneself.
  package func price(every period: BillingPeriod) -> Int? {
    let price = period == .year ? yearPrice : monthPrice
    return price == 0 ? nil : price
  }
}

/// How often a subscription is paid.
package enum BillingPeriod: String, Sendable, CaseIterable {
  case month, year
}

/// Credits that can be bought by themselves, in one of their versions.
package struct Pack: RowReadable, Sendable, Equatable {
  package let id: UUID
  package let code: String
  package let version: Int
  package let credits: Int
  /// In minor units.
  package let price: Int
  package let currency: String
  package let isBest: Bool

  package init(_ row: Row) throws {
    (id, code, version, credits) = (try row[0], try row[1], try row[2], try row[3])
    (price, currency, isBest) = (try row[4], try row[5], try row[6])
  }
}
