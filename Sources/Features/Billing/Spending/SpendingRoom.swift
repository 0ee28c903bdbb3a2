import Accounts
import HTTP
import Postgres

/// What an account has and what it lets itself spend at this moment.
package struct SpendingRoom: RowReadable, Sendable {
  let credits: Int
  let perRun, perMonth: Int?
  /// Credits of this month that are spent or set aside; 0 where no cap of the month asks for it.
  let used: Int

  package init(_ row: Row) throws {
    (credits, perRun) = (try row[0], try row[1])
    (perMonth, used) = (try row[2], try row[3])
  }

  /// How many credits a run may take at most.
  package var most: Int {
    min(credits, perRun ?? .max, perMonth.map { max(0, $0 - used) } ?? .max)
  }

  /// How much of the month's cap is used, in percent; `nil` without one.
  var percentUsed: Int? { perMonth.map { used * 100 / $0 } }
}

extension Query<SpendingRoom> {
  /// The account's room; at most one row.
  package static var spendingRoom: Self {
    """
    SELECT b.credits, c.per_run, c.per_month,
      CASE WHEN c.per_month IS NULL THEN 0 ELSE spent_this_month() END
    FROM credit_balance b LEFT JOIN spending_cap c ON c.client_id = b.client_id
    WHERE b.client_id = current_client()
    """
  }

  /// The same for whoever is about to spend: nobody else spends until the transaction ends.
  static var spendingRoomAlone: Self {
    "SELECT credits, per_run, per_month, used FROM spending_room()"
  }
}
