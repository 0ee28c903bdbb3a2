import Crypto
import Design
import HTML
import HTTP
import Jobs
import Mail
import Postgres
import Site

extension Accounts {
  /// The mail that asks a person to prove that the address is theirs.
  static func verificationMail(_ person: PersonID, name: String, email: String) -> SendMail {
    let text = """
      Hello \(name),

      please confirm that this is your address:

      {link}

      The link is good for three days. If you did not sign up for Epox, forget this mail.
      """
    return SendMail(
      Message(to: email, subject: "Please confirm your address", text: text),
      link: .verify(person))
  }

  /// Asks before it confirms: programs that read mail open links too.
  package static func showVerification(_ guest: Guest, _ token: String) throws -> Response {
    let hash = sha256(Array(token.utf8))
    guard try guest.db.first(.tokenOwner(hash, "verify")) != nil else { throw linkIsOver }
    return guest.page("Confirm your address", lead: "One click, and we know it is you.") {
      form(.method("post"), .action(Site.verify(token)), .class("stack")) {
        csrfField(guest.csrf)
        submit("Confirm", .wide, testID: "verify-btn")
      }
    }
  }

  /// Confirms an address.
  package static func verify(_ guest: Guest, _ token: String) throws -> Response {
    let hash = sha256(Array(token.utf8))
    try guest.db.transaction {
      guard let person = try guest.db.first(.useToken(hash, "verify")) else { throw linkIsOver }
      try guest.db.run(.verify(person))
    }
    return .see(Site.dashboard()).flash("Your address is confirmed.")
  }

  /// Sends the mail again.
  package static func resendVerification(_ member: Member) throws -> Response {
    if member.isVerified {
      return .see(Site.dashboard()).flash("Your address is confirmed already.", .info)
    }
    try Throttle.mail(to: member.email).count(member.db)
    try member.transaction {
      let mail = verificationMail(member.person, name: member.personName, email: member.email)
      try member.db.enqueue(mail, for: member.client.uuid)
    }
    return .see(Site.dashboard()).flash("A new link is on its way to \(member.email).")
  }

  static let linkIsOver = Problem(
    .gone, "This link was used already or is too old. Ask for a new one where you got it.")
}
