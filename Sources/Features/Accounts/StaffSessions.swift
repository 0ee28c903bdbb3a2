import Crypto
import FoundationEssentials
import HTTP
import Postgres
import Site

/// Which member of staff a session of `/admin` belongs to.
package struct StaffAdmission: RowReadable, Sendable {
  let session: UUID
  package let person: PersonID
  package let personName, email, csrf: String

  package init(_ row: Row) throws {
    (session, person, personName) = (try row[0], try row[1], try row[2])
    (email, csrf) = (try row[3], try row[4])
  }

  /// Who the request's cookie belongs to, `nil` when it has none that holds.
  static func find(_ request: Request, db: Database) throws -> StaffAdmission? {
    guard let token = request.cookie(SessionCookie.staff), !token.isEmpty, token.utf8.count <= 100
    else { return nil }
    return try db.first(.staff(sha256(Array(token.utf8))))
  }
}

/// The platform's own staff, signed in at `/admin`.
package struct Administrator: Visitor {
  package let db: Database
  package let request: Request
  package let admission: StaffAdmission
  package static let door = Door.administrator

  package static func admit(_ request: Request, db: Database) throws -> Administrator {
    guard let admission = try StaffAdmission.find(request, db: db) else {
      throw Problem(.signedOut, "Please sign in as staff to go on.")
    }
    try Accounts.checkToken(request, expected: admission.csrf)
    return Administrator(db: db, request: request, admission: admission)
  }
}

extension Accounts {
  /// The member of staff with this address and this password, at the price of one guess; whoever
  /// is none of the staff looks like somebody with a wrong password.
  package static func staff(
    _ email: String, _ password: String, from guest: Guest
  ) throws -> PersonID? {
    guard let person = try person(email, password, from: guest) else { return nil }
    let known: Query<Bool> = "SELECT is_administrator FROM person WHERE id = \(person)"
    return try guest.db.one(known) ? person : nil
  }

  /// Opens a session of staff and sends them on with its cookie, which goes to `/admin` only.
  package static func openStaffSession(
    _ person: PersonID, _ guest: Guest, then next: String
  ) throws -> Response {
    let token = randomToken()
    try guest.db.run("DELETE FROM staff_session WHERE expires_at < now()")
    try guest.db.run(
      """
      INSERT INTO staff_session (token_hash, person_id, csrf_token, user_agent, address)
      VALUES (\(sha256(Array(token.utf8))), \(person), \(randomToken()),
        \(String((guest.request.headers["user-agent"] ?? "").prefix(300))),
        \(String(guest.request.remoteAddress.prefix(60))))
      """)
    return .see(next).adding("Set-Cookie", SessionCookie.setStaff(token))
  }

  /// Ends a session of staff.
  package static func endStaffSession(_ staff: Administrator) throws -> Response {
    try staff.db.run("DELETE FROM staff_session WHERE id = \(staff.admission.session)")
    return .see(Site.adminLogin()).adding("Set-Cookie", SessionCookie.clearStaff)
  }
}

extension Query<StaffAdmission> {
  /// Reading it keeps it open for another hour.
  fileprivate static func staff(_ tokenHash: [UInt8]) -> Self {
    """
    UPDATE staff_session s SET expires_at = least(now() + interval '1 hour',
      s.created_at + interval '12 hours')
    FROM person p WHERE s.token_hash = \(tokenHash) AND s.expires_at > now()
      AND p.id = s.person_id AND p.is_administrator
    RETURNING s.id, p.id, p.name, p.email, s.csrf_token
    """
  }
}
