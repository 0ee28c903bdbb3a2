import Design
import HTML
import HTTP
import Site

func signInPage(_ guest: Guest, _ form: Form) -> Response {
  guest.page("Sign in", lead: "Good to see you.", status: form.isValid ? 200 : 422) {
    postForm(Site.login(), csrf: guest.csrf, form) {
      hidden("next", Accounts.next(form.value("next")))
      emailField(form)
      field(
        Field("password", "Password", in: form, type: "password", autocomplete: "current-password"))
      submit("Sign in", .wide, testID: "sign-in-btn")
    }
    p(.class("auth-foot")) { a(.href(Site.forgot())) { "Forgot the password?" } }
    p(.class("auth-foot")) {
      "New here? "
      a(.href(Accounts.link(Site.signup(), next: Accounts.next(form.value("next"))))) {
        "Create an account"
      }
    }
  }
}
