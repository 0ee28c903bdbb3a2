import FoundationEssentials
import HTTP
import Postgres
import Site

/// Credits: what an account has, and every movement of them with its cause.
///
/// All of it runs inside the caller's transaction for the account, so that credits move with the
/// work they pay for or not at all. A cause moves credits once, however often it is said. The
/// rules themselves are functions of the database; `Ledger.md` says what happens in each case.
package enum Billing {
  /// What every new account gets to try Epox with.
  package static let trialCredits = 10
  /// How long they can be used.
  static let trialDays = 30

  /// Sets credits aside for pieces of work that are about to begin, for all of them or for none.
  ///
  /// `causes`: the unique keys of the jobs; by them the sweep sees which are still under way.
  /// - Throws: `Problem.outOfCredits` when there are not enough; then nothing has moved.
  package static func reserve(_ each: Int, for causes: [String], _ db: Database) throws {
    guard each > 0, !causes.isEmpty else { return }
    try checkCaps(each * causes.count, db)
    if try db.one(.reserve(each, for: causes)) {
      try alertCaps(db)
      return try alertLow(db)
    }
    let left = try db.first(Query<Int>.balance) ?? 0
    throw outOfCredits(each, causes.count, left: left)
  }

  /// Pays for a piece of work with what was set aside for it; said again, it does nothing.
  package static func capture(_ cause: String, _ db: Database) throws {
    _ = try db.one(.capture(cause))
  }

  /// Gives back what was set aside for work that could not be done; said again, it does nothing.
  package static func release(_ cause: String, because reason: String, _ db: Database) throws {
    _ = try db.one(.release(cause, reason))
  }

  /// Gives credits to an account as a lot of their own.
  ///
  /// What is owed is paid with them first. Without `expiry` they stay for ever.
  package static func grant(
    _ credits: Int, _ source: LotSource = .grant, cause: String, until expiry: Date? = nil,
    because reason: String = "", _ db: Database
  ) throws {
    guard credits > 0 else { return }
    _ = try db.one(.add(credits, source, cause: cause, until: expiry, reason))
  }

  /// Takes credits back, after a chargeback for instance; what was spent already is owed.
  package static func take(
    _ credits: Int, cause: String, because reason: String, _ db: Database
  ) throws {
    guard credits > 0 else { return }
    _ = try db.one(.take(credits, cause, reason))
  }

  /// Greets a new account with its trial credits.
  package static func grantTrial(_ db: Database, _ client: ClientID) throws {
    try db.transaction(as: client.uuid) {
      let end = Date.now.addingTimeInterval(Double(trialDays) * 86_400)
      try grant(trialCredits, .trial, cause: "sign-up", until: end, db)
    }
  }

  static func outOfCredits(_ each: Int, _ pieces: Int, left: Int) -> Problem {
    let fits = left / each
    let offer =
      fits > 0 && pieces > 1
      ? " Your credits are enough for \(fits) of \(pieces) pictures: run those, or get more." : ""
    let needed = each * pieces
    return Problem(
      .outOfCredits,
      "This takes \(needed) \(needed == 1 ? "credit" : "credits"), and you have \(left). "
        + "Nothing was started and nothing was charged.\(offer)")
  }
}
