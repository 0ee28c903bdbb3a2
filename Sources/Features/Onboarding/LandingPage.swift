import Design
import HTML
import HTTP
import Site

/// What Epox is, for people who are not signed in.
func landingPage() -> Response {
  let html = plainPage("Store-ready room scenes from your product pictures") {
    p(.class("lead")) {
      "Connect your shop, choose a product and a room, approve what you like: it appears in your "
        + "store, beside your own pictures."
    }
    ul(.class("stack-8")) {
      li { "Your product stays your product: cut out and placed at true scale." }
      li { "Nothing of yours is touched. What Epox put there, it can take away again." }
      li { "Ten pictures to try it with, no card needed." }
    }
    div(.class("row")) {
      linkButton("Create an account", to: Site.signup(), .primary, testID: "signup-link")
      linkButton("Sign in", to: Site.login(), testID: "login-link")
    }
  }
  return .page(html.bytes)
}
