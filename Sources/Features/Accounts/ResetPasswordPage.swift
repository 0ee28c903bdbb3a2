import Design
import HTML
import HTTP
import Site

func forgotPage(_ guest: Guest, _ form: Form) -> Response {
  guest.page(
    "Forgot the password?", lead: "We send you a link with which you set a new one.",
    status: form.isValid ? 200 : 422
  ) {
    postForm(Site.forgot(), csrf: guest.csrf, form) {
      emailField(form)
      submit("Send the link", .wide)
    }
    p(.class("auth-foot")) { a(.href(Site.login())) { "Back to sign-in" } }
  }
}

func resetPage(_ guest: Guest, _ token: String, _ form: Form) -> Response {
  guest.page(
    "Set a new password", lead: "Every device is signed out then.",
    status: form.isValid ? 200 : 422
  ) {
    postForm(Site.reset(token), csrf: guest.csrf, form) {
      newPasswordField(form, label: "New password")
      submit("Set password", .wide)
    }
  }
}
