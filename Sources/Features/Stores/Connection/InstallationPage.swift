import Accounts
import Design
import HTML
import HTTP
import Site

extension Stores {
  /// The question whose store it is, with the names of both sides.
  static func installationPage(
    _ owner: Owner, _ found: WaitingInstallation, obstacle: String?, status: Int = 200
  ) -> Response {
    owner.page(
      "Connect \(found.title)?", width: .narrow, crumbs: [Crumb("Store", Site.store())],
      status: status
    ) {
      article(.class("card stack")) {
        if let obstacle {
          alert(.warning, "This store cannot be connected now.", testID: "connection-error") {
            p { obstacle }
          }
          div(.class("row")) { linkButton("To the store page", to: Site.store()) }
        } else {
          p(.testID("installation-question")) {
            "Epox was installed in "
            strong { found.title }
            ". Its products come to the account "
            strong { owner.clientName }
            ", and pictures that you approve there go into the store."
          }
          div(.class("row")) {
            buttonForm(
              "Connect to \(owner.clientName)", to: Site.storeInstallation(), csrf: owner.csrf,
              .primary, testID: "confirm-installation-btn")
            linkButton("Not now", to: Site.dashboard())
          }
          p(.class("muted")) { "Connect it only if you have just installed Epox there yourself." }
        }
      }
    }
  }

  /// A page for the frame in which a store shows its apps: Epox itself is never framed, so all that
  /// stands there is the way to it.
  static func framedPage(_ heading: String, _ words: String, to address: String) -> Response {
    let page = plainPage(heading, lead: words) {
      a(
        .class("btn btn-primary btn-wide"), .href(address), Attribute("target", "_top"),
        .testID("open-btn")
      ) { "Go on in Epox" }
    }
    return .page(page.bytes)
  }
}

extension Request {
  /// Whether the browser shows the answer inside of another site's page.
  var isFramed: Bool {
    ["iframe", "frame", "embed", "object"].contains(headers["sec-fetch-dest"] ?? "")
  }
}
