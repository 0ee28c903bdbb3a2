import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// Someone signed in and at work in an account, in any role.
package struct Member: Visitor {
  package let db: Database
  package let request: Request
  package let session: SessionID
  package let person: PersonID
  package let personName: String
  package let email: String
  package let isVerified: Bool
  package let isAdministrator: Bool
  package let csrf: String
  package let client: ClientID
  package let clientName: String
  package let role: Role
  package let currency: String
  package let timeZone: String
  package let credits: Int

  package static let door = Door.member(role: "viewer")

  package static func admit(_ request: Request, db: Database) throws -> Member {
    let key = try KeyAdmission.find(request, db: db)
    guard let admission = try key ?? Admission.find(request, db: db) else {
      throw Problem(.signedOut, "Please sign in to go on.")
    }
    guard let client = admission.client else {
      throw Problem(.signedOut, "Please choose an account to work in.")
    }
    // Other sites cannot make a browser send a key, as they can with a cookie.
    if key == nil { try admission.checkToken(request) }
    return Member(admission, client, request, db)
  }

  private init(
    _ admission: Admission, _ client: AdmittedClient, _ request: Request, _ db: Database
  ) {
    (self.db, self.request) = (db, request)
    (session, person) = (admission.session, admission.person)
    (personName, email) = (admission.personName, admission.email)
    (isVerified, isAdministrator) = (admission.isVerified, admission.isAdministrator)
    csrf = admission.csrf
    (self.client, clientName, role) = (client.id, client.name, client.role)
    (currency, timeZone, credits) = (client.currency, client.timeZone, client.credits)
  }

  /// What the frame of a page shows.
  package var frame: Frame {
    Frame(
      personName: personName, email: email, clientName: clientName, credits: credits, csrf: csrf,
      path: request.path, flash: Flash(request), isVerified: isVerified)
  }

  /// Whether the role allows changes: products, studio, review, store.
  package var canEdit: Bool { role >= .editor }

  /// Runs the body in a transaction that sees this account's rows only.
  @discardableResult
  package func transaction<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try db.transaction(as: client.uuid, body)
  }

  /// Runs queries over this account's rows in one round trip.
  package func read<each Line: RowReadable>(
    _ queries: repeat Query<each Line>
  ) throws -> (repeat [each Line]) {
    try db.read(as: client.uuid, repeat each queries)
  }

  /// A whole page in the frame.
  package func page(
    _ heading: String, width: PageWidth = .normal, style: Stylesheet? = nil, lead: String? = nil,
    crumbs: [Crumb] = [], actions: HTML = HTML(), status: Int = 200,
    @HTMLBuilder _ content: () -> HTML
  ) -> Response {
    let frame = frame
    let html = Design.page(
      heading, frame, width: width, style: style, lead: lead, crumbs: crumbs, actions: actions,
      content)
    return Response.page(html.bytes, status: status).forgettingFlash(frame.flash)
  }

  /// Writes down who did what; inside the transaction that does it.
  package func audit(_ action: String, _ details: JSON = [:]) throws {
    try db.run(
      """
      INSERT INTO audit_event (client_id, person_id, action, details)
      VALUES (\(client), \(person), \(action), \(details.text)::jsonb)
      """)
  }
}

/// A member who may change things.
@dynamicMemberLookup
package struct Editor: Visitor {
  package let member: Member
  package static let door = Door.member(role: "editor")

  package static func admit(_ request: Request, db: Database) throws -> Editor {
    Editor(member: try Member.admit(request, db: db, atLeast: .editor))
  }
}

/// A member to whom the account belongs.
@dynamicMemberLookup
package struct Owner: Visitor {
  package let member: Member
  package static let door = Door.member(role: "owner")

  package static func admit(_ request: Request, db: Database) throws -> Owner {
    Owner(member: try Member.admit(request, db: db, atLeast: .owner))
  }
}

extension Member {
  fileprivate static func admit(
    _ request: Request, db: Database, atLeast role: Role
  ) throws -> Member {
    let member = try admit(request, db: db)
    guard member.role >= role else {
      throw Problem(
        .forbidden,
        "In \(member.clientName) you are \(member.role.word.lowercased()). This takes the role "
          + "\(role.word.lowercased()); an owner of the account can give it to you.")
    }
    return member
  }
}

/// What visitors with a `Member` in them share.
package protocol MemberVisitor: Visitor {
  var member: Member { get }
}

extension Editor: MemberVisitor {}
extension Owner: MemberVisitor {}

extension MemberVisitor {
  package subscript<Value>(dynamicMember path: KeyPath<Member, Value>) -> Value {
    member[keyPath: path]
  }

  /// Runs the body in a transaction that sees this account's rows only.
  @discardableResult
  package func transaction<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try member.transaction(body)
  }

  /// Runs queries over this account's rows in one round trip.
  package func read<each Line: RowReadable>(
    _ queries: repeat Query<each Line>
  ) throws -> (repeat [each Line]) {
    try member.read(repeat each queries)
  }

  /// A whole page in the frame.
  package func page(
    _ heading: String, width: PageWidth = .normal, style: Stylesheet? = nil, lead: String? = nil,
    crumbs: [Crumb] = [], actions: HTML = HTML(), status: Int = 200,
    @HTMLBuilder _ content: () -> HTML
  ) -> Response {
    member.page(
      heading, width: width, style: style, lead: lead, crumbs: crumbs, actions: actions,
      status: status, content)
  }

  /// Writes down who did what; inside the transaction that does it.
  package func audit(_ action: String, _ details: JSON = [:]) throws {
    try member.audit(action, details)
  }
}
