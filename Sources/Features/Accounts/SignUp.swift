import Crypto
import Design
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

/// Someone who wants an account of their own.
package struct Applicant: Sendable {
  package let name: String
  /// The account's name: the shop's.
  package let shop: String
  package let email: String
  package let password: String

  package init(name: String, shop: String, email: String, password: String) {
    (self.name, self.shop, self.email, self.password) = (name, shop, email, password)
  }
}

/// What a new account gets from other features, in the transaction that makes it.
package typealias Greeting = @Sendable (Database, ClientID) throws -> Void

extension Accounts {
  /// The form for a new account.
  package static func showSignUp(_ guest: Guest) throws -> Response {
    if try guest.admission() != nil { return .see(Site.dashboard()) }
    return signUpPage(guest, Form([("next", next(guest.request.query["next"]))]))
  }

  /// Takes the form for a new account.
  ///
  /// - Parameters:
  ///   - greeting: what the account gets from other features.
  ///   - limit: how many accounts one place may open before it has to wait.
  /// - Returns: the handler.
  package static func signUp(
    greeting: @escaping Greeting, limit: Int = Configuration.current.signUps
  ) -> @Sendable (Guest) throws -> Response {
    { guest in
      var form = Form(guest.request)
      let applicant = form.applicant()
      guard form.isValid else { return signUpPage(guest, form) }
      try Throttle.signUp(from: guest.request.network, limit).count(guest.db)
      do {
        let made = try open(applicant, isVerified: false, guest.db, greeting)
        return try signIn(made.person, in: made.client, guest, then: next(form.value("next")))
          .flash("Welcome to Epox, \(applicant.name).")
      } catch let error as DatabaseError where error.uniqueViolation == "person_email" {
        try Throttle.asking(from: guest.request.network).count(guest.db)
        form.fail("email", "There is an account with this address. Sign in, or reset the password.")
        return signUpPage(guest, form)
      }
    }
  }

  /// Makes a person and an account that belongs to them, all of it or nothing.
  /// - Throws: `DatabaseError` with the unique violation `person_email` when the address is taken.
  package static func open(
    _ applicant: Applicant, isVerified: Bool, _ db: Database, _ greeting: Greeting
  ) throws -> (person: PersonID, client: ClientID) {
    let (person, client) = (PersonID(), ClientID())
    let hash = PasswordHash(of: applicant.password).text
    try db.transaction(as: client.uuid) {
      try db.run(
        .add(
          person, name: applicant.name, email: applicant.email, passwordHash: hash,
          isVerified: isVerified))
      try open(client, named: applicant.shop, owner: person, db, greeting)
      if !isVerified {
        let mail = verificationMail(person, name: applicant.name, email: applicant.email)
        try db.enqueue(mail, for: client.uuid)
      }
    }
    return (person, client)
  }

  /// Makes an account for a person who is known already; inside a transaction as that account.
  static func open(
    _ client: ClientID, named name: String, owner: PersonID, _ db: Database, _ greeting: Greeting
  ) throws {
    try db.run(.add(client, named: name))
    try db.run(.join(client, owner, as: Role.owner.rawValue))
    try db.run(.audit("account.opened", in: client, by: owner))
    try greeting(db, client)
  }
}

extension Form {
  fileprivate mutating func applicant() -> Applicant {
    let name = line("name", max: 120, missing: "Enter your name.")
    let shop = line("shop", max: 120)
    let email = email()
    let password = newPassword(email: email)
    return Applicant(name: name, shop: shop.isEmpty ? name : shop, email: email, password: password)
  }
}
