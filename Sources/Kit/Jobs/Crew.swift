import FoundationEssentials
import Postgres
import Synchronization
import Telemetry
import Threads

/// The worker: threads that take jobs and do them, and one that keeps their leases alive.
///
/// ```swift
/// let crew = Crew(jobs, app: appDSN, system: systemDSN, threads: 4, leaseSeconds: 30)
/// crew.run()   // returns after SIGTERM or SIGINT, when running jobs are done
/// ```
public final class Crew: Sendable {
  private let table: JobTable
  private let app: String
  private let system: String
  private let threads: Int
  private let leaseSeconds: Int
  private let wishes = Wishes()
  private let stopping = Atomic<Bool>(false)
  private let bell = Condition()
  private let waiting = Mutex<[HeldJob]>([])
  private let claiming = Atomic<Bool>(false)
  private let lastServed = Mutex<UUID?>(nil)
  private let pace = Pace()

  /// A crew that has not begun.
  ///
  /// `app`: the role that does the work, one account at a time.
  /// `system`: the role that sees the jobs of all accounts.
  public init(
    _ table: JobTable, app: String, system: String, threads: Int, leaseSeconds: Int
  ) {
    (self.table, self.app, self.system) = (table, app, system)
    (self.threads, self.leaseSeconds) = (threads, leaseSeconds)
  }

  /// Works until SIGTERM or SIGINT, finishes what runs, gives back what has not begun.
  public func run() {
    let signals = Signals.ending
    let all = start()
    signals.wait { self.stop() }
    for thread in all { thread.join() }
  }

  /// Starts the threads; `stop` and joining them ends the work.
  public func start() -> [Threads.Thread] {
    (0..<threads).map { _ in Threads.Thread { self.work() } }
      + [Threads.Thread { self.keepTime() }]
  }

  /// Takes no more jobs.
  public func stop() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    bell.locked { bell.ring() }
  }

  private var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

  private func work() {
    let desk = Desk(db: Database(app), queue: Database(system), bench: Bench())
    while let job = next(desk) {
      pace.measure { perform(job, desk) }
      wishes.remove(job)
    }
    giveBack(desk)
  }

  /// The next job of this process; one thread at a time asks the database for more.
  private func next(_ desk: Desk) -> HeldJob? {
    while !isStopping {
      if let job = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return job }
      if claiming.compareExchange(
        expected: false, desired: true, ordering: .sequentiallyConsistent
      ).exchanged {
        let claimed = claim(desk)
        claiming.store(false, ordering: .sequentiallyConsistent)
        if claimed > 0 {
          bell.locked { bell.ring() }
          continue
        }
      }
      bell.locked { if !isStopping { bell.wait(milliseconds: 500) } }
    }
    return nil
  }

  private func claim(_ desk: Desk) -> Int {
    do {
      let last = lastServed.withLock { $0 }
      let jobs = try desk.queue.all(
        .claim(pace.batch(threads), after: last, seconds: leaseSeconds))
      if let job = jobs.last { lastServed.withLock { $0 = job.client } }
      for job in jobs { wishes.add(job) }
      waiting.withLock { $0 += jobs }
      return jobs.count
    } catch {
      Log.warning("cannot take jobs", ["error": String(describing: error)])
      return 0
    }
  }

  private func giveBack(_ desk: Desk) {
    for job in waiting.withLock({ jobs in
      defer { jobs = [] }
      return jobs
    }) {
      _ = try? desk.queue.run(.later(job, seconds: 0, counts: false, note: ""))
      wishes.remove(job)
    }
  }

  /// Listens for new jobs, prolongs leases, rescues what dead workers left.
  private func keepTime() {
    let db = Database(system)
    var connection = -1
    var nextBeat = ContinuousClock.now
    // Jobs that run on after the stop keep their leases until they are done.
    while !isStopping || !wishes.all.isEmpty {
      do {
        if connection != db.connectionCount {
          try db.listen("job")
          connection = db.connectionCount
        }
        if try !db.notifications(waiting: 250).isEmpty { bell.locked { bell.ring() } }
        if ContinuousClock.now >= nextBeat {
          try beat(db)
          nextBeat = .now + .milliseconds(leaseSeconds * 1000 / 3)
        }
      } catch {
        Log.warning("the clock stumbled", ["error": String(describing: error)])
        db.close()
        bell.locked { bell.wait(milliseconds: 500) }
      }
    }
  }

  private func beat(_ db: Database) throws {
    let held = wishes.all
    if !held.isEmpty {
      wishes.learn(try db.all(.prolong(held, seconds: leaseSeconds)), about: held)
    }
    if try db.run(.rescue) > 0 { bell.locked { bell.ring() } }
  }
}

