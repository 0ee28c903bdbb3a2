import Crypto
import FoundationEssentials
import HTTP
import Postgres
import Site

/// Who a session belongs to, with what every page shows: one look-up a request.
package struct Admission: RowReadable, Sendable {
  package let session: SessionID
  package let person: PersonID
  package let personName: String
  package let email: String
  package let isVerified: Bool
  package let isAdministrator: Bool
  package let csrf: String
  /// The account that was chosen; `nil` before the choice, or after it was taken away.
  package let client: AdmittedClient?
  let seenAt: Date

  package init(_ row: Row) throws {
    (session, person) = (try row[0], try row[1])
    (personName, email) = (try row[2], try row[3])
    (isVerified, isAdministrator) = (try row[4], try row[5])
    csrf = try row[6]
    client = try AdmittedClient(row)
    seenAt = try row[13]
  }
}

/// The account in which a session works.
package struct AdmittedClient: Sendable {
  package let id: ClientID
  package let name: String
  package let role: Role
  package let currency: String
  package let timeZone: String
  package let credits: Int

  fileprivate init?(_ row: Row) throws {
    guard let id: ClientID = try row[7], let role: String = try row[9] else { return nil }
    self.id = id
    name = try row[8]
    self.role = Role(rawValue: role) ?? .viewer
    (currency, timeZone, credits) = (try row[10], try row[11], try row[12])
  }
}

extension Admission {
  /// Who the request's session cookie belongs to, `nil` when it has none that holds.
  package static func find(_ request: Request, db: Database) throws -> Admission? {
    guard let token = request.cookie(SessionCookie.name), !token.isEmpty, token.utf8.count <= 100
    else { return nil }
    guard let admission = try db.first(.admission(sha256(Array(token.utf8)))) else { return nil }
    if admission.seenAt.timeIntervalSinceNow < -300 { try db.run(.renew(admission.session)) }
    return admission
  }

  /// Makes sure that a form or call that changes something came from our own page.
  /// - Throws: `Problem.forbidden` when the token is missing or another one.
  func checkToken(_ request: Request) throws {
    try Accounts.checkToken(request, expected: csrf)
  }
}

extension Accounts {
  static func checkToken(_ request: Request, expected: String) throws {
    if request.method.isSafe { return }
    let given = request.headers["x-csrf-token"] ?? request.formToken ?? ""
    guard isEqual(Array(given.utf8), Array(expected.utf8)) else {
      throw Problem(
        .forbidden,
        "This form is too old or did not come from this site. Go back, reload and try again.")
    }
  }
}

extension Request {
  /// The token in the form, the first field of an upload.
  fileprivate var formToken: String? {
    guard contentType == "multipart/form-data" else { return form["csrf"] }
    return beginning(4096).parts.first { $0.name == "csrf" }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }
}

/// The cookies of this site: what they are called and how they are guarded.
enum SessionCookie {
  private static let isSecure = Configuration.current.baseURL.hasPrefix("https:")
  /// With `__Host-` no neighbouring host can set it (RFC 6265bis).
  static let name = isSecure ? "__Host-epox" : "epox"
  /// Who runs the platform, at `/admin` alone: `__Host-` would send it everywhere.
  static let staff = isSecure ? "__Secure-epox-staff" : "epox-staff"
  /// Carries the token of forms that are shown before anybody is known.
  static let visit = isSecure ? "__Host-epox-visit" : "epox-visit"
  private static let guards = "Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")

  /// The server ends a session after seven quiet days; the cookie only must not end before.
  static func set(_ token: String) -> String { "\(name)=\(token); Max-Age=34560000; \(guards)" }
  static let clear = "\(name)=; Max-Age=0; \(guards)"
  static func setStaff(_ token: String) -> String {
    "\(staff)=\(token); Path=/admin; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
  }
  static let clearStaff =
    "\(staff)=; Max-Age=0; Path=/admin; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
  static func setVisit(_ token: String) -> String { "\(visit)=\(token); \(guards)" }
}

extension Query<Admission> {
  static func admission(_ tokenHash: [UInt8]) -> Self { "SELECT * FROM admit(\(tokenHash))" }
}

extension Statement {
  /// Seven more days; at most every five minutes, so that reading does not write.
  static func renew(_ session: SessionID) -> Self {
    """
    UPDATE session SET seen_at = now(), expires_at = now() + interval '7 days'
    WHERE id = \(session) AND seen_at < now() - interval '5 minutes'
    """
  }
}
