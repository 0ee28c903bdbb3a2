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

  /// How a call ended.
  enum Outcome: Sendable {
    case answered(file: String, used: Double?)
    case refused(String, used: Double?)
    case empty(String, used: Double?)
    case lost(String)
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
        // Its worker died before the answer came.
        try end(call.id, .lost(EngineTrouble.lostWords(vendor)))
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
  /// - Throws: `EngineTrouble`.
  func perform(_ purpose: String, model: String, _ call: () -> Outcome) throws -> String {
    let id = try begin(purpose, model: model)
    let outcome = call()
    try end(id, outcome)
    switch outcome {
    case .answered(let file, _): return file
    case .refused(let reason, _): throw EngineTrouble.refused(reason)
    case .empty(let reason, _): throw EngineTrouble.empty(reason)
    case .lost(let reason): throw EngineTrouble.lost(reason)
    case .away(let health): throw try absence(health)
    }
  }

  /// Waits for nothing: an engine that is away or full says so at once.
  private func begin(_ purpose: String, model: String) throws -> UUID {
    try shift.transaction { db in
      let state = try db.one(.health(of: vendor, within: timeout + 10))
      if let seconds = state.closedFor, seconds > 0 {
        throw EngineTrouble.away(
          .init(seconds: seconds, reason: state.reason, isRateLimit: state.kind == "rate"))
      }
      guard state.underWay < calls else { throw EngineTrouble.full }
      // Another job may have begun the same since; its answer will do for both.
      guard try db.all(.calls(for: purpose)).allSatisfy(\.mayBeRepeated) else {
        throw EngineTrouble.full
      }
      // The first one after a failure goes alone; the others wait for what it finds.
      if state.closedFor != nil, state.kind != "rate" {
        try db.run(.probe(vendor, seconds: timeout + 10))
      }
      return try db.one(.begin(purpose, vendor, model: model, job: shift.job)).id
    }
  }

  private func end(_ id: UUID, _ outcome: Outcome) throws {
    try shift.transaction { db in
      try db.run(.end(id, outcome))
      switch outcome {
      case .answered, .refused, .empty: try db.run(.isWell(vendor))
      case .lost(let reason):
        try db.run(.isUnwell(vendor, .overload(reason), pause: Configuration.current.engines.pause))
      case .away(let health):
        try db.run(.isUnwell(vendor, health, pause: Configuration.current.engines.pause))
        if case .key(let reason, let detail) = health {
          Log.error(reason, ["vendor": vendor.rawValue, "said": detail])
        }
      }
    }
  }

  /// How long to stay away after this failure: until the engine opens, or a moment.
  private func absence(_ health: EngineHealth) throws -> EngineTrouble {
    let state = try shift.transaction { try $0.one(.health(of: vendor, within: timeout + 10)) }
    if let seconds = state.closedFor, seconds > 0 {
      return .away(.init(seconds: seconds, reason: state.reason, isRateLimit: health.isRate))
    }
    // A single failure closes nothing yet; the next try comes soon, not at once, nor all together.
    return .away(.init(seconds: .random(in: 1...6), reason: health.reason, isRateLimit: true))
  }
}

extension EngineTrouble {
  /// An answer that never came.
  static func lostWords(_ vendor: Vendor) -> String {
    "The answer of \(vendor.title) did not arrive. It may have been made, but we cannot fetch it "
      + "any more. Try it again."
  }
}
