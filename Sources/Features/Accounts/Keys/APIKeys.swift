import Crypto
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// A key as the settings list it.
struct KeyLine: RowReadable, Sendable {
  let id: UUID
  let name, hint, scope, maker: String
  let usedAt: Date?

  init(_ row: Row) throws {
    (id, name, hint) = (try row[0], try row[1], try row[2])
    (scope, maker, usedAt) = (try row[3], try row[4], try row[5])
  }
}

extension Query<KeyLine> {
  static var keys: Self {
    """
    SELECT k.id, k.name, k.hint, k.scope, p.name, k.used_at FROM api_key k
    JOIN person p ON p.id = k.person_id
    WHERE k.client_id = current_client() AND k.revoked_at IS NULL ORDER BY k.id DESC LIMIT 100
    """
  }
}

extension Accounts {
  /// The account's keys.
  package static func showKeys(_ owner: Owner) throws -> Response {
    keysPage(owner, try owner.read(Query<KeyLine>.keys), Form())
  }

  /// Makes a key and shows it, this once; `allowing` says whether the plan lets programs in.
  package static func createKey(
    allowing: @escaping @Sendable (Database) throws -> Void
  ) -> @Sendable (Owner) throws -> Response {
    { owner in
      var form = Form(owner.request)
      let name = form.line("name", max: 60, missing: "Give it a name, such as what will use it.")
      let scope = form.choice("scope", of: KeyScope.self)
      guard form.isValid, let scope else {
        return keysPage(owner, try owner.read(Query<KeyLine>.keys), form)
      }
      let key = KeyAdmission.prefix + randomToken()
      try owner.transaction {
        try allowing(owner.db)
        try owner.db.run(
          """
          INSERT INTO api_key (client_id, name, token_hash, hint, scope, person_id)
          VALUES (\(owner.client), \(name), \(sha256(Array(key.utf8))), \(String(key.prefix(10))),
            \(scope.rawValue), \(owner.person))
          """)
        try owner.audit(
          "key.created", ["name": .string(name), "scope": .string(scope.rawValue)])
      }
      return keysPage(owner, try owner.read(Query<KeyLine>.keys), Form(), new: key)
    }
  }

  /// Ends a key at once.
  package static func revokeKey(_ owner: Owner, _ name: String) throws -> Response {
    guard let id = UUID(uuidString: name) else { throw Problem.missing }
    try owner.transaction {
      let ended = try owner.db.run(
        """
        UPDATE api_key SET revoked_at = now()
        WHERE client_id = \(owner.client) AND id = \(id) AND revoked_at IS NULL
        """)
      guard ended == 1 else { throw Problem.missing }
      try owner.audit("key.revoked", ["key": .string(name)])
    }
    return .see(Site.apiKeys()).flash("The key does not open anything any more.")
  }
}

/// What a key may do.
enum KeyScope: String {
  case read, write
}
