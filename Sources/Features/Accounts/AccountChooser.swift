import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

extension Accounts {
  /// The accounts of a person, to choose one to work in.
  package static func showChooser(_ visitor: SignedIn) throws -> Response {
    let accounts = try visitor.db.all(.accounts(of: visitor.admission.person))
    let next = next(visitor.request.query["next"])
    return accounts.isEmpty
      ? noAccountPage(visitor, Form()) : chooserPage(visitor, accounts, next: next)
  }

  /// Goes on in another account.
  package static func choose(_ visitor: SignedIn) throws -> Response {
    let form = Form(visitor.request)
    let accounts = try visitor.db.all(.accounts(of: visitor.admission.person))
    guard let chosen = accounts.first(where: { $0.id.pathText == form.value("client") }) else {
      throw Problem.missing
    }
    try visitor.db.run(.work(in: chosen.id, visitor.admission.session))
    return .see(next(form.value("next"))).flash("You are now in \(chosen.name).", .info)
  }

  /// An account of their own for someone who belongs to none any more.
  package static func openAccount(
    greeting: @escaping Greeting
  ) -> @Sendable (SignedIn) throws -> Response {
    { visitor in
      let person = visitor.admission.person
      var form = Form(visitor.request)
      let name = form.line("shop", max: 120, missing: "Enter a name for the account.")
      guard form.isValid else { return noAccountPage(visitor, form) }
      let client = ClientID()
      try visitor.db.transaction(as: client.uuid) {
        // Two at once would bring the welcome credits twice.
        try visitor.db.run(.hold(person))
        guard try visitor.db.all(.accounts(of: person)).isEmpty else {
          throw Problem(.conflict, "You belong to an account already.")
        }
        try open(client, named: name, owner: person, visitor.db, greeting)
        try visitor.db.run(.work(in: client, visitor.admission.session))
      }
      return .see(Site.dashboard()).flash("\(name) is ready.")
    }
  }
}

private func chooserPage(
  _ visitor: SignedIn, _ accounts: [AccountLine], next: String
) -> Response {
  let current = visitor.admission.client?.id ?? accounts.first?.id
  return visitor.page("Choose an account", lead: "Where do you want to work?") {
    postForm(Site.chooseAccount(), csrf: visitor.admission.csrf) {
      hidden("next", next)
      fieldset(.class("field")) {
        legend(.class("sr-only")) { "Account" }
        div(.class("choices choices-text")) {
          for account in accounts { accountChoice(account, isOn: account.id == current) }
        }
      }
      submit("Continue", .wide)
    }
    signOutForm(visitor.admission)
  }
}

private func accountChoice(_ account: AccountLine, isOn: Bool) -> HTML {
  label(.class("choice"), .testID("account-option")) {
    input(
      .type("radio"), .name("client"), .value(account.id.pathText), Attribute("checked", if: isOn))
    span {
      account.name
      HTML(" ") + small { account.roleWord }
    }
  }
}

private func noAccountPage(_ visitor: SignedIn, _ form: Form) -> Response {
  visitor.page(
    "You belong to no account",
    lead: "Ask for an invitation, or open an account of your own.",
    status: form.isValid ? 200 : 422
  ) {
    postForm(Site.newAccount(), csrf: visitor.admission.csrf, form) {
      field(Field("shop", "Shop", in: form, maxLength: 120, autocomplete: "organization"))
      submit("Open account", .wide)
    }
    signOutForm(visitor.admission)
  }
}

/// The way out, for pages without the account menu.
func signOutForm(_ admission: Admission) -> HTML {
  form(.method("post"), .action(Site.logout()), .class("auth-foot")) {
    csrfField(admission.csrf)
    "Signed in as \(admission.email). "
    button(.class("btn btn-quiet btn-small")) { "Sign out" }
  }
}

extension Statement {
  /// Lets a session go on in another account.
  static func work(in client: ClientID, _ session: SessionID) -> Self {
    "UPDATE session SET client_id = \(client) WHERE id = \(session)"
  }
}
