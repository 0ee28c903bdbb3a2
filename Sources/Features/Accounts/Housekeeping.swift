import Crypto
import Postgres
import Site

extension Accounts {
  /// Forgets sessions, links and counters that are over; the scheduler calls it.
  package static func sweep(_ db: Database) throws {
    try db.run("DELETE FROM session WHERE expires_at < now()")
    try db.run("DELETE FROM email_token WHERE expires_at < now()")
    try db.run("DELETE FROM sign_in_failure WHERE last_at < now() - interval '1 day'")
    try db.run(
      """
      DELETE FROM invitation
      WHERE accepted_at IS NULL AND expires_at < now() - interval '30 days'
      """)
  }

  /// Makes somebody one of the platform's staff, with a new password; `epox create-admin`.
  package static func appointAdministrator(
    name: String, email: String, password: String, _ db: Database
  ) throws {
    let hash = PasswordHash(of: password).text
    try db.run(
      """
      INSERT INTO person (id, name, email, password_hash, is_administrator, verified_at)
      VALUES (\(PersonID()), \(name), \(email.lowercased()), \(hash), true, now())
      ON CONFLICT (email) DO UPDATE SET password_hash = excluded.password_hash,
        is_administrator = true, verified_at = coalesce(person.verified_at, now())
      """)
  }
}
