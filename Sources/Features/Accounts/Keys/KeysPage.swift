import Design
import FoundationEssentials
import HTML
import HTTP
import Site

/// Keys for programs; `new` is shown this once.
func keysPage(_ owner: Owner, _ keys: [KeyLine], _ form: Form, new: String? = nil) -> Response {
  owner.page(
    "API keys", width: .narrow, lead: "Programs come in with a key instead of a password.",
    status: form.isValid ? 200 : 422
  ) {
    settingsTabs(Site.apiKeys())
    if let new {
      alert(.ok, "Your new key. It is shown only now.") {
        p { code(.testID("new-key")) { new } }
        p {
          "Send it as "
          code { "Authorization: Bearer …" }
        }
      }
    }
    block("New key") { keyForm(owner, form) }
    block("Keys") { keyList(owner, keys) }
    p {
      a(.href(Site.apiDescription())) { "What the API can do (OpenAPI)" }
    }
  }
}

private func keyForm(_ owner: Owner, _ form: Form) -> HTML {
  postForm(Site.apiKeys(), csrf: owner.csrf, form) {
    field(Field("name", "Name", in: form, hint: "What will use it.", maxLength: 60))
    selectField(
      Field("scope", "May", in: form),
      [(value: "read", word: "Read"), (value: "write", word: "Read, and order pictures")])
    div(.class("form-actions")) { submit("Make a key", testID: "create-key-btn") }
  }
}

private func keyList(_ owner: Owner, _ keys: [KeyLine]) -> HTML {
  guard !keys.isEmpty else { return p(.class("muted")) { "There is none yet." } }
  return plainTable(
    "Keys", ["Name", "Begins with", "May", "Made by", "Last used", "End"],
    keys.map { key in
      [
        HTML(key.name), code { key.hint }, HTML(key.scope), HTML(key.maker),
        key.usedAt.map { timeTag($0) } ?? HTML("never"),
        buttonForm(
          "Revoke", to: Site.apiKeyEnd(key.id.uuidString.lowercased()), csrf: owner.csrf,
          testID: "revoke-key-btn"),
      ]
    })
}
