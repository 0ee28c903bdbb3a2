import Accounts
import Crypto
import Design
import HTML
import HTTP
import Postgres
import Site

extension Admin {
  /// The form for staff; a merchant's session means nothing here.
  package static func showSignIn(_ guest: Guest) throws -> Response {
    signInPage(guest, Form([("next", next(guest.request.query["next"]))]))
  }

  /// Takes the form; both outcomes are written down.
  package static func signIn(_ guest: Guest) throws -> Response {
    var form = Form(guest.request)
    let email = form.value("email").trimmed.lowercased()
    guard let person = try Accounts.staff(email, form.value("password"), from: guest) else {
      try note(nil, "admin.sign-in-refused", guest)
      form.fail("", "The e-mail address or the password is wrong.")
      return signInPage(guest, form)
    }
    try note(person, "admin.signed-in", guest)
    return try Accounts.openStaffSession(person, guest, then: next(form.value("next")))
  }

  /// Signs out.
  package static func signOut(_ staff: Administrator) throws -> Response {
    let db = system
    try db.transaction { try note(staff, "admin.signed-out", of: nil, [:], db) }
    return try Accounts.endStaffSession(staff)
  }

  private static func note(_ person: PersonID?, _ action: String, _ guest: Guest) throws {
    let details: JSON = ["address": .string(String(guest.request.remoteAddress.prefix(60)))]
    try system.run(
      """
      INSERT INTO audit_event (client_id, person_id, action, details)
      VALUES (NULL, \(person), \(action), \(details.text)::jsonb)
      """)
  }

  /// A page of the administration, or its first one.
  private static func next(_ address: String?) -> String {
    guard let address, address.hasPrefix("/admin/") || address.hasPrefix("/admin?"),
      !address.hasPrefix(Site.adminLogin()), address.utf8.count <= 2000, !address.contains("\\"),
      address.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
    else { return Site.admin() }
    return address
  }

  private static func signInPage(_ guest: Guest, _ form: Form) -> Response {
    guest.page(
      "Administration", lead: "For the people who run Epox.", status: form.isValid ? 200 : 422
    ) {
      postForm(Site.adminLogin(), csrf: guest.csrf, form) {
        hidden("next", next(form.value("next")))
        field(Field("email", "E-mail", in: form, type: "email", autocomplete: "username"))
        field(
          Field(
            "password", "Password", in: form, type: "password", autocomplete: "current-password"))
        submit("Sign in", .wide, testID: "staff-sign-in-btn")
      }
    }
  }
}
