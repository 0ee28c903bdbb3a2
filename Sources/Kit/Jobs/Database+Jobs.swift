public import FoundationEssentials
public import Postgres

extension Database {
  /// Leaves a job to the workers, as part of the transaction that this runs in.
  ///
  /// While a job with the same key is unfinished it is that job; if it is already running, it
  /// runs once more afterwards, so that no news is lost. A job of a later moment wakes nobody: a
  /// call in every commit would make them wait for each other.
  /// - Returns: the job's id.
  @discardableResult
  public func enqueue<Work: Job>(_ job: Work, for client: UUID, at moment: Date? = nil) throws
    -> UUID
  {
    let payload = String(decoding: try JSONEncoder().encode(job), as: UTF8.self)
    let query: Query<JobID> = """
      WITH added AS (
        INSERT INTO job (client_id, kind, payload, unique_key, priority, run_at)
        VALUES (\(client), \(Work.kind), \(payload)::jsonb, \(job.uniqueKey), \(Work.priority),
          coalesce(\(moment), now()))
        ON CONFLICT (client_id, unique_key)
          WHERE unique_key IS NOT NULL AND state IN ('ready', 'running', 'paused')
        DO UPDATE SET again = job.again OR job.state = 'running',
          run_at = least(job.run_at, excluded.run_at)
        RETURNING id
      )
      SELECT id FROM added WHERE CASE
        WHEN \(moment)::timestamptz > now() THEN true
        ELSE pg_notify('job', '')::text IS NOT NULL END
      """
    return try one(query).id
  }

  /// Leaves many jobs of one kind to the workers, to begin at once; otherwise as the single one.
  ///
  /// Of several with one key, one is kept.
  public func enqueue<Work: Job>(_ jobs: [Work], for client: UUID) throws {
    guard !jobs.isEmpty else { return }
    let encoder = JSONEncoder()
    let payloads = try jobs.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    try run(
      """
      WITH wanted AS (
        SELECT DISTINCT ON (coalesce(key, place::text)) key, payload
        FROM unnest(\(payloads)::text[], \(jobs.map(\.uniqueKey))::text[])
          WITH ORDINALITY AS j(payload, key, place)
      ), added AS (
        INSERT INTO job (client_id, kind, payload, unique_key, priority)
        SELECT \(client)::uuid, \(Work.kind), payload::jsonb, key, \(Work.priority)::smallint
        FROM wanted
        ON CONFLICT (client_id, unique_key)
          WHERE unique_key IS NOT NULL AND state IN ('ready', 'running', 'paused')
        DO UPDATE SET again = job.again OR job.state = 'running',
          run_at = least(job.run_at, excluded.run_at)
      )
      SELECT pg_notify('job', '')
      """)
  }

  /// Asks for a job to stop for now; one that has not begun is paused at once.
  public func pause(job: UUID) throws {
    try run(
      """
      UPDATE job SET
        state = CASE WHEN state = 'ready' THEN 'paused' ELSE state END,
        wish = CASE WHEN state = 'running' THEN 'pause' END
      WHERE id = \(job) AND state IN ('ready', 'running')
      """)
  }

  /// Lets a paused job go on where it stopped.
  public func resume(job: UUID) throws {
    try run(
      """
      WITH woken AS (
        UPDATE job SET
          state = CASE WHEN state = 'paused' THEN 'ready' ELSE state END, wish = NULL,
          run_at = CASE WHEN state = 'paused' THEN now() ELSE run_at END
        WHERE id = \(job) AND state IN ('paused', 'running') RETURNING id
      )
      SELECT id FROM woken, pg_notify('job', '')
      """)
  }

  /// Ends a job for good; one that runs stops at its next step.
  public func cancel(job: UUID) throws {
    try run(
      """
      UPDATE job SET
        state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
        wish = CASE WHEN state = 'running' THEN 'cancel' END,
        finished_at = CASE WHEN state = 'running' THEN NULL ELSE now() END
      WHERE id = \(job) AND state IN ('ready', 'running', 'paused')
      """)
  }
}

/// The id of a job, read from a row.
struct JobID: RowReadable {
  let id: UUID
  init(_ row: Row) throws { id = try row[0] }
}
