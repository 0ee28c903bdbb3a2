import Crypto
import FoundationEssentials
import HTTP
import Jobs
import Mail
import Postgres
import Site

/// A link in a mail that lets whoever holds it do one thing, once.
package enum MailLink: Codable, Sendable, Equatable {
  /// Proves that the address is the person's: three days.
  case verify(PersonID)
  /// Lets the person set a new password: one hour.
  case reset(PersonID)
  /// Lets whoever reads the address's mail join an account: seven days.
  case invitation(InvitationID)

  /// The address of the link.
  func address(_ token: String) -> String {
    let path =
      switch self {
      case .verify: Site.verify(token)
      case .reset: Site.reset(token)
      case .invitation: Site.invitation(token)
      }
    return Configuration.current.baseURL + path
  }

  fileprivate var key: String {
    switch self {
    case .verify(let person): "verify/\(person.pathText)"
    case .reset(let person): "reset/\(person.pathText)"
    case .invitation(let invitation): "invitation/\(invitation.pathText)"
    }
  }
}

/// Sends one message; `{link}` in its text becomes the link.
///
/// The link's secret is made here and kept nowhere but in the message: the database has its hash.
/// A second run makes a new secret, which ends the old one, and writes the same message again
/// under the job's id.
package struct SendMail: Job {
  package static let kind = "send-mail"
  package static let priority = 1
  let message: Message
  let link: MailLink?

  package init(_ message: Message, link: MailLink? = nil) {
    (self.message, self.link) = (message, link)
  }

  /// While a mail with the same kind of link waits, another one would only be noise.
  package var uniqueKey: String? { link.map { "send-mail/\($0.key)" } }

  package func run(in shift: Shift) throws {
    let written = try shift.transaction { db in try write(db) }
    try SendMail.post(written, name: shift.job.uuidString.lowercased())
  }

  /// The message with its link in it; the secret of an earlier one is worth nothing afterwards.
  package func write(_ db: Database) throws -> Message {
    guard let link else { return message }
    let token = randomToken()
    try db.run(.keep(link, hash: sha256(Array(token.utf8))))
    return Message(
      to: message.to, subject: message.subject,
      text: message.text.replacing("{link}", with: link.address(token)))
  }

  /// Hands a message over to be delivered; the same name twice is one message.
  static func post(_ message: Message, name: String) throws {
    let settings = Configuration.current
    try Outbox(folder: settings.outboxFolder)
      .send(message, from: settings.mailSender, at: Date(), name: name)
  }
}

extension Statement {
  /// Keeps the hash of a link's secret in place of an earlier one.
  fileprivate static func keep(_ link: MailLink, hash: [UInt8]) -> Self {
    switch link {
    case .verify(let person): keep(hash, "verify", of: person, minutes: 3 * 24 * 60)
    case .reset(let person): keep(hash, "reset", of: person, minutes: 60)
    case .invitation(let invitation):
      """
      UPDATE invitation SET token_hash = \(hash)
      WHERE id = \(invitation) AND accepted_at IS NULL
      """
    }
  }

  private static func keep(
    _ hash: [UInt8], _ purpose: String, of person: PersonID, minutes: Int
  ) -> Self {
    """
    WITH earlier AS (
      DELETE FROM email_token WHERE person_id = \(person) AND purpose = \(purpose)
    )
    INSERT INTO email_token (token_hash, person_id, purpose, expires_at)
    VALUES (\(hash), \(person), \(purpose), now() + make_interval(mins => \(minutes)))
    """
  }
}
