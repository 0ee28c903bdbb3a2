public import FoundationEssentials
public import Postgres
import Synchronization

/// What a job has at hand while it runs.
public final class Shift {
  /// The worker thread's connection, in the application's role.
  public let db: Database
  /// The account that the job belongs to.
  public let client: UUID
  /// The job.
  public let job: UUID
  /// Which try this is, from 1.
  public let attempt: Int
  /// Whether the job is parked if this try fails.
  public let isLastAttempt: Bool
  /// Where an earlier run said it had got to, as JSON.
  public private(set) var place: String?

  private let held: HeldJob
  private let bench: Bench
  private let wishes: Wishes

  init(_ held: HeldJob, attempts: Int, db: Database, bench: Bench, wishes: Wishes) {
    (self.held, self.db, self.bench, self.wishes) = (held, db, bench, wishes)
    (client, job, attempt, place) = (held.client, held.id, held.attempt, held.place)
    isLastAttempt = held.attempt >= attempts
  }

  /// Runs a transaction for the job's account that commits only while the job is still ours.
  ///
  /// The lock keeps a rescuer away until the transaction is over. Never call out inside.
  @discardableResult
  public func transaction<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
    try db.transaction(as: client) {
      let fence: Query<Int> = """
        SELECT 1 FROM job WHERE id = \(job) AND lease = \(held.lease) AND state = 'running'
        FOR KEY SHARE
        """
      guard try db.first(fence) != nil else { throw LeaseLost() }
      return try body(db)
    }
  }

  /// Says how far the job is; the total may be unknown yet.
  public func progress(_ done: Int, of total: Int?, note: String? = nil) throws {
    try transaction { db in
      try db.run(
        """
        UPDATE job SET done_count = \(done), total_count = \(total), note = coalesce(\(note), note)
        WHERE id = \(job)
        """)
    }
  }

  /// Remembers where the job is, as JSON: a later run finds it in `place`.
  ///
  /// Call it inside the transaction whose work it stands for.
  public func keepPlace(_ json: String) throws {
    guard db.isInTransaction else {
      return try transaction { _ in try keepPlace(json) }
    }
    try db.run("UPDATE job SET place = \(json)::jsonb WHERE id = \(job)")
    place = json
  }

  /// Stops the job when its user wishes so, or when it is no longer ours.
  /// - Throws: `Stopped` or `LeaseLost`.
  public func obeyWishes() throws {
    switch wishes.of(held) {
    case .none: return
    case .lost: throw LeaseLost()
    case .wish(let wish): throw Stopped(wish: wish)
    }
  }

  /// A tool of this worker thread, such as an HTTP client, made on first use and kept.
  public func tool<Tool: AnyObject>(_ make: () -> Tool) -> Tool { bench.tool(make) }
}

/// The tools of one worker thread.
final class Bench {
  private var tools: [ObjectIdentifier: AnyObject] = [:]

  func tool<Tool: AnyObject>(_ make: () -> Tool) -> Tool {
    if let tool = tools[ObjectIdentifier(Tool.self)] as? Tool { return tool }
    let tool = make()
    tools[ObjectIdentifier(Tool.self)] = tool
    return tool
  }
}

/// What the last heartbeat learned about the jobs that this process holds.
final class Wishes: Sendable {
  enum News: Sendable { case none, lost, wish(String) }
  private let held = Mutex<[UUID: (job: HeldJob, news: News)]>([:])

  func add(_ job: HeldJob) { held.withLock { $0[job.id] = (job, .none) } }
  /// The same job may be held again under a newer lease, which this leaves alone.
  func remove(_ job: HeldJob) {
    held.withLock { if $0[job.id]?.job.lease == job.lease { $0[job.id] = nil } }
  }
  var all: [HeldJob] { held.withLock { $0.values.map(\.job) } }

  func of(_ job: HeldJob) -> News {
    held.withLock { held in
      guard let entry = held[job.id], entry.job.lease == job.lease else { return .lost }
      return entry.news
    }
  }

  func learn(_ beats: [Heartbeat], about asked: [HeldJob]) {
    held.withLock { held in
      for job in asked where held[job.id]?.job.lease == job.lease {
        let beat = beats.first { $0.id == job.id }
        held[job.id]?.news = beat.map { $0.wish.map(News.wish) ?? .none } ?? .lost
      }
    }
  }
}
