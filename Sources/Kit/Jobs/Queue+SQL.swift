import FoundationEssentials
import Postgres

/// A job as a worker holds it.
struct HeldJob: RowReadable, Sendable {
  let id: UUID
  let client: UUID
  let kind: String
  let payload: String
  let attempt: Int
  let lease: Int
  let place: String?

  init(_ row: Row) throws {
    (id, client, kind) = (try row[0], try row[1], try row[2])
    (payload, attempt, lease, place) = (try row[3], try row[4], try row[5], try row[6])
  }
}

extension Query<HeldJob> {
  /// Takes the next jobs, every account in its turn.
  ///
  /// The recursive part hops from account to account along the index, so that the cost grows
  /// with the accounts that wait and not with their jobs. Each account's first waiting jobs are
  /// then numbered behind those it has running; the lowest numbers win. An account with 10,000
  /// jobs thus stands beside one with a single job, not before it. Among equals it is the turn of
  /// the account after the one that this worker served `last`. The chosen ids are gathered into
  /// an array, so that even stale statistics make PostgreSQL look each one up by its key.
  static func claim(_ count: Int, after last: UUID?, seconds: Int) -> Self {
    """
    WITH RECURSIVE waiting(client_id) AS (
      (SELECT client_id FROM job WHERE state = 'ready' ORDER BY client_id LIMIT 1)
      UNION ALL
      SELECT (SELECT j.client_id FROM job j WHERE j.state = 'ready' AND j.client_id > w.client_id
        ORDER BY j.client_id LIMIT 1)
      FROM waiting w WHERE w.client_id IS NOT NULL
    ), candidate AS (
      SELECT j.id, j.priority, w.client_id, (w.client_id <= \(last)::uuid) IS TRUE AS was_served,
        running.count + row_number() OVER (
          PARTITION BY w.client_id ORDER BY j.priority, j.run_at, j.id) AS turn
      FROM waiting w
      CROSS JOIN LATERAL (
        SELECT count(*) FROM job r WHERE r.state = 'running' AND r.client_id = w.client_id) running
      CROSS JOIN LATERAL (
        SELECT id, priority, run_at FROM job
        WHERE state = 'ready' AND client_id = w.client_id AND run_at <= now()
        ORDER BY priority, run_at, id LIMIT \(count)) j
      WHERE w.client_id IS NOT NULL
    ), chosen AS (
      SELECT job.id FROM job
      WHERE id = ANY (ARRAY(
          SELECT id FROM candidate ORDER BY turn, priority, was_served, client_id LIMIT \(count)))
        AND state = 'ready'
      FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE job SET state = 'running', attempts = attempts + 1, lease = lease + 1, wish = NULL,
        again = false, leased_until = now() + make_interval(secs => \(seconds))
      FROM chosen WHERE job.id = chosen.id
      RETURNING job.id, job.client_id, kind, payload, attempts, lease, place
    )
    SELECT taken.id, taken.client_id, kind, payload::text, attempts, lease, place::text
    FROM taken JOIN candidate ON candidate.id = taken.id
    ORDER BY turn, priority, was_served, candidate.client_id
    """
  }
}

/// A job whose lease was prolonged, and what its user wishes.
struct Heartbeat: RowReadable {
  let id: UUID
  let lease: Int
  let wish: String?

  init(_ row: Row) throws { (id, lease, wish) = (try row[0], try row[1], try row[2]) }
}

extension Query<Heartbeat> {
  /// Prolongs leases; a job that is missing from the answer belongs to another worker by now.
  static func prolong(_ jobs: [HeldJob], seconds: Int) -> Self {
    """
    UPDATE job SET leased_until = now() + make_interval(secs => \(seconds))
    FROM unnest(\(jobs.map(\.id))::uuid[], \(jobs.map(\.lease))::bigint[]) AS held(id, lease)
    WHERE job.id = held.id AND job.lease = held.lease AND job.state = 'running'
    RETURNING job.id, job.lease, job.wish
    """
  }
}

