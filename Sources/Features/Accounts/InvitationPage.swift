import Design
import HTML
import HTTP
import Postgres
import Site

func invitationPage(
  _ guest: Guest, _ token: String, _ invitation: OpenInvitation, _ form: Form
) throws -> Response {
  let admission = try guest.admission()
  let isKnown = try guest.db.first(.person(email: invitation.email)) != nil
  let here = Site.invitation(token)
  return guest.page(
    "Join \(invitation.clientName)",
    lead: "You are invited as \(invitation.role.word.lowercased()), \(invitation.email).",
    status: form.isValid ? 200 : 422
  ) {
    if let admission, admission.email == invitation.email {
      postForm(here, csrf: guest.csrf) { submit("Join", .wide, testID: "join-btn") }
    } else if let admission {
      p { "You are signed in as \(admission.email). Sign out first, then open the link again." }
      signOutForm(admission)
    } else if isKnown {
      p { "You have a sign-in already. Use it, and you come back here." }
      linkButton("Sign in", to: Accounts.link(Site.login(), next: here), .wide)
    } else {
      newcomerForm(guest, here, form)
    }
  }
}

private func newcomerForm(_ guest: Guest, _ here: String, _ form: Form) -> HTML {
  postForm(here, csrf: guest.csrf, form) {
    field(Field("name", "Your name", in: form, maxLength: 120, autocomplete: "name"))
    newPasswordField(form)
    submit("Create sign-in and join", .wide, testID: "join-btn")
  }
}
