import HTTP
import Postgres
import Site

/// Credits: what an account has, and every movement of them with its cause.
///
/// All of it runs inside the caller's transaction for the account, so that credits move with the
/// work they pay for or not at all. A cause moves credits once, however often it is said.
package enum Billing {
  /// What every new account gets to try Epox with.
  package static let trialCredits = 10

  /// Takes credits for work that is about to begin.
  /// - Throws: `Problem.outOfCredits` when there are not enough; then nothing has moved.
  package static func reserve(_ credits: Int, cause: String, _ db: Database) throws {
    guard credits > 0 else { return }
    if try db.run(.reserve(credits, cause: cause)) == 1 { return }
    if try db.one(.isKnown("reserve", cause)) { return }
    let left = try db.first(Query<Int>.balance) ?? 0
    throw outOfCredits(needed: credits, left: left)
  }

  /// Gives credits back for work that could not be done.
  package static func release(_ credits: Int, cause: String, _ db: Database) throws {
    guard credits > 0 else { return }
    try db.run(.add(credits, "release", cause: cause))
  }

  /// Gives credits to an account.
  package static func grant(_ credits: Int, cause: String, _ db: Database) throws {
    guard credits > 0 else { return }
    try db.run(.openBalance)
    try db.run(.add(credits, "grant", cause: cause))
  }

  /// Greets a new account with its trial credits.
  package static func grantTrial(_ db: Database, _ client: ClientID) throws {
    try db.transaction(as: client.uuid) {
      try db.run(.openBalance)
      try db.run(.add(trialCredits, "trial", cause: "sign-up"))
    }
  }

  static func outOfCredits(needed: Int, left: Int) -> Problem {
    Problem(
      .outOfCredits,
      "This takes \(needed) \(needed == 1 ? "credit" : "credits"), and you have \(left). "
        + "Nothing was started and nothing was charged.")
  }
}
