import FoundationEssentials
import Postgres

/// One call of the ledger.
struct LedgerCall: RowReadable, Sendable {
  let id: UUID
  let state: String
  let reason: String
  let answer: String?
  let job: UUID
  /// Since it began.
  let seconds: Double

  /// Whether the same may be asked again: it is over, and came to nothing that lasts.
  var mayBeRepeated: Bool { state == "empty" || state == "away" }

  init(_ row: Row) throws {
    (id, state, reason) = (try row[0], try row[1], try row[2])
    (answer, job, seconds) = (try row[3], try row[4], try row[5])
  }
}

extension Query<LedgerCall> {
  /// All calls for a purpose, oldest first.
  static func calls(for purpose: String) -> Self {
    """
    SELECT id, state, coalesce(reason, ''), answer, job_id,
      extract(epoch FROM now() - begun_at)::float8
    FROM engine_call WHERE client_id = current_client() AND purpose = \(purpose) ORDER BY id
    """
  }
}

extension Query<Int> {
  /// How many calls to an engine are under way, over all accounts.
  ///
  /// Asked once the engine's row is locked: a count of the locking statement would be older.
  static func callsUnderWay(_ vendor: Vendor, within seconds: Int) -> Self {
    "SELECT engine_calls(\(vendor.rawValue), \(seconds))"
  }
}

/// The key of a call that is about to be made.
struct NewCall: RowReadable, Sendable {
  let id: UUID
  init(_ row: Row) throws { id = try row[0] }
}

extension Query<NewCall> {
  /// A call is about to be made.
  static func begin(_ purpose: String, _ vendor: Vendor, model: String, job: UUID) -> Self {
    """
    INSERT INTO engine_call (client_id, vendor, model, purpose, job_id)
    VALUES (current_client(), \(vendor.rawValue), \(model), \(purpose), \(job)) RETURNING id
    """
  }
}

extension Statement {
  /// A call is over.
  static func end(_ id: UUID, _ outcome: Ledger.Outcome, _ vendor: Vendor) -> Self {
    let row = outcome.row(vendor)
    return """
      UPDATE engine_call SET state = \(row.state), reason = \(row.reason), answer = \(row.answer),
        used = \(row.used)::float8::numeric, ended_at = now()
      WHERE client_id = current_client() AND id = \(id) AND state = 'begun'
      """
  }

  /// An answer turned out to be none when it was looked at.
  static func reject(_ purpose: String, _ state: String, _ reason: String) -> Self {
    """
    UPDATE engine_call SET state = \(state), reason = \(reason), answer = NULL
    WHERE client_id = current_client() AND purpose = \(purpose) AND state = 'answered'
    """
  }
}

extension Ledger.Outcome {
  fileprivate typealias Columns = (state: String, reason: String?, answer: String?, used: Double?)

  /// The outcome as the ledger's row holds it.
  fileprivate func row(_ vendor: Vendor) -> Columns {
    switch self {
    case .answered(let file, let used): ("answered", nil, file, used)
    case .refused(let reason, let used, _): ("refused", reason, nil, used)
    case .empty(let reason, let used): ("empty", reason, nil, used)
    case .lost: ("lost", EngineTrouble.lostWords(vendor), nil, nil)
    case .unkept(let used): ("lost", EngineTrouble.unkeptWords(vendor), nil, used)
    case .away(let health): ("away", health.reason(vendor), nil, nil)
    }
  }
}
