import FoundationEssentials
import Postgres
import Synchronization
import Telemetry
import Threads

/// Work that comes round by the clock, done by whoever leads.
///
/// Any number of schedulers may run; the one that holds an advisory lock leads, and when its
/// connection goes another takes over.
public struct Schedule: Sendable {
  /// One recurring task.
  public struct Task: Sendable {
    let name: String
    let seconds: Int
    let run: @Sendable (Database) throws -> Void
  }
  private let tasks: [Task]

  /// Tasks, each on a line: `every(60, "expired sessions") { db in … }`.
  public init(_ tasks: [Task]) { self.tasks = tasks }

  /// Runs until SIGTERM or SIGINT.
  public func run(dsn: String) {
    let signals = Signals.ending
    let stopping = Flag()
    let thread = Threads.Thread { lead(dsn, until: stopping) }
    signals.wait { stopping.raise() }
    thread.join()
  }

  private func lead(_ dsn: String, until stopping: Flag) {
    let db = Database(dsn)
    var next = [ContinuousClock.Instant](repeating: .now, count: tasks.count)
    var connection = -1
    while !stopping.isRaised {
      do {
        if connection != db.connectionCount || connection == 0 {
          let leads: Query<Bool> = "SELECT pg_try_advisory_lock(7203906)"
          guard try db.one(leads) else {
            stopping.wait(milliseconds: 2000)
            continue
          }
          connection = db.connectionCount
        }
        for (index, task) in tasks.enumerated() where ContinuousClock.now >= next[index] {
          next[index] = .now + .seconds(task.seconds)
          try perform(task, db)
        }
      } catch {
        Log.warning("the scheduler stumbled", ["error": String(describing: error)])
        db.close()
        connection = -1
      }
      stopping.wait(milliseconds: 1000)
    }
  }

  private func perform(_ task: Task, _ db: Database) throws {
    do {
      try task.run(db)
    } catch let error as DatabaseError where error.isConnectionLost {
      throw error
    } catch {
      Log.error("recurring task failed", ["task": task.name, "error": String(describing: error)])
    }
  }
}

/// One line of the schedule.
public func every(
  _ seconds: Int, _ name: String, _ run: @escaping @Sendable (Database) throws -> Void
) -> Schedule.Task { Schedule.Task(name: name, seconds: seconds, run: run) }

/// Something that is raised once, and can be waited for.
private final class Flag: Sendable {
  private let bell = Condition()
  private let raised = Atomic<Bool>(false)
  var isRaised: Bool { raised.load(ordering: .sequentiallyConsistent) }
  func raise() {
    raised.store(true, ordering: .sequentiallyConsistent)
    bell.locked { bell.ring() }
  }
  func wait(milliseconds: Int) {
    bell.locked { if !isRaised { bell.wait(milliseconds: milliseconds) } }
  }
}
