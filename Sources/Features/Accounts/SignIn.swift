import Crypto
import Design
import HTTP
import Postgres
import Site

extension Accounts {
  /// The form to sign in; who is signed in already goes on.
  package static func showSignIn(_ guest: Guest) throws -> Response {
    let next = next(guest.request.query["next"])
    if let admission = try guest.admission() {
      return .see(admission.client == nil ? link(Site.chooseAccount(), next: next) : next)
    }
    return signInPage(guest, Form([("next", next)]))
  }

  /// Takes the form to sign in.
  ///
  /// Wrong, unknown and throttled look alike and take as long, whether the address is known or not.
  package static func signIn(_ guest: Guest) throws -> Response {
    var form = Form(guest.request)
    let email = form.value("email").trimmed.lowercased()
    let password = form.value("password")
    guard !email.isEmpty, !password.isEmpty else {
      form.fail("", "Enter your e-mail address and your password.")
      return signInPage(guest, form)
    }
    guard let person = try person(email, password, from: guest) else {
      form.fail("", "The e-mail address or the password is wrong.")
      return signInPage(guest, form)
    }
    let next = next(form.value("next"))
    let accounts = try guest.db.all(.accounts(of: person))
    guard accounts.count == 1, let only = accounts.first else {
      return try signIn(person, in: nil, guest, then: link(Site.chooseAccount(), next: next))
    }
    return try signIn(person, in: only.id, guest, then: next)
  }

  /// Who has this address and this password, at the price of one guess.
  static func person(
    _ email: String, _ password: String, from guest: Guest
  ) throws -> PersonID? {
    guard isEmailAddress(email), password.utf8.count <= 400 else { return nil }
    let (ofPerson, ofPlace) = (
      Throttle.password(of: email), Throttle.signIn(from: guest.request.network)
    )
    try ofPlace.count(guest.db)
    try ofPerson.count(guest.db)
    let known = try guest.db.first(.person(email: email))
    let hash = known.map { PasswordHash(text: $0.passwordHash) } ?? .ofNobody
    guard hash.matches(password), let known else { return nil }
    try ofPerson.forget(guest.db)
    try ofPlace.forgive(guest.db)
    return known.id
  }
}
