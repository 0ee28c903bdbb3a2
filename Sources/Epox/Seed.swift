import Crypto
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
    let client = ClientID()
    let person = PersonID()
    try db.transaction(as: client.uuid) {
      try db.run("INSERT INTO client (id, name, currency) VALUES (\(client), 'Nordlys', 'EUR')")
      try db.run(
        """
        INSERT INTO person (id, name, email, password_hash, verified_at)
        VALUES (\(person), 'Anna Berg', \(email), \(PasswordHash(of: password).text), now())
        """)
      try db.run(
        """
        INSERT INTO membership (client_id, person_id, role)
        VALUES (\(client), \(person), 'owner')
        """)
      try db.run("INSERT INTO credit_balance (client_id, credits) VALUES (\(client), 500)")
      try db.run(
        """
        INSERT INTO credit_transaction (client_id, amount, kind, cause)
        VALUES (\(client), 500, 'trial', 'demo account')
        """)
    }
  }
}
