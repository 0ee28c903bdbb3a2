import Accounts
import Crypto
import FoundationEssentials
import HTTP
import Postgres

extension Billing {
  /// What a program's call is about: a new thing, or the one that the same Idempotency-Key made.
  ///
  /// Inside the transaction that does it, so that a call that fails leaves its key free.
  /// - Throws: `Problem` 422 when the key was used for something else.
  package static func subject(of editor: Editor, otherwise new: UUID) throws -> UUID {
    guard let key = editor.request.headers["idempotency-key"] else { return new }
    guard (1...255).contains(key.utf8.count) else {
      throw Problem(.invalid, "An Idempotency-Key has from 1 to 255 characters.")
    }
    let asked = sha256(Array(editor.request.path.utf8) + [0] + editor.request.body)
    try editor.db.run(
      """
      INSERT INTO api_act (client_id, key, asked, subject)
      VALUES (\(editor.client), \(key), \(asked), \(new)) ON CONFLICT DO NOTHING
      """)
    let known: Query<Act> = """
      SELECT asked, subject FROM api_act WHERE client_id = \(editor.client) AND key = \(key)
      """
    let act = try editor.db.one(known)
    guard act.asked == asked else {
      throw Problem(.invalid, "This Idempotency-Key was used for something else. Take a new one.")
    }
    return act.subject
  }

  /// Forgets keys after a day; the scheduler calls it.
  package static func forgetActs(_ db: Database) throws {
    try db.run("DELETE FROM api_act WHERE at < now() - interval '1 day'")
  }
}

private struct Act: RowReadable {
  let asked: [UInt8]
  let subject: UUID
  init(_ row: Row) throws { (asked, subject) = (try row[0], try row[1]) }
}
