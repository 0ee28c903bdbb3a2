import Accounts
import FoundationEssentials
import HTTP
import Mail
import Postgres

/// Reads the mail that waits to be sent, as the job would write it.
enum Mailbox {
  /// The newest message to an address that begins with a subject.
  static func newest(to email: String, about subject: String) throws -> Message? {
    let db = TestHouse.system()
    let payloads: Query<String> = """
      SELECT payload FROM job WHERE kind = 'send-mail' AND payload->'message'->>'to' = \(email)
        AND payload->'message'->>'subject' LIKE \(subject) || '%'
      ORDER BY id DESC LIMIT 1
      """
    guard let payload = try db.first(payloads) else { return nil }
    try waitUntilSent(to: email, db)
    let job = try JSONDecoder().decode(SendMail.self, from: Data(payload.utf8))
    return try db.transaction { try job.write(db) }
  }

  /// The worker writes each mail too, with a link of its own: only the last one written holds.
  private static func waitUntilSent(to email: String, _ db: Database) throws {
    let open: Query<Int> = """
      SELECT count(*) FROM job WHERE kind = 'send-mail' AND payload->'message'->>'to' = \(email)
        AND state IN ('ready', 'running')
      """
    let deadline = Date(timeIntervalSinceNow: 60)
    while try db.one(open) > 0, Date() < deadline { _ = try db.notifications(waiting: 30) }
  }

  /// The path of the link in that message.
  static func link(to email: String, about subject: String) throws -> String {
    let text = try newest(to: email, about: subject)?.text ?? ""
    let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("http") } ?? ""
    return "/" + line.split(separator: "/").dropFirst(2).joined(separator: "/")
  }
}
