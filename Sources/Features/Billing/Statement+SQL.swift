import Postgres

/// The two ends of a month in an account's chain.
struct MonthEnds: RowReadable {
  let opening, closing: Int
  let head: String
  let entries: Int
  /// The number of the last entry before the month; 0 when there was none.
  let before: Int
  init(_ row: Row) throws {
    (opening, closing, head) = (try row[0], try row[1], try row[2])
    (entries, before) = (try row[3], try row[4])
  }
}

extension Query<MonthEnds> {
  /// Entries are numbered without gaps, so the number of the last one counts them all.
  static func ends(of month: String) -> Self {
    """
    SELECT coalesce(b.balance_after, 0), coalesce(e.balance_after, 0),
      coalesce(encode(e.hash, 'hex'), ''), coalesce(e.number, 0), coalesce(b.number, 0)
    FROM (VALUES (1)) AS one
    LEFT JOIN LATERAL (SELECT balance_after, number FROM credit_transaction
      WHERE client_id = current_client() AND at < to_date(\(month), 'YYYY-MM')
      ORDER BY at DESC, number DESC LIMIT 1) b ON true
    LEFT JOIN LATERAL (SELECT balance_after, hash, number FROM credit_transaction
      WHERE client_id = current_client()
        AND at < to_date(\(month), 'YYYY-MM') + interval '1 month'
      ORDER BY at DESC, number DESC LIMIT 1) e ON true
    """
  }
}

/// What the movements of one kind came to.
struct KindSum: RowReadable {
  let kind: String
  let credits: Int
  init(_ row: Row) throws { (kind, credits) = (try row[0], try row[1]) }
}

extension Query<KindSum> {
  /// A month by kinds, what came before what went.
  static func sums(of month: String) -> Self {
    """
    SELECT kind, sum(amount) FROM credit_transaction
    WHERE client_id = current_client() AND amount <> 0 AND at >= to_date(\(month), 'YYYY-MM')
      AND at < to_date(\(month), 'YYYY-MM') + interval '1 month'
    GROUP BY kind ORDER BY sum(amount) < 0, kind
    """
  }
}

/// An entry as its hash sees it.
struct ChainLink: RowReadable {
  let number: Int
  let text, hash: String
  init(_ row: Row) throws { (number, text, hash) = (try row[0], try row[1], try row[2]) }
}

extension Query<ChainLink> {
  /// The entries of a month from a number on, as many as a file has, and the last one before, from
  /// which the first one's hash follows.
  static func chain(of month: String, from first: Int) -> Self {
    """
    SELECT number, credit_text(t), encode(hash, 'hex')
    FROM credit_transaction t WHERE client_id = current_client()
      AND at < to_date(\(month), 'YYYY-MM') + interval '1 month'
      AND number >= greatest(\(first), coalesce((SELECT number FROM credit_transaction
        WHERE client_id = current_client() AND at >= to_date(\(month), 'YYYY-MM')
        ORDER BY at, number LIMIT 1), 1)) - 1
    ORDER BY number LIMIT \(fixed: Billing.mostRows + 1)
    """
  }
}
