import FoundationEssentials
import Jobs
import Postgres
import Synchronization
import Testing

/// Which jobs wait, and who takes them when.
@Suite struct JobsQueueTests {
  let shop: Workshop
  init() throws { shop = try Workshop() }

  private struct Abort: Error {}
  let nothing = Errands.doing { _ in }

  @Test func `a job of a transaction that is rolled back never was`() throws {
    #expect(throws: Abort.self) {
      try shop.app.transaction(as: shop.clients[0]) {
        try shop.app.enqueue(Errand(name: nothing), for: shop.clients[0])
        throw Abort()
      }
    }
    #expect(try shop.system.one("SELECT count(*) FROM job" as Query<Int>) == 0)
  }

  @Test func `nobody leaves a job to another account`() throws {
    #expect(throws: DatabaseError.self) {
      try shop.app.transaction(as: shop.clients[0]) {
        try shop.app.enqueue(Errand(name: nothing), for: shop.clients[1])
      }
    }
  }

  @Test func `while a job with a key is unfinished there is no second one`() throws {
    let errand = Errand(name: nothing, uniqueKey: "store/1")
    let first = try shop.enqueue(errand)
    #expect(try shop.enqueue(errand) == first)
    #expect(try shop.enqueue(errand, of: 1) != first)
    shop.startCrew()
    try shop.wait(for: first, toBe: "done")
    #expect(try shop.enqueue(errand) != first)
  }

  @Test func `a job asked for again while it runs, runs once more`() throws {
    let (begun, mayEnd, runs) = (Gate(), Gate(), Notebook<Int>())
    let name = Errands.doing { shift in
      runs.note(shift.attempt)
      begun.open()
      try mayEnd.wait()
    }
    let errand = Errand(name: name, uniqueKey: "again")
    let id = try shop.enqueue(errand)
    shop.startCrew(threads: 2)
    try begun.wait()
    #expect(try shop.enqueue(errand) == id)
    #expect(try shop.enqueue(errand) == id)
    mayEnd.open()
    try shop.wait(for: id, toBe: "done")
    #expect(runs.entries == [1, 1])
  }

  @Test func `a job does not wait behind a slow one while another worker is free`() throws {
    let (begun, mayEnd, other) = (Gate(), Gate(), Gate())
    let slow = Errands.doing { _ in
      begun.open()
      try mayEnd.wait()
    }
    let first = try shop.enqueue(Errand(name: slow))
    let second = try shop.enqueue(Errand(name: Errands.doing { _ in other.open() }))
    shop.startCrew(threads: 1)
    try begun.wait()
    shop.startCrew(threads: 1)
    try other.wait("the second worker takes the job")
    mayEnd.open()
    for id in [first, second] { try shop.wait(for: id, toBe: "done") }
  }

  @Test func `three crews never do the same job twice`() throws {
    let runs = Notebook<UUID>()
    let name = Errands.doing { shift in
      try shift.transaction { db in try db.run("SELECT pg_sleep(0.002)") }
      runs.note(shift.job)
    }
    for number in 0..<150 { try shop.enqueue(Errand(name: name), of: number % 3) }
    for _ in 1...3 { shop.startCrew(threads: 3) }
    try wait(for: "all jobs are done", seconds: 60) { try shop.count("done") == 150 }
    #expect(runs.entries.count == 150)
    #expect(Set(runs.entries).count == 150)
    let attempts: Query<Int> = "SELECT max(attempts) FROM job"
    #expect(try shop.system.one(attempts) == 1)
  }

  @Test func `an account with 500 jobs does not hold up one with a single job`() throws {
    let order = Notebook<UUID>()
    let name = Errands.doing { order.note($0.client) }
    try shop.app.transaction(as: shop.clients[0]) {
      for _ in 0..<500 { try shop.app.enqueue(Errand(name: name), for: shop.clients[0]) }
    }
    let single = try shop.enqueue(Errand(name: name), of: 2)
    shop.startCrew()
    try shop.wait(for: single, toBe: "done")
    let turn = order.entries.firstIndex(of: shop.clients[2])
    #expect(turn.map { $0 <= 1 } == true, "it came after \(turn ?? 500) others")
  }

  @Test func `what is urgent goes first, then what came first`() throws {
    let order = Notebook<UUID>()
    let name = Errands.doing { order.note($0.job) }
    let usual = try (0..<3).map { _ in try shop.enqueue(Errand(name: name)) }
    let urgent = try shop.enqueue(UrgentErrand(name: name))
    shop.startCrew()
    for id in usual { try shop.wait(for: id, toBe: "done") }
    #expect(order.entries == [urgent] + usual)
  }

  @Test func `a job for later waits until then`() throws {
    let client = shop.clients[0]
    let id = try shop.app.transaction(as: client) {
      try shop.app.enqueue(Errand(name: nothing), for: client, at: .now + 3600)
    }
    shop.startCrew()
    try shop.wait(for: try shop.enqueue(Errand(name: nothing)), toBe: "done")
    #expect(try shop.job(id).state == "ready")
    try shop.hurry(id)
    try shop.wait(for: id, toBe: "done")
  }

  @Test(arguments: [
    ("unheard-of", "{}"), ("errand", #"{"nom": 1}"#), ("errand", "[]"), ("errand", "null"),
  ])
  func `a job that nobody can read is parked`(kind: String, payload: String) throws {
    let insert: Query<String> = """
      INSERT INTO job (client_id, kind, payload)
      VALUES (\(shop.clients[0]), \(kind), \(payload)::jsonb) RETURNING id::text
      """
    let id = try #require(UUID(uuidString: try shop.system.one(insert)))
    shop.startCrew()
    #expect(try shop.wait(for: id, toBe: "parked").note != nil)
  }
}
