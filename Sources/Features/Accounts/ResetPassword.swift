import Crypto
import Design
import Glibc
import HTTP
import Jobs
import Mail
import Postgres
import Site

extension Accounts {
  /// The form that asks for a link to set a new password.
  package static func showForgot(_ guest: Guest) throws -> Response { forgotPage(guest, Form()) }

  /// Sends the link, if there is somebody to send it to; the answer does not tell.
  package static func forgot(_ guest: Guest) throws -> Response {
    let start = ContinuousClock.now
    var form = Form(guest.request)
    let email = form.email()
    guard form.isValid else { return forgotPage(guest, form) }
    try Throttle.asking(from: guest.request.network).count(guest.db)
    try Throttle.mail(to: email).count(guest.db)
    if let person = try guest.db.first(.person(email: email)) {
      try sendReset(to: email, person, guest.db)
    }
    waitUntil(start + .milliseconds(100))
    return .see(Site.forgot()).flash(
      "If \(email) is known here, a link is on its way. It is good for one hour.", .info)
  }

  /// The form for the new password.
  package static func showReset(_ guest: Guest, _ token: String) throws -> Response {
    guard try guest.db.first(.tokenOwner(sha256(Array(token.utf8)), "reset")) != nil else {
      throw linkIsOver
    }
    return resetPage(guest, token, Form())
  }

  /// Sets the new password and signs every device out.
  package static func reset(_ guest: Guest, _ token: String) throws -> Response {
    let tokenHash = sha256(Array(token.utf8))
    guard let person = try guest.db.first(.tokenOwner(tokenHash, "reset")) else {
      throw linkIsOver
    }
    let email = try guest.db.one(.email(of: person))
    var form = Form(guest.request)
    let password = form.newPassword(email: email)
    guard form.isValid else { return resetPage(guest, token, form) }
    let hash = PasswordHash(of: password).text
    try guest.db.transaction {
      // Two at once: the second finds the link used up.
      guard try guest.db.first(.useToken(tokenHash, "reset")) != nil else { throw linkIsOver }
      try guest.db.run(.setPassword(person, hash: hash))
      try guest.db.run(.forgetLinks(of: person, "reset"))
      try guest.db.run(.verify(person))
      try guest.db.run(.endAll(of: person))
    }
    try Throttle.password(of: email).forget(guest.db)
    return .see(Site.login()).flash("The new password is set. Sign in with it.")
  }

  private static func sendReset(to email: String, _ person: KnownPerson, _ db: Database) throws {
    let mail = SendMail(resetMessage(to: email, person.name), link: .reset(person.id))
    if let client = try db.first(.accounts(of: person.id))?.id {
      try db.transaction(as: client.uuid) { try db.enqueue(mail, for: client.uuid) }
    } else {
      // Jobs belong to accounts; who belongs to none is written to at once.
      let message = try db.transaction { try mail.write(db) }
      try SendMail.post(message, name: randomToken())
    }
  }

  private static func resetMessage(to email: String, _ name: String) -> Message {
    let text = """
      Hello \(name),

      somebody, hopefully you, asked for a new password. Set it here:

      {link}

      The link is good for one hour and one use. If it was not you, forget this mail; nothing
      has changed.
      """
    return Message(to: email, subject: "A new password for Epox", text: text)
  }

  /// Answers known and unknown addresses after the same time.
  private static func waitUntil(_ moment: ContinuousClock.Instant) {
    let rest = (moment - .now).components
    let micros = rest.seconds * 1_000_000 + rest.attoseconds / 1_000_000_000_000
    if micros > 0 { usleep(UInt32(micros)) }
  }
}

extension Query<String> {
  fileprivate static func email(of person: PersonID) -> Self {
    "SELECT email FROM person WHERE id = \(person)"
  }
}
