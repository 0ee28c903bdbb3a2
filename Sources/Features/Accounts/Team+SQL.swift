import Crypto
import FoundationEssentials
import Postgres
import Site

/// A member in the list of the team.
struct TeamLine: RowReadable, Sendable {
  let person: PersonID
  let name: String
  let email: String
  let role: Role
  let joinedAt: Date

  init(_ row: Row) throws {
    (person, name, email) = (try row[0], try row[1], try row[2])
    role = Role(rawValue: try row[3]) ?? .viewer
    joinedAt = try row[4]
  }
}

/// An invitation that nobody has accepted yet.
struct InvitationLine: RowReadable, Sendable {
  let id: InvitationID
  let email: String
  let role: Role
  let expiresAt: Date

  init(_ row: Row) throws {
    (id, email) = (try row[0], try row[1])
    role = Role(rawValue: try row[2]) ?? .viewer
    expiresAt = try row[3]
  }

  var isOver: Bool { expiresAt < Date() }
}

extension Query<TeamLine> {
  static var team: Self {
    """
    SELECT p.id, p.name, p.email, m.role, m.joined_at
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.client_id = current_client()
    ORDER BY p.name, p.id LIMIT 500
    """
  }
}

extension Query<InvitationLine> {
  static var openInvitations: Self {
    """
    SELECT id, email, role, expires_at FROM invitation
    WHERE client_id = current_client() AND accepted_at IS NULL
    ORDER BY email LIMIT 100
    """
  }
}

extension Query<Bool> {
  static func isMember(_ email: String) -> Self {
    """
    SELECT EXISTS (SELECT FROM membership m JOIN person p ON p.id = m.person_id
      WHERE m.client_id = current_client() AND p.email = \(email))
    """
  }
}

extension Query<InvitationID> {
  /// Its link comes with the mail; until then it has a secret that nobody knows.
  static func invite(_ email: String, as role: Role, by person: PersonID) -> Self {
    """
    INSERT INTO invitation (client_id, id, token_hash, email, role, invited_by, expires_at)
    VALUES (current_client(), \(InvitationID()), \(randomBytes(32)), \(email), \(role.rawValue),
      \(person), now() + interval '7 days')
    ON CONFLICT (client_id, email) WHERE accepted_at IS NULL DO UPDATE SET
      token_hash = excluded.token_hash, role = excluded.role, invited_by = excluded.invited_by,
      expires_at = excluded.expires_at
    RETURNING id
    """
  }
}

extension Query<PersonID> {
  /// The owners, locked in an order that all take.
  static var lockedOwners: Self {
    """
    SELECT person_id FROM membership
    WHERE client_id = current_client() AND role = 'owner'
    ORDER BY person_id FOR UPDATE
    """
  }
}

extension Statement {
  static func withdraw(_ invitation: InvitationID) -> Self {
    """
    DELETE FROM invitation
    WHERE client_id = current_client() AND id = \(invitation) AND accepted_at IS NULL
    """
  }

  static func setRole(of person: PersonID, to role: Role) -> Self {
    """
    UPDATE membership SET role = \(role.rawValue)
    WHERE client_id = current_client() AND person_id = \(person)
    """
  }

  static func part(_ person: PersonID) -> Self {
    "DELETE FROM membership WHERE client_id = current_client() AND person_id = \(person)"
  }

  /// Their sessions choose an account anew.
  static func stopWorking(_ person: PersonID, in client: ClientID) -> Self {
    """
    UPDATE session SET client_id = NULL WHERE person_id = \(person) AND client_id = \(client)
    """
  }
}
