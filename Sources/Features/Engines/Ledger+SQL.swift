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

/// How a paid engine is at the moment.
package struct VendorState: RowReadable, Sendable {
  /// Seconds until somebody may call; 0 or less when it is time to try, `nil` when all is well.
  package let closedFor: Double?
  package let kind: String
  package let reason: String
  let underWay: Int

  package init(_ row: Row) throws {
    (closedFor, kind, reason, underWay) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<VendorState> {
  /// How an engine is; its row stays locked, so that calls are counted one after the other.
  static func health(of vendor: Vendor, within seconds: Int) -> Self {
    """
    SELECT extract(epoch FROM closed_until - clock_timestamp())::float8, coalesce(kind, ''),
      coalesce(reason, ''), engine_calls(vendor, \(seconds))
    FROM engine_health WHERE vendor = \(vendor.rawValue) FOR UPDATE
    """
  }

  /// The same, for a page.
  static func state(of vendor: Vendor) -> Self {
    """
    SELECT extract(epoch FROM closed_until - now())::float8, coalesce(kind, ''),
      coalesce(reason, ''), 0
    FROM engine_health WHERE vendor = \(vendor.rawValue)
    """
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
  static func end(_ id: UUID, _ outcome: Ledger.Outcome) -> Self {
    let row = outcome.row
    return """
      UPDATE engine_call SET state = \(row.state), reason = \(row.reason), answer = \(row.answer),
        used = \(row.used)::float8::numeric, ended_at = now()
      WHERE client_id = current_client() AND id = \(id) AND state = 'begun'
      """
  }

  /// The engine answers.
  static func isWell(_ vendor: Vendor) -> Self {
    """
    UPDATE engine_health SET failures = 0, closed_until = NULL, kind = NULL, reason = NULL,
      changed_at = now()
    WHERE vendor = \(vendor.rawValue) AND (failures > 0 OR closed_until IS NOT NULL)
    """
  }

  /// One call tries whether the engine is back; meanwhile the others stay away.
  static func probe(_ vendor: Vendor, seconds: Int) -> Self {
    """
    UPDATE engine_health SET closed_until = now() + make_interval(secs => \(seconds))
    WHERE vendor = \(vendor.rawValue)
    """
  }

  /// The engine does not answer as it should.
  ///
  /// A rate limit, a quota and a key that is not taken close it at once; other failures do when
  /// three come in a row, for twice as long each time, up to a quarter of an hour.
  static func isUnwell(_ vendor: Vendor, _ health: EngineHealth, pause: Int) -> Self {
    """
    UPDATE engine_health SET failures = failures + 1, kind = \(health.kind),
      reason = \(health.reason), changed_at = now(),
      closed_until = CASE \(health.kind)
        WHEN 'rate' THEN now() + make_interval(secs => \(health.seconds))
        WHEN 'quota' THEN (date_trunc('day', now() AT TIME ZONE 'America/Los_Angeles')
          + interval '1 day') AT TIME ZONE 'America/Los_Angeles'
        WHEN 'key' THEN now() + make_interval(secs => \(pause) * 10)
        ELSE CASE WHEN failures >= 2 THEN now() + make_interval(secs =>
          least(\(pause) * power(2, least(failures - 2, 10)), greatest(\(pause), 900))) END
        END
    WHERE vendor = \(vendor.rawValue)
    """
  }
}

extension EngineHealth {
  fileprivate var seconds: Double {
    if case .rate(let seconds) = self { return seconds }
    return 0
  }
}

extension Ledger.Outcome {
  fileprivate typealias Columns = (state: String, reason: String?, answer: String?, used: Double?)

  /// The outcome as the ledger's row holds it.
  fileprivate var row: Columns {
    switch self {
    case .answered(let file, let used): ("answered", nil, file, used)
    case .refused(let reason, let used): ("refused", reason, nil, used)
    case .empty(let reason, let used): ("empty", reason, nil, used)
    case .lost(let reason): ("lost", reason, nil, nil)
    case .away(let health): ("away", health.reason, nil, nil)
    }
  }
}
