import Crypto
import Design
import HTML
import HTTP
import Postgres
import Site

/// Whoever comes, signed in or not; machines too.
package struct Anyone: Visitor {
  package let db: Database
  package let request: Request
  package static let door = Door.anyone

  package static func admit(_ request: Request, db: Database) throws -> Anyone {
    Anyone(db: db, request: request)
  }

  /// Who it is, if somebody signed in.
  package func admission() throws -> Admission? { try Admission.find(request, db: db) }
}

/// Someone at the door with a form to fill in: sign-in, sign-up, reset, invitations.
///
/// Nobody is known yet, so the form's token is compared with a cookie of the same browser; that
/// keeps other sites from signing a visitor in as somebody else.
package struct Guest: Visitor {
  package let db: Database
  package let request: Request
  /// The token that this browser's forms carry.
  package let csrf: String
  private let isNew: Bool
  package static let door = Door.anyone

  package static func admit(_ request: Request, db: Database) throws -> Guest {
    let known = request.cookie(SessionCookie.visit).flatMap { $0.utf8.count == 43 ? $0 : nil }
    try Accounts.checkToken(request, expected: known ?? randomToken())
    return Guest(db: db, request: request, csrf: known ?? randomToken(), isNew: known == nil)
  }

  /// Who it is, if somebody signed in.
  package func admission() throws -> Admission? { try Admission.find(request, db: db) }

  /// A page without the frame.
  package func page(
    _ heading: String, lead: String? = nil, status: Int = 200, @HTMLBuilder _ content: () -> HTML
  ) -> Response {
    let flash = Flash(request)
    let html = plainPage(heading, csrf: csrf, lead: lead, flash: flash, content)
    let response = Response.page(html.bytes, status: status).forgettingFlash(flash)
    return isNew ? response.adding("Set-Cookie", SessionCookie.setVisit(csrf)) : response
  }
}

/// Someone signed in who may not have chosen an account yet.
package struct SignedIn: Visitor {
  package let db: Database
  package let request: Request
  package let admission: Admission
  package static let door = Door.member(role: "viewer")

  package static func admit(_ request: Request, db: Database) throws -> SignedIn {
    guard let admission = try Admission.find(request, db: db) else {
      throw Problem(.signedOut, "Please sign in to go on.")
    }
    try admission.checkToken(request)
    return SignedIn(db: db, request: request, admission: admission)
  }

  /// A page without the frame.
  func page(
    _ heading: String, lead: String? = nil, status: Int = 200, @HTMLBuilder _ content: () -> HTML
  ) -> Response {
    let flash = Flash(request)
    let html = plainPage(heading, csrf: admission.csrf, lead: lead, flash: flash, content)
    return Response.page(html.bytes, status: status).forgettingFlash(flash)
  }
}

extension Accounts {
  /// The page to go on to: one of our own, or the dashboard.
  static func next(_ address: String?) -> String {
    guard let address, address.hasPrefix("/"), !address.hasPrefix("//"),
      address.utf8.count <= 2000, !address.contains("\\"),
      address.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    else { return Site.dashboard() }
    return address
  }

  /// An address with the page to go on to afterwards, where that is not the usual one.
  static func link(_ address: String, next: String) -> String {
    next == Site.dashboard() ? address : "\(address)?next=\(percentEncoded(next))"
  }
}
