import Design
import HTML
import HTTP
import Site

func signUpPage(_ guest: Guest, _ form: Form) -> Response {
  guest.page(
    "Create an account", lead: "10 credits to try it with, no card needed.",
    status: form.isValid ? 200 : 422
  ) {
    postForm(Site.signup(), csrf: guest.csrf, form) {
      hidden("next", Accounts.next(form.value("next")))
      field(Field("name", "Your name", in: form, maxLength: 120, autocomplete: "name"))
      field(
        Field(
          "shop", "Shop", in: form, hint: "What you sell under. Your account is called that.",
          isOptional: true, maxLength: 120, autocomplete: "organization"))
      emailField(form)
      newPasswordField(form)
      submit("Create account", .wide, testID: "sign-up-btn")
    }
    p(.class("auth-foot")) {
      "You have an account? "
      a(.href(Site.login())) { "Sign in" }
    }
  }
}

/// The field for the visitor's own address.
func emailField(_ form: Form) -> HTML {
  field(
    Field("email", "E-mail", in: form, type: "email", maxLength: 254, autocomplete: "username"))
}

/// The field for a password that is being chosen.
func newPasswordField(
  _ form: Form, name: String = "password", label: String = "Password"
) -> HTML {
  field(
    Field(
      name, label, in: form, type: "password", hint: "At least 8 characters.",
      autocomplete: "new-password", attributes: [Attribute("minlength", "8")]))
}