extension Statement {
  /// Gives back jobs whose worker is not heard of any more.
  ///
  /// `FOR UPDATE` waits for nobody but respects the key-share lock of a transaction that the old
  /// worker still has open (`Shift.transaction`): either its work counts or its lease is gone.
  static var rescue: Self {
    """
    WITH dead AS (
      SELECT id FROM job WHERE state = 'running' AND leased_until < now()
      FOR UPDATE SKIP LOCKED
    )
    UPDATE job SET state = CASE wish WHEN 'cancel' THEN 'cancelled' WHEN 'pause' THEN 'paused'
        ELSE 'ready' END,
      finished_at = CASE wish WHEN 'cancel' THEN now() END,
      wish = NULL, lease = lease + 1, leased_until = NULL, run_at = now()
    FROM dead WHERE job.id = dead.id
    """
  }

  /// A job is done, or waits again when it was asked for again meanwhile.
  static func done(_ job: HeldJob) -> Self {
    """
    UPDATE job SET state = CASE WHEN again THEN 'ready' ELSE 'done' END,
      finished_at = CASE WHEN again THEN NULL ELSE now() END,
      attempts = CASE WHEN again THEN 0 ELSE attempts END,
      place = CASE WHEN again THEN NULL ELSE place END,
      run_at = CASE WHEN again THEN now() ELSE run_at END,
      again = false, leased_until = NULL
    WHERE id = \(job.id) AND lease = \(job.lease) AND state = 'running'
    """
  }

  /// A job waits for its next try, unless its user wished it to stop meanwhile.
  static func later(_ job: HeldJob, seconds: Double, counts: Bool, note: String) -> Self {
    """
    UPDATE job SET state = CASE wish WHEN 'cancel' THEN 'cancelled' WHEN 'pause' THEN 'paused'
        ELSE 'ready' END,
      finished_at = CASE wish WHEN 'cancel' THEN now() END,
      wish = NULL, leased_until = NULL, note = \(note),
      run_at = now() + make_interval(secs => \(seconds)),
      attempts = attempts - \(counts ? 0 : 1)
    WHERE id = \(job.id) AND lease = \(job.lease) AND state = 'running'
    """
  }

  /// A job that failed for good is left for somebody to look at, or begins anew when it was
  /// asked for again meanwhile.
  static func park(_ job: HeldJob, note: String?) -> Self {
    """
    UPDATE job SET state = CASE WHEN again THEN 'ready' ELSE 'parked' END,
      finished_at = CASE WHEN again THEN NULL ELSE now() END,
      attempts = CASE WHEN again THEN 0 ELSE attempts END,
      place = CASE WHEN again THEN NULL ELSE place END,
      run_at = CASE WHEN again THEN now() ELSE run_at END,
      again = false, wish = NULL, leased_until = NULL, note = coalesce(\(note), note)
    WHERE id = \(job.id) AND lease = \(job.lease) AND state = 'running'
    """
  }

  /// A job goes on later where it stood, as its user wished; at once, should the user have thought
  /// better of it by now.
  static func pause(_ job: HeldJob) -> Self {
    """
    UPDATE job SET state = CASE wish WHEN 'cancel' THEN 'cancelled' WHEN 'pause' THEN 'paused'
        ELSE 'ready' END,
      finished_at = CASE wish WHEN 'cancel' THEN now() END,
      attempts = attempts - 1, wish = NULL, leased_until = NULL, run_at = now()
    WHERE id = \(job.id) AND lease = \(job.lease) AND state = 'running'
    """
  }

  /// A job is over, as its user wished.
  static func cancel(_ job: HeldJob) -> Self {
    """
    UPDATE job SET state = 'cancelled', finished_at = now(), wish = NULL, leased_until = NULL
    WHERE id = \(job.id) AND lease = \(job.lease) AND state = 'running'
    """
  }
}
