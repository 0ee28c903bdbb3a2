import Crypto
import Design
import FoundationEssentials
import HTTP
import Postgres
import Site

/// An invitation as whoever holds its link may see it.
struct OpenInvitation: RowReadable, Sendable {
  let client: ClientID
  let clientName: String
  let email: String
  let role: Role

  init(_ row: Row) throws {
    (client, clientName, email) = (try row[0], try row[1], try row[2])
    role = Role(rawValue: try row[3]) ?? .viewer
  }
}

extension Accounts {
  /// What the link of an invitation leads to: joining, signing in first, or signing up.
  package static func showInvitation(_ guest: Guest, _ token: String) throws -> Response {
    try invitationPage(guest, token, try invitation(token, guest.db), Form())
  }

  /// Joins the account: as who is signed in, or as somebody new.
  package static func acceptInvitation(_ guest: Guest, _ token: String) throws -> Response {
    let invitation = try invitation(token, guest.db)
    if let admission = try guest.admission() {
      guard admission.email == invitation.email else {
        throw Problem(
          .forbidden, "This invitation is for \(invitation.email); you are \(admission.email).")
      }
      try guest.db.transaction(as: invitation.client.uuid) {
        try join(admission.person, invitation, token, guest.db)
        try guest.db.run(.work(in: invitation.client, admission.session))
      }
      return .see(Site.dashboard()).flash("Welcome to \(invitation.clientName).")
    }
    return try acceptAsNew(guest, token, invitation)
  }

  private static func acceptAsNew(
    _ guest: Guest, _ token: String, _ invitation: OpenInvitation
  ) throws -> Response {
    var form = Form(guest.request)
    let name = form.line("name", max: 120, missing: "Enter your name.")
    let password = form.newPassword(email: invitation.email)
    guard form.isValid else { return try invitationPage(guest, token, invitation, form) }
    let person = PersonID()
    let hash = PasswordHash(of: password).text
    do {
      try guest.db.transaction(as: invitation.client.uuid) {
        // The link came by mail, so the address is theirs.
        try guest.db.run(
          .add(person, name: name, email: invitation.email, passwordHash: hash, isVerified: true))
        try join(person, invitation, token, guest.db)
      }
    } catch let error as DatabaseError where error.uniqueViolation == "person_email" {
      return .see(link(Site.login(), next: Site.invitation(token)))
        .flash("You have a sign-in already. Use it, then join.", .info)
    }
    return try signIn(person, in: invitation.client, guest, then: Site.dashboard())
      .flash("Welcome to \(invitation.clientName).")
  }

  private static func join(
    _ person: PersonID, _ invitation: OpenInvitation, _ token: String, _ db: Database
  ) throws {
    guard try db.run(.accept(hash: sha256(Array(token.utf8)))) == 1 else { throw linkIsOver }
    try db.run(.join(invitation.client, person, as: invitation.role.rawValue))
    try db.run(.verify(person))
    try db.run(.audit("team.joined", in: invitation.client, by: person))
  }

  private static func invitation(_ token: String, _ db: Database) throws -> OpenInvitation {
    guard let invitation = try db.first(.invitation(hash: sha256(Array(token.utf8)))) else {
      throw linkIsOver
    }
    return invitation
  }
}

extension Query<OpenInvitation> {
  fileprivate static func invitation(hash: [UInt8]) -> Self {
    "SELECT client_id, client_name, email, role FROM open_invitation(\(hash))"
  }
}

extension Statement {
  /// Uses an invitation up; of two at once only one does.
  fileprivate static func accept(hash: [UInt8]) -> Self {
    """
    UPDATE invitation SET accepted_at = now()
    WHERE token_hash = \(hash) AND accepted_at IS NULL AND expires_at > now()
    """
  }
}
