import Design
import HTTP
import Postgres

/// What a plan has so many of.
package enum Limited: String, Sendable, CaseIterable {
  case products, seats, pictures
}

extension Billing {
  /// How many more of a kind the account may have, `nil` where its plan has no limit.
  ///
  /// Inside a transaction the answer holds until it ends: who else asks waits.
  package static func room(for kind: Limited, _ db: Database) throws -> Int? {
    try db.one(Query<Room>.room(for: kind)).left
  }

  /// How many more products the account may have, `nil` where its plan has no limit.
  package static func productsLeft(_ db: Database) throws -> Int? {
    try room(for: .products, db)
  }

  /// Makes sure that there is room for so many more; the transaction that asks brings them.
  /// - Throws: `Problem` 402 with what to do, when there is not.
  package static func require(_ more: Int, _ kind: Limited, _ db: Database) throws {
    guard more > 0, let left = try room(for: kind, db), left < more else { return }
    throw limitReached(try db.one(Query<Plan>.planInForce), kind, left: left)
  }

  /// How many of the pictures that wait for their files the plan has room for, and what to tell of
  /// the others; `nil` where it has no limit.
  ///
  /// Inside a transaction the answer holds until it ends.
  package static func roomForPending(_ db: Database) throws -> (room: Int, full: String)? {
    let room: Query<Room> = "SELECT plan_room_for_pending()"
    guard let left = try db.one(room).left else { return nil }
    let plan = try db.one(Query<Plan>.planInForce)
    return (left, limitReached(plan, .pictures, left: 0).sentence)
  }

  /// Makes sure that the account's plan lets programs in.
  /// - Throws: `Problem` 402 with what to do, when it does not.
  package static func requireAPI(_ db: Database) throws {
    let plan = try db.one(Query<Plan>.planInForce)
    guard !plan.hasAPI else { return }
    throw Problem(
      .outOfCredits,
      "The plan \(plan.name) does not include the API. Choose a larger plan under Settings, Plans.")
  }

  private static func limitReached(_ plan: Plan, _ kind: Limited, left: Int) -> Problem {
    let (most, word, other) =
      switch kind {
      case .products: (plan.products, "products", "remove products that you no longer sell")
      case .seats: (plan.seats, "people", "take somebody out of the team")
      case .pictures: (plan.pictures, "pictures", "delete pictures that you no longer need")
      }
    return Problem(
      .outOfCredits,
      "Your plan \(plan.name) has room for \(number(most ?? 0)) \(word), and \(left) are free. Choose a "
        + "larger plan under Settings, Plans, or \(other).")
  }
}