extension Crew {
  private func perform(_ held: HeldJob, _ desk: Desk) {
    guard let entry = table.entries[held.kind] else {
      settle(held, .park(held, note: "This version knows no such job."), desk)
      return
    }
    let shift = Shift(
      held, attempts: entry.attempts, db: desk.db, bench: desk.bench, wishes: wishes)
    let start = ContinuousClock.now
    do {
      let job = try entry.decode(Data(held.payload.utf8))
      settle(held, try outcome(of: job, held, entry, shift), desk)
    } catch is LeaseLost {
      Log.warning("lease lost", ["job": held.id.uuidString, "kind": held.kind])
    } catch {
      settle(held, .park(held, note: String(describing: error)), desk)
    }
    if desk.db.isInTransaction { desk.db.close() }
    let taken = start.duration(to: .now).components
    Metrics.observe(
      "epox_job_seconds", Double(taken.seconds) + Double(taken.attoseconds) / 1e18,
      ["kind": held.kind])
  }

  /// Runs the job and says what becomes of it.
  private func outcome(
    of job: any Job, _ held: HeldJob, _ entry: JobTable.Entry, _ shift: Shift
  ) throws -> Statement {
    do {
      try shift.obeyWishes()
      try job.run(in: shift)
      return .done(held)
    } catch let lost as LeaseLost {
      throw lost
    } catch let stopped as Stopped {
      return stopped.wish == "pause" ? .pause(held) : .cancel(held)
    } catch let snooze as Snooze {
      return .later(held, seconds: snooze.seconds, counts: false, note: snooze.note)
    } catch let end as GiveUp {
      return park(job, held, end.sentence, shift)
    } catch {
      let reason = String(describing: error)
      Log.warning("job failed", ["kind": held.kind, "job": held.id.uuidString, "error": reason])
      if held.attempt >= entry.attempts {
        return park(job, held, "It failed \(held.attempt) times.", shift)
      }
      // Full jitter: many jobs that failed together do not come back together.
      let longest = min(2.0 * Double(1 << min(held.attempt, 10)), 1800)
      return .later(held, seconds: .random(in: 0.2...longest), counts: true, note: reason)
    }
  }

  private func park(
    _ job: any Job, _ held: HeldJob, _ sentence: String, _ shift: Shift
  ) -> Statement {
    do {
      try job.failed(sentence, in: shift)
    } catch {
      Log.error(
        "job left things in disorder", ["kind": held.kind, "error": String(describing: error)])
    }
    return .park(held, note: sentence)
  }

  /// Writes the outcome down; if that fails the lease runs out and the job comes back.
  private func settle(_ held: HeldJob, _ outcome: Statement, _ desk: Desk) {
    for _ in 0..<3 {
      do {
        try desk.queue.run(outcome)
        return
      } catch {
        Log.warning("outcome not written", ["error": String(describing: error)])
        bell.locked { bell.wait(milliseconds: 300) }
      }
    }
  }
}

/// What a worker thread has: two connections and its tools.
private struct Desk {
  let db: Database
  let queue: Database
  let bench: Bench
}
