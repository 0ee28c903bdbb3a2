import Blobs
import FoundationEssentials
import Jobs
import Postgres
import Site
import Telemetry

/// What was asked of a paid engine, and what came of it.
///
/// A call is written down before it is made and its answer's file is kept before anything is done
/// with it: a worker that dies in between neither pays twice nor loses what was paid.
package struct Ledger {
  let vendor: Vendor
  let shift: Shift
  /// How long a call can take, and how many may be under way.
  let timeout: Int
  let calls: Int
  /// Whether its calls are for something that no picture needs: what goes wrong with them closes
  /// nothing for pictures but what these would meet as well.
  var isAside = false

  /// How a call ended.
  enum Outcome: Sendable {
    case answered(file: String, used: Double?)
    /// For the merchant; `said`: what the vendor said itself, for the log.
    case refused(String, used: Double?, said: String? = nil)
    case empty(String, used: Double?)
    /// No answer came, or none that can be read.
    case lost
    /// It answered, and we could not keep it.
    case unkept(used: Double?)
    case away(EngineHealth)
  }

  /// What earlier calls for the same purpose came to.
  /// - Throws: the trouble that one of them ended in; `full` while another job is at it.
  func past(_ purpose: String) throws -> Past {
    let calls = try shift.transaction { try $0.all(.calls(for: purpose)) }
    for call in calls {
      switch call.state {
      case "refused": throw EngineTrouble.refused(call.reason)
      case "lost": throw EngineTrouble.lost(call.reason)
      case "begun" where call.job != shift.job && call.seconds < Double(timeout + 10):
        throw EngineTrouble.full
      case "begun":
        // Our worker died before the answer came, which says nothing of the engine.
        try shift.transaction { try $0.run(.end(call.id, .lost, vendor)) }
        throw EngineTrouble.lost(EngineTrouble.lostWords(vendor))
      default: continue
      }
    }
    return Past(
      answer: calls.lazy.compactMap(\.answer).first,
      empty: calls.filter { $0.state == "empty" }.map(\.reason),
      away: calls.filter { $0.state == "away" }.count)
  }

  /// What is known of a purpose.
  struct Past {
    /// The kept file's key.
    let answer: String?
    /// Why there was no picture, each time.
    let empty: [String]
    /// How often the engine was not well.
    let away: Int
  }

  /// Makes a call between two lines of the ledger and answers with the kept file's key.
  ///
  /// `models`: one or more, the one to ask first in front; another one is asked while that is
  /// away for longer than a moment.
  /// - Throws: `EngineTrouble`.
  func perform(
    _ purpose: String, among models: [String], _ call: (_ model: String) -> Outcome
  ) throws -> String {
    let (id, model) = try begin(purpose, among: models)
    let outcome = call(model)
    tell(outcome, of: model)
    try end(id, model, outcome)
    switch outcome {
    case .answered(let file, _): return file
    case .refused(let reason, _, _): throw EngineTrouble.refused(reason)
    case .empty(let reason, _): throw EngineTrouble.empty(reason)
    case .lost: throw EngineTrouble.lost(EngineTrouble.lostWords(vendor))
    case .unkept: throw EngineTrouble.lost(EngineTrouble.unkeptWords(vendor))
    case .away(let health):
      guard try isClosed(model) else {
        // A single failure closes nothing yet; the next try comes soon, not at once, nor all
        // together.
        throw EngineTrouble.away(
          .init(seconds: .random(in: 1...6), reason: health.reason(vendor), isRateLimit: true))
      }
      // Nothing was done and nothing was paid, so another model may be asked at once; without one
      // this says for how long to stay away.
      return try perform(purpose, among: models, call)
    }
  }

  /// Takes back an answer that turned out to be none when it was looked at.
  ///
  /// `isFinal`: whether asking again would change nothing.
  /// - Returns: what it is instead, to be thrown.
  func reject(_ purpose: String, because reason: String, isFinal: Bool) throws -> EngineTrouble {
    try shift.transaction {
      try $0.run(.reject(purpose, isFinal ? "refused" : "empty", reason))
    }
    return isFinal ? .refused(reason) : .empty(reason)
  }

  /// Waits for nothing: an engine that is away or full says so at once.
  private func begin(_ purpose: String, among models: [String]) throws -> (UUID, String) {
    try shift.transaction { db in
      let states = try db.all(.health(of: vendor))
      let model = states.best(of: models, isAside: isAside)
      if let obstacle = states.obstacle(to: model, isAside: isAside) {
        throw EngineTrouble.away(obstacle.absence)
      }
      guard try db.one(.callsUnderWay(vendor, within: timeout + 10)) < calls,
        // Another job may have begun the same since; its answer will do for both.
        try db.all(.calls(for: purpose)).allSatisfy(\.mayBeRepeated)
      else { throw EngineTrouble.full }
      // The first one after a failure goes alone; the others wait for what it finds.
      for state in states where state.isInDoubt && isTried(state, by: model) {
        try db.run(.probe(vendor, state.model, seconds: timeout + 10))
      }
      return (try db.one(.begin(purpose, vendor, model: model, job: shift.job)).id, model)
    }
  }

  /// What is wrong is written to the row that it concerns; the vendor is well where it answered,
  /// and of the model nothing is known where it was not asked.
  private func end(_ id: UUID, _ model: String, _ outcome: Outcome) throws {
    let pause = Configuration.current.engines.pause
    try shift.transaction { db in
      // Locked in the same order as when a call begins.
      let states = try db.all(.health(of: vendor))
      try db.run(.end(id, outcome, vendor))
      guard let health = outcome.health else {
        for state in states where isTried(state, by: model) {
          try db.run(.isWell(vendor, state.model))
        }
        return
      }
      let row = row(of: health, model)
      if !states.contains(where: { $0.model == row }) { try db.run(.know(vendor, row)) }
      try db.run(.isUnwell(vendor, row, health, pause: pause))
      if row == model, !isAside, health.isAnswer { try db.run(.isWell(vendor, "")) }
    }
  }

  /// The row that something wrong is written to.
  private func row(of health: EngineHealth, _ model: String) -> String {
    if isAside, !health.befallsPictures { return VendorState.aside(model) }
    return health.isOfModel ? model : ""
  }

  /// Whether a call to a model shows how it is with a row.
  ///
  /// One that no picture needs shows of pictures only what is not about what is asked.
  private func isTried(_ state: VendorState, by model: String) -> Bool {
    guard isAside else { return ["", model].contains(state.model) }
    return state.model == VendorState.aside(model) || state.model == model && state.isOfAnyCall
  }

  private func isClosed(_ model: String) throws -> Bool {
    try shift.transaction { try $0.all(.health(of: vendor)) }
      .obstacle(to: model, isAside: isAside) != nil
  }

  /// Tells whoever runs this installation what merchants would not understand.
  private func tell(_ outcome: Outcome, of model: String) {
    let details = ["vendor": vendor.rawValue, "model": model]
    switch outcome {
    case .refused(_, _, let said?):
      Log.warning(
        "a paid engine cannot use what it was sent", details.merging(["said": said]) { $1 })
    case .away(let health):
      guard let said = health.said else { return }
      Log.error(health.reason(vendor), details.merging(["said": said]) { $1 })
    default: return
    }
  }
}

extension Ledger.Outcome {
  /// An answer, kept as it came: it is paid for, so it is looked at only afterwards.
  static func keeping(_ bytes: [UInt8], used: Double?) -> Ledger.Outcome {
    do {
      return .answered(file: try Configuration.current.blobs.put(bytes, "answer"), used: used)
    } catch {
      Log.error("a paid answer could not be kept", ["error": String(describing: error)])
      return .unkept(used: used)
    }
  }

  /// What it says against asking the engine again.
  fileprivate var health: EngineHealth? {
    switch self {
    case .away(let health): health
    case .lost: .silence
    case .unkept: .noRoomHere
    case .answered, .refused, .empty: nil
    }
  }
}

extension EngineTrouble {
  /// An answer that never came.
  static func lostWords(_ vendor: Vendor) -> String {
    "The answer of \(vendor.title) did not arrive. It may have been made, but we cannot fetch it "
      + "any more. Try it again."
  }

  /// An answer that came, and for which there was no room.
  static func unkeptWords(_ vendor: Vendor) -> String {
    "\(vendor.title) answered, but its answer could not be kept here. Try it again later."
  }
}
