import FoundationEssentials
import Jobs
import Postgres
import Testing

/// What becomes of a job that does not simply succeed.
@Suite struct JobsOutcomeTests {
  let shop: Workshop
  init() throws { shop = try Workshop() }

  private struct Broken: Error {}

  @Test func `a job that snoozes comes back later, and it does not count`() throws {
    let name = Errands.doing { _ in throw Snooze(seconds: 600, "The store is busy.") }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew()
    try wait(for: "it snoozes") { try shop.job(id).note == "The store is busy." }
    let job = try shop.job(id)
    #expect(job.state == "ready")
    #expect(job.attempts == 0)
    #expect(job.isWaiting)
  }

  @Test func `a job that fails is tried again a little later, then parked`() throws {
    let name = Errands.doing { _ in throw Broken() }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew()
    try wait(for: "the first try failed") { try shop.job(id).note == "Broken()" }
    #expect(try shop.job(id).attempts == 1)
    #expect(Errands.failures(of: name) == [])
    try shop.hurry(id)
    let parked = try shop.wait(for: id, toBe: "parked")
    #expect(parked.attempts == 2)
    #expect(parked.note == "It failed 2 times.")
    #expect(parked.isFinished)
    #expect(Errands.failures(of: name) == ["It failed 2 times."])
  }

  @Test func `a job that gives up is parked with its sentence and cleans up once`() throws {
    let name = Errands.doing { _ in throw GiveUp("The key was withdrawn.") }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew()
    #expect(try shop.wait(for: id, toBe: "parked").note == "The key was withdrawn.")
    #expect(Errands.failures(of: name) == ["The key was withdrawn."])
  }

  @Test func `a job asked for again while it failed for good, runs once more`() throws {
    let (begun, mayEnd, runs) = (Gate(), Gate(), Notebook<Int>())
    let name = Errands.doing { shift in
      runs.note(shift.attempt)
      guard runs.entries.count == 1 else { return }
      begun.open()
      try mayEnd.wait()
      throw GiveUp("The key was withdrawn.")
    }
    let errand = Errand(name: name, uniqueKey: "after a failure")
    let id = try shop.enqueue(errand)
    shop.startCrew()
    try begun.wait()
    #expect(try shop.enqueue(errand) == id)
    mayEnd.open()
    #expect(try shop.wait(for: id, toBe: "done").attempts == 1)
    #expect(Errands.failures(of: name) == ["The key was withdrawn."])
  }

  @Test func `work of a transaction that fails is undone, and the worker goes on`() throws {
    let name = Errands.doing { shift in
      try shift.transaction { db in
        try db.run("UPDATE client SET name = 'changed'")
        throw GiveUp("Not today.")
      }
    }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew()
    try shop.wait(for: id, toBe: "parked")
    let changed: Query<Int> = "SELECT count(*) FROM client WHERE name = 'changed'"
    #expect(try shop.system.one(changed) == 0)
    try shop.wait(for: try shop.enqueue(Errand(name: Errands.doing { _ in })), toBe: "done")
  }

  @Test func `a job works inside its own account`() throws {
    let name = Errands.doing { shift in
      _ = try shift.transaction { db in try db.run("UPDATE client SET name = 'changed'") }
    }
    let id = try shop.enqueue(Errand(name: name), of: 1)
    shop.startCrew()
    try shop.wait(for: id, toBe: "done")
    let changed: Query<String> = "SELECT id::text FROM client WHERE name = 'changed'"
    #expect(try shop.system.all(changed) == [shop.clients[1].uuidString.lowercased()])
  }

  @Test func `a paused job keeps its place and goes on from there`() throws {
    let (begun, places) = (Gate(), Notebook<String>())
    let name = Errands.doing { shift in
      places.note(shift.place ?? "none")
      guard shift.place == nil else { return }
      try shift.transaction { _ in try shift.keepPlace(#"{"page": 7}"#) }
      try shift.progress(7, of: 9, note: "Page 7")
      begun.open()
      try wait(for: "the pause arrives") {
        try shift.obeyWishes()
        return false
      }
    }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew(leaseSeconds: 1)
    try begun.wait()
    try shop.system.pause(job: id)
    let paused = try shop.wait(for: id, toBe: "paused")
    #expect(paused.attempts == 0)
    #expect(!paused.isFinished)
    try shop.system.resume(job: id)
    #expect(try shop.wait(for: id, toBe: "done").attempts == 1)
    #expect(places.entries == ["none", #"{"page": 7}"#])
    let done: Query<Int> = "SELECT done_count FROM job"
    #expect(try shop.system.one(done) == 7)
  }

  @Test func `a running job that is cancelled stops at its next step`() throws {
    let begun = Gate()
    let name = Errands.doing { shift in
      begun.open()
      try wait(for: "the end arrives") {
        try shift.obeyWishes()
        return false
      }
    }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew(leaseSeconds: 1)
    try begun.wait()
    try shop.system.cancel(job: id)
    #expect(try shop.wait(for: id, toBe: "cancelled").isFinished)
    #expect(Errands.failures(of: name) == [])
  }

  @Test func `a job that has not begun is paused and cancelled at once`() throws {
    let id = try shop.enqueue(Errand(name: "never"))
    try shop.system.pause(job: id)
    #expect(try shop.job(id).state == "paused")
    try shop.system.resume(job: id)
    #expect(try shop.job(id).state == "ready")
    try shop.system.cancel(job: id)
    #expect(try shop.job(id).state == "cancelled")
    try shop.system.resume(job: id)
    #expect(try shop.job(id).state == "cancelled")
  }

  @Test(arguments: ["paused", "cancelled"])
  func `a job that a worker holds but has not begun is stopped too`(state: String) throws {
    let (begun, mayEnd, runs) = (Gate(), Gate(), Notebook<UUID>())
    let slow = UrgentErrand(
      name: Errands.doing { _ in
        begun.open()
        try mayEnd.wait()
      })
    let other = Errand(name: Errands.doing { runs.note($0.job) })
    try shop.startQuickCrew(leaseSeconds: 1)
    let (first, second) = try shop.app.transaction(as: shop.clients[0]) {
      let first = try shop.app.enqueue(slow, for: shop.clients[0])
      return (first, try shop.app.enqueue(other, for: shop.clients[0]))
    }
    try begun.wait()
    #expect(try shop.job(second).state == "running")
    try state == "paused" ? shop.system.pause(job: second) : shop.system.cancel(job: second)
    let beats: Query<Bool> = """
      SELECT leased_until > \(Date.now)::timestamptz + interval '1.7 s' FROM job WHERE id = \(second)
      """
    try wait(for: "two heartbeats") { try shop.system.one(beats) }
    mayEnd.open()
    try shop.wait(for: first, toBe: "done")
    try shop.wait(for: second, toBe: state)
    #expect(runs.entries == [])
  }

  @Test(arguments: [true, false])
  func `a job cancelled while it fails or snoozes does not come back`(fails: Bool) throws {
    let (begun, mayEnd) = (Gate(), Gate())
    let name = Errands.doing { _ in
      begun.open()
      try mayEnd.wait()
      if fails { throw Broken() }
      throw Snooze(seconds: 0, "Later.")
    }
    let id = try shop.enqueue(Errand(name: name))
    shop.startCrew()
    try begun.wait()
    try shop.system.cancel(job: id)
    mayEnd.open()
    #expect(try shop.wait(for: id, toBe: "cancelled").isFinished)
  }
}
