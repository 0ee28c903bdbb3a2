import Design
import HTML
import HTTP
import Postgres
import Site

func teamPage(_ member: Member, _ form: Form) throws -> Response {
  let (team, invitations) = try member.read(.team, .openInvitations)
  return member.page(
    "Team", width: .narrow, lead: "Who works in \(member.clientName).",
    status: form.isValid ? 200 : 422
  ) {
    settingsTabs(Site.team())
    if member.role == .owner {
      block("Invite somebody") {
        if member.isVerified {
          inviteForm(member, form)
        } else {
          p(.class("muted")) { "Once your own e-mail address is confirmed you can invite others." }
        }
      }
    }
    block("Members") {
      teamTable("Members") { for line in team { memberRow(member, line) } }
    }
    if !invitations.isEmpty {
      block("Invitations") {
        teamTable("Invitations") { for line in invitations { invitationRow(member, line) } }
      }
    }
    block("Leave") { departure(member) }
    for line in team where member.role == .owner && line.person != member.person {
      removalDialog(member, line)
    }
  }
}

private func inviteForm(_ member: Member, _ form: Form) -> HTML {
  postForm(Site.teamInvitations(), csrf: member.csrf, form) {
    field(
      Field("email", "E-mail", in: form, type: "email", maxLength: 254, autocomplete: "off"))
    selectField(Field("role", "Role", in: form), roleOptions)
    div(.class("form-actions")) { submit("Send invitation", testID: "invite-btn") }
  }
}

private let roleOptions = Role.allCases.map {
  (value: $0.rawValue, word: "\($0.word): \($0.allows.lowercased())")
}

private func teamTable(_ label: String, @HTMLBuilder _ rows: () -> HTML) -> HTML {
  div(.class("table-wrap"), .role("region"), .aria("label", label), Attribute("tabindex", "0")) {
    table(.class("table")) {
      thead {
        tr {
          th(Attribute("scope", "col")) { "Person" }
          th(Attribute("scope", "col")) { "Role" }
          th(Attribute("scope", "col")) { span(.class("sr-only")) { "Actions" } }
        }
      }
      tbody { rows() }
    }
  }
}

private func memberRow(_ member: Member, _ line: TeamLine) -> HTML {
  tr(.testID("team-row")) {
    td(.class("cell-main")) {
      strong { line.name }
      if line.person == member.person { HTML(" ") + badge(status: "info", word: "You") }
      br()
      small(.class("muted")) { line.email }
    }
    td(.data("label", "Role")) {
      if member.role == .owner { roleForm(member, line) } else { line.role.word }
    }
    td(.class("cell-end")) {
      if member.role == .owner, line.person != member.person {
        dialogButton("Remove", opens: "remove-\(line.person.pathText)", .smallQuiet)
      }
    }
  }
}

private func roleForm(_ member: Member, _ line: TeamLine) -> HTML {
  form(.class("row"), .method("post"), .action(Site.teamMember(line.person))) {
    csrfField(member.csrf)
    div(.class("select")) {
      selectElement(.class("input"), .name("role"), .aria("label", "Role of \(line.name)")) {
        optionList(
          Role.allCases.map { (value: $0.rawValue, word: $0.word) }, chosen: line.role.rawValue)
      }
    }
    submit("Change", .small)
  }
}

private func removalDialog(_ member: Member, _ line: TeamLine) -> HTML {
  dialog(
    id: "remove-\(line.person.pathText)", "Take \(line.name) out of the team?",
    action: Site.teamRemoval(line.person), csrf: member.csrf, confirm: "Remove",
    keep: "Keep in team"
  ) { p { "Their work stays. They can be invited again." } }
}

private func invitationRow(_ member: Member, _ line: InvitationLine) -> HTML {
  tr(.testID("invitation-row")) {
    td(.class("cell-main")) {
      strong { line.email }
      br()
      small(.class("muted")) {
        line.isOver ? "Too old since " : "Good until "
        timeTag(line.expiresAt)
      }
    }
    td(.data("label", "Role")) { line.role.word }
    td(.class("cell-end")) {
      if member.role == .owner {
        buttonForm("Withdraw", to: Site.teamWithdrawal(line.id), csrf: member.csrf, .smallQuiet)
      }
    }
  }
}

private func departure(_ member: Member) -> HTML {
  div(.class("stack-8")) {
    p(.class("muted")) { "You lose access to \(member.clientName); your work stays." }
    div { dialogButton("Leave this account", opens: "leave", .small) }
  }
    + dialog(
      id: "leave", "Leave \(member.clientName)?", action: Site.teamDeparture(),
      csrf: member.csrf, confirm: "Leave", keep: "Stay"
    ) { p { "Only an owner can let you in again." } }
}
