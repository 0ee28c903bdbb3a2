import FoundationEssentials
import Postgres

/// A place where the ledger is not what it must be.
package struct LedgerFault: RowReadable, Sendable, CustomStringConvertible {
  let client: UUID
  /// The entry at which it breaks, `nil` where it is no entry's matter.
  package let number: Int?
  package let fault: String

  package init(_ row: Row) throws {
    (client, number, fault) = (try row[0], try row[1], try row[2])
  }

  package var description: String {
    let place = number.map { ", entry \($0)" } ?? ""
    return "account \(client.uuidString.lowercased())\(place): \(fault)"
  }
}

extension Query<LedgerFault> {
  /// Every fault of every account, or of one; the database computes all hashes and sums anew.
  package static func faults(of client: UUID? = nil) -> Self {
    """
    SELECT client_id, number, fault FROM credit_fault
    WHERE \(client)::uuid IS NULL OR client_id = \(client)
    ORDER BY client_id, number
    """
  }
}

extension Billing {
  /// Proves every balance and every chain: the faults, and how many entries were looked at.
  package static func audit(_ db: Database) throws -> (faults: [LedgerFault], entries: Int) {
    try db.transaction {
      let entries = try db.one("SELECT count(*) FROM credit_transaction" as Query<Int>)
      return (try db.all(.faults()), entries)
    }
  }
}
