import Crypto
import Design
import FoundationEssentials
import HTTP
import Jobs
import Mail
import Postgres
import Site

extension Accounts {
  /// Who works in the account; owners can change it.
  package static func showTeam(_ member: Member) throws -> Response {
    try teamPage(member, Form([("role", Role.editor.rawValue)]))
  }

  /// Invites an address by mail; a second invitation takes the place of the first.
  ///
  /// `room` makes sure that the account's plan has a seat left.
  package static func invite(
    room: @escaping @Sendable (Database) throws -> Void
  ) -> @Sendable (Owner) throws -> Response {
    { owner in try invite(owner, room) }
  }

  private static func invite(
    _ owner: Owner, _ room: (Database) throws -> Void
  ) throws -> Response {
    guard owner.isVerified else {
      throw Problem(.forbidden, "Please confirm your own e-mail address before you invite others.")
    }
    var form = Form(owner.request)
    let email = form.email()
    let role = form.choice("role", of: Role.self)
    guard form.isValid, let role else { return try teamPage(owner.member, form) }
    let (members, open) = try owner.read(.isMember(email), .openInvitations)
    if members.first == true { form.fail("email", "This person is in the team already.") }
    if open.count >= 50 { form.fail("email", "50 invitations are open. Withdraw some first.") }
    guard form.isValid else { return try teamPage(owner.member, form) }
    try Throttle.mail(to: email).count(owner.db)
    try owner.transaction {
      try room(owner.db)
      let invitation = try owner.db.one(.invite(email, as: role, by: owner.person))
      try owner.db.enqueue(
        invitationMail(invitation, to: email, from: owner.member), for: owner.client.uuid)
      try owner.audit("team.invited", ["email": .string(email), "role": .string(role.rawValue)])
    }
    return .see(Site.team()).flash("An invitation is on its way to \(email).")
  }

  /// Takes an invitation back.
  package static func withdraw(_ owner: Owner, _ invitation: InvitationID) throws -> Response {
    try owner.transaction {
      guard try owner.db.run(.withdraw(invitation)) == 1 else { throw Problem.missing }
      try owner.audit("team.invitation-withdrawn")
    }
    return .see(Site.team()).flash("The invitation is withdrawn.")
  }

  /// Gives a member another role.
  package static func changeRole(_ owner: Owner, _ person: PersonID) throws -> Response {
    guard let role = Role(rawValue: Form(owner.request).value("role")) else {
      throw Problem(.invalid, "Choose one of the roles: viewer, editor or owner.")
    }
    try owner.transaction {
      if role != .owner { try keepAnOwner(besides: person, owner.db) }
      guard try owner.db.run(.setRole(of: person, to: role)) == 1 else { throw Problem.missing }
      try owner.audit(
        "team.role-changed", ["person": .string(person.pathText), "role": .string(role.rawValue)])
    }
    return .see(Site.team()).flash("The role is changed.")
  }

  /// Takes a member out of the account.
  package static func remove(_ owner: Owner, _ person: PersonID) throws -> Response {
    try leave(person, owner.member, "team.removed")
    return .see(person == owner.person ? Site.chooseAccount() : Site.team())
      .flash("The person is no longer in the team.")
  }

  /// Leaves the account oneself.
  package static func depart(_ member: Member) throws -> Response {
    try leave(member.person, member, "team.left")
    return .see(Site.chooseAccount()).flash("You have left \(member.clientName).", .info)
  }

  private static func leave(_ person: PersonID, _ member: Member, _ action: String) throws {
    try member.transaction {
      try keepAnOwner(besides: person, member.db)
      guard try member.db.run(.part(person)) == 1 else { throw Problem.missing }
      try member.db.run(.stopWorking(person, in: member.client))
      try member.audit(action, ["person": .string(person.pathText)])
    }
  }

  /// Makes sure that the account keeps an owner; the lock holds until the change is made.
  private static func keepAnOwner(besides person: PersonID, _ db: Database) throws {
    let owners = try db.all(.lockedOwners)
    guard !owners.contains(person) || owners.count > 1 else {
      throw Problem(.conflict, "An account needs an owner. Make somebody else owner first.")
    }
  }

  private static func invitationMail(
    _ invitation: InvitationID, to email: String, from member: Member
  ) -> SendMail {
    let text = """
      Hello,

      \(member.personName) invites you to work on the pictures of \(member.clientName) in Epox:

      {link}

      The link is good for seven days.
      """
    return SendMail(
      Message(to: email, subject: "\(member.personName) invites you to Epox", text: text),
      link: .invitation(invitation))
  }
}
