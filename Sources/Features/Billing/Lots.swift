import FoundationEssentials
import Postgres
import Site

/// Credits that came together and expire together.
package struct Lot: RowReadable, Sendable {
  package let source: String
  package let amount, available, reserved: Int
  package let expiry: Date?

  package init(_ row: Row) throws {
    (source, amount, available) = (try row[0], try row[1], try row[2])
    (reserved, expiry) = (try row[3], try row[4])
  }
}

extension Query<Lot> {
  /// What is left, in the order in which it is spent.
  package static var lots: Self {
    """
    SELECT source, amount, available, reserved, expires_at FROM credit_lot
    WHERE client_id = current_client() AND available + reserved > 0
    ORDER BY priority, expires_at, id
    """
  }
}

extension Query<ClientID> {
  /// Accounts with credits whose time is over.
  static var expiring: Self {
    "SELECT DISTINCT client_id FROM credit_lot WHERE is_open AND expires_at <= now()"
  }
}

extension Billing {
  /// Lets the lots go whose time is over; each account is a transaction of its own.
  package static func expire(_ db: Database) throws {
    for client in try db.all(Query<ClientID>.expiring) {
      try db.transaction(as: client.uuid) {
        _ = try db.one("SELECT credit_expire()" as Query<Int>)
      }
    }
  }
}
