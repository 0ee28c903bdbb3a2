import FoundationEssentials
import Postgres
import Site

/// A person as sign-in needs to know one.
struct KnownPerson: RowReadable, Sendable {
  let id: PersonID
  let name: String
  let passwordHash: String

  init(_ row: Row) throws {
    (id, name, passwordHash) = (try row[0], try row[1], try row[2])
  }
}

/// An account that a person belongs to.
struct AccountLine: RowReadable, Sendable {
  let id: ClientID
  let name: String
  let role: String

  init(_ row: Row) throws {
    (id, name, role) = (try row[0], try row[1], try row[2])
  }

  var roleWord: String { Role(rawValue: role)?.word ?? role }
}

extension Query<KnownPerson> {
  static func person(email: String) -> Self {
    "SELECT id, name, password_hash FROM person WHERE email = \(email)"
  }

  static func person(_ id: PersonID) -> Self {
    "SELECT id, name, password_hash FROM person WHERE id = \(id)"
  }
}

extension Query<AccountLine> {
  /// The accounts of a person, by name.
  static func accounts(of person: PersonID) -> Self {
    "SELECT client_id, name, role FROM accounts_of(\(person))"
  }
}

extension Statement {
  /// Lets no other change of this person begin before the transaction ends.
  static func hold(_ person: PersonID) -> Self {
    "SELECT 1 FROM person WHERE id = \(person) FOR UPDATE"
  }
}

extension Query<PersonID> {
  /// Uses up a link that was sent by mail: whose it was, nothing when it is used or too old.
  static func useToken(_ hash: [UInt8], _ purpose: String) -> Self {
    """
    DELETE FROM email_token
    WHERE token_hash = \(hash) AND purpose = \(purpose) AND expires_at > now()
    RETURNING person_id
    """
  }

  /// Whose link it is, without using it up.
  static func tokenOwner(_ hash: [UInt8], _ purpose: String) -> Self {
    """
    SELECT person_id FROM email_token
    WHERE token_hash = \(hash) AND purpose = \(purpose) AND expires_at > now()
    """
  }
}

extension Statement {
  static func add(_ client: ClientID, named name: String) -> Self {
    "INSERT INTO client (id, name) VALUES (\(client), \(name))"
  }

  static func add(
    _ person: PersonID, name: String, email: String, passwordHash: String, isVerified: Bool
  ) -> Self {
    """
    INSERT INTO person (id, name, email, password_hash, verified_at)
    VALUES (\(person), \(name), \(email), \(passwordHash), CASE WHEN \(isVerified) THEN now() END)
    """
  }

  /// Makes a person a member; who is one already keeps the role.
  static func join(_ client: ClientID, _ person: PersonID, as role: String) -> Self {
    """
    INSERT INTO membership (client_id, person_id, role) VALUES (\(client), \(person), \(role))
    ON CONFLICT DO NOTHING
    """
  }

  static func audit(
    _ action: String, in client: ClientID, by person: PersonID
  ) -> Self {
    """
    INSERT INTO audit_event (client_id, person_id, action)
    VALUES (\(client), \(person), \(action))
    """
  }

  static func verify(_ person: PersonID) -> Self {
    "UPDATE person SET verified_at = coalesce(verified_at, now()) WHERE id = \(person)"
  }

  static func setPassword(_ person: PersonID, hash: String) -> Self {
    "UPDATE person SET password_hash = \(hash) WHERE id = \(person)"
  }

  static func rename(_ person: PersonID, _ name: String) -> Self {
    "UPDATE person SET name = \(name) WHERE id = \(person)"
  }

  static func forgetLinks(of person: PersonID, _ purpose: String) -> Self {
    "DELETE FROM email_token WHERE person_id = \(person) AND purpose = \(purpose)"
  }
}
