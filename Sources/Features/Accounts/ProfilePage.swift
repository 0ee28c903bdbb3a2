import Design
import HTML
import HTTP
import Postgres
import Site

/// The pages of the settings, with the open one marked.
package func settingsTabs(_ current: String) -> HTML {
  let tabs = [
    ("Profile", Site.profile()), ("Team", Site.team()), ("Store", Site.store()),
    ("Engines", Site.engines()), ("Credits", Site.billing()),
    ("API keys", Site.apiKeys()),
  ]
  return nav(.class("tabs"), .aria("label", "Settings")) {
    for tab in tabs {
      a(.class("tab"), .href(tab.1), .when(tab.1 == current, .aria("current", "page"))) { tab.0 }
    }
  }
}

/// `name` is the form for the name when it comes back with mistakes.
func profilePage(_ member: Member, name: Form?, password: Form) throws -> Response {
  let sessions = try member.db.all(.sessions(of: member.person))
  let nameForm = name ?? Form([("name", member.personName)])
  return member.page(
    "Profile", width: .narrow, lead: member.email,
    status: nameForm.isValid && password.isValid ? 200 : 422
  ) {
    settingsTabs(Site.profile())
    block("Name") {
      postForm(Site.profile(), csrf: member.csrf, nameForm) {
        field(Field("name", "Your name", in: nameForm, maxLength: 120, autocomplete: "name"))
        div(.class("form-actions")) { submit("Save") }
      }
    }
    block("Password") { passwordForm(member, password) }
    block("Devices", action: otherDevices(member, count: sessions.count - 1)) {
      sessionTable(member, sessions)
    }
  }
}

private func passwordForm(_ member: Member, _ form: Form) -> HTML {
  postForm(Site.password(), csrf: member.csrf, form) {
    input(
      .type("text"), .name("username"), .value(member.email), Attribute("hidden"),
      Attribute("autocomplete", "username"))
    field(
      Field(
        "password", "Password now", in: form, type: "password", autocomplete: "current-password"))
    newPasswordField(form, name: "newPassword", label: "New password")
    div(.class("form-actions")) { submit("Change password", .normal) }
  }
}

private func otherDevices(_ member: Member, count: Int) -> HTML {
  guard count > 0 else { return HTML() }
  return buttonForm("Sign out all others", to: Site.otherSessionsEnd(), csrf: member.csrf)
}

private func sessionTable(_ member: Member, _ sessions: [SessionLine]) -> HTML {
  div(.class("table-wrap"), .role("region"), .aria("label", "Devices"), Attribute("tabindex", "0"))
  {
    table(.class("table")) {
      thead {
        tr {
          for heading in ["Device", "Address", "Last used"] {
            th(Attribute("scope", "col")) { heading }
          }
          th(Attribute("scope", "col")) { span(.class("sr-only")) { "Sign out" } }
        }
      }
      tbody { for session in sessions { sessionRow(member, session) } }
    }
  }
}

private func sessionRow(_ member: Member, _ session: SessionLine) -> HTML {
  let isThis = session.id == member.session
  return tr(.testID("session-row")) {
    td(.class("cell-main")) {
      strong { session.device }
      if isThis { HTML(" ") + badge(status: "ok", word: "This device") }
    }
    td(.data("label", "Address")) { session.address }
    td(.data("label", "Last used")) { timeTag(session.seenAt, isRelative: true) }
    td(.class("cell-end")) {
      if !isThis {
        buttonForm("Sign out", to: Site.sessionEnd(session.id), csrf: member.csrf)
      }
    }
  }
}
