import Crypto
import Design
import HTTP
import Postgres
import Site

extension Accounts {
  /// The settings begin with the visitor's own.
  package static func showSettings(_ member: Member) throws -> Response { .see(Site.profile()) }

  /// Name, password and devices.
  package static func showProfile(_ member: Member) throws -> Response {
    try profilePage(member, name: nil, password: Form())
  }

  /// Takes a new name.
  package static func rename(_ member: Member) throws -> Response {
    var form = Form(member.request)
    let name = form.line("name", max: 120, missing: "Enter your name.")
    guard form.isValid else { return try profilePage(member, name: form, password: Form()) }
    try member.db.run(.rename(member.person, name))
    return .see(Site.profile()).flash("Saved.")
  }

  /// Takes a new password, for who knows the old one; other devices are signed out.
  package static func changePassword(_ member: Member) throws -> Response {
    var form = Form(member.request)
    let throttle = Throttle.password(of: member.email)
    let password = form.newPassword("newPassword", email: member.email)
    if form.isValid {
      try throttle.count(member.db)
      let known = try member.db.one(.person(member.person))
      if !PasswordHash(text: known.passwordHash).matches(form.value("password")) {
        form.fail("password", "This is not your password.")
      }
    }
    guard form.isValid else { return try profilePage(member, name: nil, password: form) }
    try throttle.forget(member.db)
    let hash = PasswordHash(of: password).text
    try member.transaction {
      try member.db.run(.setPassword(member.person, hash: hash))
      try member.db.run(.forgetLinks(of: member.person, "reset"))
      try member.db.run(.endAll(of: member.person, but: member.session))
      try member.audit("person.password-changed")
    }
    return .see(Site.profile()).flash("The new password is set. Other devices are signed out.")
  }
}
