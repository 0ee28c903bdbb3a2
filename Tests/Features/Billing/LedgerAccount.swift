import Billing
import FoundationEssentials
import Postgres
import Site

/// An account with its ten credits, and the numbers that follow from its rows.
struct LedgerAccount {
  let db = TestHouse.app()
  let client: UUID

  init() throws { client = try TestHouse.client(of: TestHouse.merchant()) }

  init(client: UUID) { self.client = client }

  /// What can be spent, what is set aside, what is owed.
  var standing: [Int] {
    get throws {
      let numbers: Query<Int> = """
        SELECT unnest(ARRAY[credits, reserved, owed]) FROM credit_balance
        WHERE client_id = current_client()
        """
      return try db.read(as: client, numbers)
    }
  }

  /// What is left of each lot, in the order of spending.
  var lots: [String] {
    get throws {
      try db.read(as: client, Query<Lot>.lots).map { "\($0.source) \($0.available)+\($0.reserved)" }
    }
  }

  /// What the audit finds.
  var faults: [String] {
    get throws { try TestHouse.system().all(.faults(of: client)).map(\.fault) }
  }

  func move(_ work: (Database) throws -> Void) throws {
    try db.transaction(as: client) { try work(db) }
  }

  /// Takes the welcome credits away, so that nothing but what a test brings is there.
  func empty() throws {
    try move { try Billing.take(10, cause: "welcome", because: "for the test", $0) }
  }

  /// Waits until the time of all lots of a source is over.
  func waitForExpiry(of source: LotSource) throws {
    let isOver: Query<Bool> = """
      SELECT bool_and(expires_at <= clock_timestamp()) FROM credit_lot
      WHERE client_id = current_client() AND source = \(source.rawValue)
      """
    let deadline = Date(timeIntervalSinceNow: 60)
    while try db.read(as: client, isOver) != [true], Date() < deadline {
      _ = try db.notifications(waiting: 30)
    }
  }
}
