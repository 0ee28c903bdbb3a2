import Design
import HTML
import HTTP
import Site

/// What Epox is, for people who are not signed in.
func landingPage() -> Response {
  let html = plainPage(
    "Store-ready room scenes from your product pictures",
    lead: "Connect your shop, choose a product and a room, and approve what you like. It appears "
      + "in your store, beside your own pictures."
  ) {
    div(.class("stack-24")) {
      ul(.class("feed")) { for promise in promises { promised(promise) } }
      div(.class("row")) {
        linkButton("Create an account", to: Site.signup(), .primary, testID: "signup-link")
        linkButton("Sign in", to: Site.login(), testID: "login-link")
      }
    }
  }
  return .page(html.bytes)
}

private let promises = [
  "Your product stays your product: cut out and placed at true scale.",
  "Your own pictures are never touched. What Epox adds, it can take away again.",
  "Ten pictures to try it with, no card needed.",
]

private func promised(_ sentence: String) -> HTML {
  li(.data("status", "ok")) {
    icon("check")
    span(.class("grow")) { sentence }
  }
}
