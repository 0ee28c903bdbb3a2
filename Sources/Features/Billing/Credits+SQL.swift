import FoundationEssentials
import Postgres

/// One movement of credits.
struct Movement: RowReadable, Sendable {
  let number: Int
  let amount: Int
  let kind: String
  let at: Date
  let reason, cause: String
  let balance: Int
  /// The hash of the chain up to here.
  let head: String

  init(_ row: Row) throws {
    (number, amount, kind) = (try row[0], try row[1], try row[2])
    (at, reason, cause) = (try row[3], try row[4], try row[5])
    (balance, head) = (try row[6], try row[7])
  }
}

extension Query<Movement> {
  /// Movements of what can be spent, newest first, one screenful and one more at a time.
  ///
  /// `kind`: only those, `month`: only those of a month as 2026-11.
  static func movements(
    before last: Int?, kind: String? = nil, month: String? = nil, limit: Int
  ) -> Self {
    """
    SELECT number, amount, kind, at, reason, cause, balance_after, encode(hash, 'hex')
    FROM credit_transaction
    WHERE client_id = current_client() AND amount <> 0
      AND (\(last)::bigint IS NULL OR number < \(last))
      AND (\(kind)::text IS NULL OR kind = \(kind))
      AND (\(month)::text IS NULL OR at >= to_date(\(month), 'YYYY-MM')
        AND at < to_date(\(month), 'YYYY-MM') + interval '1 month')
    ORDER BY number DESC LIMIT \(limit)
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
  /// Whether there were enough credits to set aside.
  static func reserve(_ each: Int, for causes: [String]) -> Self {
    """
    SELECT credit_reserve(string_to_array(\(causes.joined(separator: "\n")), chr(10)), \(each))
    """
  }

  /// Whether something was set aside that is now paid.
  static func capture(_ cause: String) -> Self { "SELECT credit_capture(\(cause))" }

  /// Whether something was set aside that is now given back.
  static func release(_ cause: String, _ reason: String) -> Self {
    "SELECT credit_release(\(cause), \(reason))"
  }

  /// Whether the lot is new.
  static func add(
    _ credits: Int, _ source: LotSource, cause: String, until expiry: Date?, _ reason: String
  ) -> Self {
    "SELECT credit_add(\(source.rawValue), \(credits), \(cause), \(expiry), \(reason))"
  }

  /// Whether the cause is new.
  static func take(_ credits: Int, _ cause: String, _ reason: String) -> Self {
    "SELECT credit_take(\(credits), \(cause), \(reason))"
  }
}
