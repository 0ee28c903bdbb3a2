import Crypto
import Design
import FoundationEssentials
import HTTP
import Postgres
import Site

/// A session as its person sees it in the list.
struct SessionLine: RowReadable, Sendable {
  let id: SessionID
  let userAgent: String
  let address: String
  let createdAt: Date
  let seenAt: Date

  init(_ row: Row) throws {
    (id, userAgent, address) = (try row[0], try row[1], try row[2])
    (createdAt, seenAt) = (try row[3], try row[4])
  }

  /// The browser and the system, as far as it says.
  var device: String {
    let browsers = [
      ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
      ("Safari/", "Safari"), ("curl/", "curl"),
    ]
    let systems = [
      ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
      ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]
    let browser = browsers.first { userAgent.contains($0.0) }?.1 ?? "Unknown browser"
    guard let system = systems.first(where: { userAgent.contains($0.0) })?.1 else { return browser }
    return "\(browser) on \(system)"
  }
}

extension Accounts {
  /// Opens a session and sends the visitor on with its cookie; one the browser had before ends.
  static func signIn(
    _ person: PersonID, in client: ClientID?, _ guest: Guest, then next: String
  ) throws -> Response {
    let token = randomToken()
    let earlier = guest.request.cookie(SessionCookie.name) ?? ""
    try guest.db.run(.end(tokenHash: sha256(Array(earlier.utf8))))
    try guest.db.run(.open(token, person, client, guest.request))
    return .see(next).adding("Set-Cookie", SessionCookie.set(token))
  }

  /// Signs out: the session is gone, not only its cookie.
  package static func signOut(_ visitor: SignedIn) throws -> Response {
    try visitor.db.run(.end(visitor.admission.session, of: visitor.admission.person))
    return .see(Site.login()).adding("Set-Cookie", SessionCookie.clear)
      .flash("You are signed out.", .info)
  }

  /// Ends one of the visitor's sessions on another device.
  package static func endSession(_ member: Member, _ session: SessionID) throws -> Response {
    if session == member.session {
      try member.db.run(.end(session, of: member.person))
      return .see(Site.login()).adding("Set-Cookie", SessionCookie.clear)
    }
    guard try member.db.run(.end(session, of: member.person)) == 1 else { throw Problem.missing }
    return .see(Site.profile()).flash("That device is signed out.")
  }

  /// Ends all sessions of the visitor but this one.
  package static func endOtherSessions(_ member: Member) throws -> Response {
    let ended = try member.db.run(.endAll(of: member.person, but: member.session))
    return .see(Site.profile()).flash(
      ended == 0 ? "No other device was signed in." : "\(count(ended, "device")) signed out.")
  }
}

extension Query<SessionLine> {
  static func sessions(of person: PersonID) -> Self {
    """
    SELECT id, user_agent, address, created_at, seen_at FROM session
    WHERE person_id = \(person) AND expires_at > now()
    ORDER BY seen_at DESC, id LIMIT 100
    """
  }
}

extension Statement {
  fileprivate static func open(
    _ token: String, _ person: PersonID, _ client: ClientID?, _ request: Request
  ) -> Self {
    """
    INSERT INTO session
      (id, token_hash, person_id, client_id, csrf_token, user_agent, address, expires_at)
    VALUES (\(SessionID()), \(sha256(Array(token.utf8))), \(person), \(client), \(randomToken()),
      \(String((request.headers["user-agent"] ?? "").prefix(300))),
      \(String(request.remoteAddress.prefix(60))), now() + interval '7 days')
    """
  }

  fileprivate static func end(tokenHash: [UInt8]) -> Self {
    "DELETE FROM session WHERE token_hash = \(tokenHash)"
  }

  fileprivate static func end(_ session: SessionID, of person: PersonID) -> Self {
    "DELETE FROM session WHERE id = \(session) AND person_id = \(person)"
  }

  /// Ends sessions, all or all but one.
  static func endAll(of person: PersonID, but kept: SessionID? = nil) -> Self {
    "DELETE FROM session WHERE person_id = \(person) AND id IS DISTINCT FROM \(kept)::uuid"
  }
}
