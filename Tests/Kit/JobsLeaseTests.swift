import FoundationEssentials
import Jobs
import Postgres
import Synchronization
import Testing

/// Whose a job is when workers die, hang or are told to stop.
@Suite struct JobsLeaseTests {
  let shop: Workshop
  init() throws { shop = try Workshop() }

  @Test func `a worker that lost its lease can neither write nor finish`() throws {
    let (scratch, ends) = (shop.scratch, Notebook<String>())
    let name = Errands.doing { shift in
      try shift.transaction { db in try db.run("UPDATE client SET name = 'before'") }
      try scratch.system().run("UPDATE job SET lease = lease + 1")
      do {
        try shift.transaction { db in try db.run("UPDATE client SET name = 'after'") }
        ends.note("written")
      } catch is LeaseLost {
        ends.note("refused")
      }
    }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew()
    try wait(for: "the job ends") { !ends.entries.isEmpty }
    shop.endOfDay()
    #expect(ends.entries == ["refused"])
    #expect(try shop.job(id).state == "running")
    #expect(try shop.job(id).lease == 2)
    let changed: Query<String> = "SELECT name FROM client WHERE id = \(shop.clients[0])"
    #expect(try shop.system.one(changed) == "before")
  }

  @Test func `a worker that lost its lease hears of it at the next heartbeat`() throws {
    let (scratch, ends) = (shop.scratch, Notebook<String>())
    let name = Errands.doing { shift in
      try scratch.system().run("UPDATE job SET lease = lease + 1")
      do {
        try wait(for: "the loss is known") {
          try shift.obeyWishes()
          return false
        }
      } catch {
        ends.note(String(describing: error))
        throw error
      }
    }
    try shop.enqueue(Errand(name: name))
    shop.startCrew(leaseSeconds: 1)
    try wait(for: "the job ends") { !ends.entries.isEmpty }
    #expect(ends.entries == ["LeaseLost()"])
  }

  @Test func `a job of a dead worker is taken up where it stood`() throws {
    let seen = Notebook<String>()
    let name = Errands.doing { seen.note($0.place ?? "none") }
    let id = try shop.enqueue(Errand(name: name))
    try shop.system.run(
      """
      UPDATE job SET state = 'running', lease = 5, attempts = 1, place = '{"page": 3}',
        leased_until = now() - interval '1 second'
      """)
    shop.startCrew(leaseSeconds: 1)
    let job = try shop.wait(for: id, toBe: "done")
    #expect(seen.entries == [#"{"page": 3}"#])
    #expect(job.lease > 6)
  }

  @Test func `a job cancelled as its worker died stays over`() throws {
    let id = try shop.enqueue(Errand(name: "never"))
    try shop.system.run(
      """
      UPDATE job SET state = 'running', lease = 5, wish = 'cancel',
        leased_until = now() - interval '1 second'
      """)
    shop.startCrew(leaseSeconds: 1)
    try shop.wait(for: id, toBe: "cancelled")
  }

  @Test func `a job keeps its lease as long as it runs, also after the stop`() throws {
    let (begun, mayEnd, runs) = (Gate(), Gate(), Notebook<Int>())
    let name = Errands.doing { shift in
      runs.note(shift.attempt)
      begun.open()
      try mayEnd.wait(seconds: 30)
    }
    let id = try shop.enqueue(Errand(name: name))
    let leaving = shop.startCrew(leaseSeconds: 1)
    try begun.wait()
    leaving.stop()
    let start = Date.now
    shop.startCrew(leaseSeconds: 1)
    let later: Query<Bool> = "SELECT now() > \(start)::timestamptz + interval '2.5 s'"
    try wait(for: "two leases are over") { try shop.system.one(later) }
    #expect(try shop.job(id).lease == 1)
    mayEnd.open()
    try shop.wait(for: id, toBe: "done")
    #expect(runs.entries == [1])
  }

  @Test func `a stop lets the running job end and gives the others back`() throws {
    let (begun, mayEnd) = (Gate(), Gate())
    let first = try shop.enqueue(
      UrgentErrand(
        name: Errands.doing { _ in
          begun.open()
          try mayEnd.wait()
        }))
    let others = try (1...5).map { _ in try shop.enqueue(Errand(name: "never")) }
    let crew = shop.startCrew()
    try begun.wait()
    crew.stop()
    mayEnd.open()
    shop.endOfDay()
    #expect(try shop.job(first).state == "done")
    for id in others {
      #expect(try shop.job(id).state == "ready")
      #expect(try shop.job(id).attempts == 0)
    }
  }

  @Test func `a crew survives losing all its connections`() throws {
    shop.startCrew(threads: 2, leaseSeconds: 1)
    let nothing = Errands.doing { _ in }
    try shop.wait(for: try shop.enqueue(Errand(name: nothing)), toBe: "done")
    try shop.scratch.system().run(
      """
      SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = 'epox_system' AND pid <> pg_backend_pid()
      """)
    _ = try? shop.system.one("SELECT 1" as Query<Int>)
    try shop.wait(for: try shop.enqueue(Errand(name: nothing)), toBe: "done")
  }
}
