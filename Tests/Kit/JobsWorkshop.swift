import FoundationEssentials
import Jobs
import Postgres
import Synchronization
import Testing
import Threads

/// Jobs of tests: what one does is looked up by a name that only its test knows.
struct Errand: Job {
  static let kind = "errand"
  static let attempts = 2
  let name: String
  var uniqueKey: String?

  func run(in shift: Shift) throws { try Errands.run(name, shift) }
  func failed(_ sentence: String, in shift: Shift) throws { Errands.fail(name, sentence) }
}

/// The same, of the kind that goes before all others.
struct UrgentErrand: Job {
  static let kind = "urgent-errand"
  static let priority = 0
  let name: String
  func run(in shift: Shift) throws { try Errands.run(name, shift) }
}

/// What the jobs of tests do.
enum Errands {
  typealias Body = @Sendable (Shift) throws -> Void
  private static let bodies = Mutex<[String: Body]>([:])
  private static let failures = Mutex<[String: [String]]>([:])

  /// A name for jobs that do this.
  static func doing(_ body: @escaping Body) -> String {
    let name = UUID().uuidString
    bodies.withLock { $0[name] = body }
    return name
  }

  static func run(_ name: String, _ shift: Shift) throws {
    guard let body = bodies.withLock({ $0[name] }) else { throw GiveUp("Nobody knows \(name).") }
    try body(shift)
  }

  static func fail(_ name: String, _ sentence: String) {
    failures.withLock { $0[name, default: []].append(sentence) }
  }

  static func failures(of name: String) -> [String] { failures.withLock { $0[name] ?? [] } }
}

/// A job as it stands in the table.
struct JobRow: RowReadable, Sendable {
  let state: String
  let attempts: Int
  let lease: Int
  let note: String?
  let place: String?
  let isFinished: Bool
  let isWaiting: Bool

  init(_ row: Row) throws {
    (state, attempts, lease) = (try row[0], try row[1], try row[2])
    (note, place) = (try row[3], try row[4])
    (isFinished, isWaiting) = (try row[5], try row[6])
  }
}

/// A database with accounts in it, and crews that work there.
final class Workshop {
  let scratch: ScratchDatabase
  let system: Database
  let app: Database
  /// Three accounts; their ids come in this order.
  let clients = [1, 2, 3].compactMap {
    UUID(uuidString: "\($0)0000000-0000-7000-8000-000000000000")
  }
  private var crews: [(crew: Crew, threads: [Threads.Thread])] = []

  init() throws {
    scratch = try ScratchDatabase(migrated: true)
    (system, app) = (scratch.system(), scratch.app())
    for client in clients {
      try scratch.owner().run("INSERT INTO client (id, name) VALUES (\(client), 'A shop')")
    }
  }

  deinit { endOfDay() }

  @discardableResult
  func enqueue(_ job: some Job, of client: Int = 0) throws -> UUID {
    let id = clients[client]
    return try app.transaction(as: id) { try app.enqueue(job, for: id) }
  }

  @discardableResult
  func startCrew(threads: Int = 1, leaseSeconds: Int = 30) -> Crew {
    let table = JobTable {
      Errand.self
      UrgentErrand.self
    }
    let crew = Crew(
      table, app: scratch.dsn(as: "epox_app"), system: scratch.dsn(as: "epox_system"),
      threads: threads, leaseSeconds: leaseSeconds)
    crews.append((crew, crew.start()))
    return crew
  }

  /// A crew that has seen nothing but quick jobs, so that it takes several at a time.
  func startQuickCrew(leaseSeconds: Int) throws {
    let quick = Errand(name: Errands.doing { _ in })
    let jobs = try (0..<20).map { _ in try enqueue(quick) }
    startCrew(leaseSeconds: leaseSeconds)
    for job in jobs { try wait(for: job, toBe: "done") }
  }

  /// Stops all crews and waits for them.
  func endOfDay() {
    for (crew, _) in crews { crew.stop() }
    for thread in crews.flatMap(\.threads) { thread.join() }
    crews = []
  }

  func job(_ id: UUID) throws -> JobRow {
    try system.one(
      """
      SELECT state, attempts, lease, note, place::text, finished_at IS NOT NULL, run_at > now()
      FROM job WHERE id = \(id)
      """)
  }

  /// Waits until a job is in a state.
  @discardableResult
  func wait(for id: UUID, toBe state: String) throws -> JobRow {
    var row = try job(id)
    try KitTests.wait(for: "the job is \(state)") {
      row = try job(id)
      return row.state == state
    }
    return row
  }

  func count(_ state: String) throws -> Int {
    try system.one("SELECT count(*) FROM job WHERE state = \(state)")
  }

  /// Ends the wait for the next try.
  func hurry(_ id: UUID) throws {
    try system.run("UPDATE job SET run_at = now() WHERE id = \(id)")
  }
}
