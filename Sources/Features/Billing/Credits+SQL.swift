import FoundationEssentials
import Postgres

/// One movement of credits.
struct Movement: RowReadable, Sendable {
  let id: UUID
  let amount: Int
  let kind: String
  let at: Date

  init(_ row: Row) throws {
    (id, amount, kind, at) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<Movement> {
  /// Movements, newest first, one screenful and one more at a time.
  static func movements(before last: UUID?, limit: Int) -> Self {
    """
    SELECT id, amount, kind, at FROM credit_transaction
    WHERE client_id = current_client() AND (\(last)::uuid IS NULL OR id < \(last))
    ORDER BY id DESC LIMIT \(limit)
    """
  }
}

extension Query<Int> {
  /// What the account has.
  static var balance: Self {
    "SELECT credits FROM credit_balance WHERE client_id = current_client()"
  }
}

extension Query<Bool> {
  /// Whether a cause has moved credits before.
  static func isKnown(_ kind: String, _ cause: String) -> Self {
    """
    SELECT EXISTS (SELECT FROM credit_transaction
      WHERE client_id = current_client() AND kind = \(kind) AND cause = \(cause))
    """
  }
}

extension Statement {
  static var openBalance: Self {
    """
    INSERT INTO credit_balance (client_id, credits) VALUES (current_client(), 0)
    ON CONFLICT DO NOTHING
    """
  }

  /// Takes credits in one statement: the lock keeps two runs from spending the same ones.
  static func reserve(_ credits: Int, cause: String) -> Self {
    """
    WITH payer AS (
      SELECT client_id FROM credit_balance
      WHERE client_id = current_client() AND credits >= \(credits)
      FOR NO KEY UPDATE
    ), moved AS (
      INSERT INTO credit_transaction (client_id, amount, kind, cause)
      SELECT client_id, -\(credits)::integer, 'reserve', \(cause) FROM payer
      ON CONFLICT (client_id, kind, cause) DO NOTHING
      RETURNING client_id, amount
    )
    UPDATE credit_balance b SET credits = b.credits + moved.amount
    FROM moved WHERE b.client_id = moved.client_id
    """
  }

  /// Adds credits, once for each cause.
  static func add(_ credits: Int, _ kind: String, cause: String) -> Self {
    """
    WITH moved AS (
      INSERT INTO credit_transaction (client_id, amount, kind, cause)
      VALUES (current_client(), \(credits), \(kind), \(cause))
      ON CONFLICT (client_id, kind, cause) DO NOTHING
      RETURNING client_id, amount
    )
    UPDATE credit_balance b SET credits = b.credits + moved.amount
    FROM moved WHERE b.client_id = moved.client_id
    """
  }
}
