import Accounts
import Billing
import Postgres
import Site

/// The demo account: somebody to sign in as on a fresh machine.
package enum Seed {
  package static let email = "demo@epox.example"
  package static let password = "demo-studio-2026"

  /// Makes the demo account where it is missing; twice is once.
  package static func run(on db: Database) throws {
    let known: Query<Int> = "SELECT 1 FROM person WHERE email = \(email)"
    guard try db.first(known) == nil else { return }
    let applicant = Applicant(
      name: "Anna Berg", shop: "Nordlys", email: email, password: password)
    try db.transaction {
      let made = try Accounts.open(applicant, isVerified: true, db) { db, client in
        try Billing.grantTrial(db, client)
        try Billing.grant(490, cause: "demo", db)
        try Billing.give(plan: "business", db)
      }
      try db.transaction(as: made.client.uuid) {
        _ = try db.run("UPDATE client SET currency = 'EUR' WHERE id = \(made.client)")
      }
    }
  }
}
