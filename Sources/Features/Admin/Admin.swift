import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

/// What the people who run the platform see and do, across accounts.
///
/// It uses the connection that sees every account; each act leaves a row in `audit_event`.
package enum Admin {
  /// Credits above which somebody else has to approve.
  static let fourEyes = 500

  /// The connection that sees every account: staff come rarely, so it lasts for one request.
  static var system: Database { Database(Configuration.current.systemDSN) }

  static func page(
    _ staff: Administrator, _ heading: String, status: Int = 200,
    @HTMLBuilder _ content: () -> HTML
  ) -> Response {
    let flash = Flash(staff.request)
    let rooms = [
      ("Accounts", Site.admin()), ("Plans and packs", Site.adminShelf()),
      ("Stripe", Site.adminStripe()), ("Refunds", Site.adminRefunds()),
      ("Audit log", Site.adminAudit()),
    ]
    let html = staffPage(
      heading, csrf: staff.admission.csrf, rooms: rooms, flash: flash, content)
    return Response.page(html.bytes, status: status).forgettingFlash(flash)
  }

  /// Writes down which member of staff did what; inside the transaction that does it.
  static func note(
    _ staff: Administrator, _ action: String, of client: ClientID?, _ details: JSON, _ db: Database
  ) throws {
    try db.run(
      """
      INSERT INTO audit_event (client_id, person_id, action, details)
      VALUES (\(client), \(staff.admission.person), \(action), \(details.text)::jsonb)
      """)
  }
}
