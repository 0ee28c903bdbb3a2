import HTML
import HTTP
import Site

/// What the frame of a signed-in page shows of the visitor.
package struct Frame: Sendable {
  package let personName: String
  package let email: String
  package let clientName: String
  package let credits: Int
  package let csrf: String
  /// The current path; the sidebar marks the entry it belongs to.
  package let path: String
  /// A note from the page before, shown once.
  package let flash: Flash?
  /// Whether the visitor has proved to read the mail sent to the address.
  package let isVerified: Bool

  package init(
    personName: String, email: String, clientName: String, credits: Int, csrf: String,
    path: String, flash: Flash? = nil, isVerified: Bool = true
  ) {
    (self.personName, self.email, self.clientName) = (personName, email, clientName)
    (self.credits, self.csrf, self.path) = (credits, csrf, path)
    (self.flash, self.isVerified) = (flash, isVerified)
  }
}

/// How much of the window a page takes.
package enum PageWidth: String, Sendable {
  case normal = "page"
  /// Forms and settings.
  case narrow = "page page-narrow"
  /// The studio and the review.
  case wide = "page page-wide"
}

/// A step on the way from the section to the page.
package struct Crumb: Sendable {
  let name: String
  let link: String

  package init(_ name: String, _ link: String) { (self.name, self.link) = (name, link) }
}

/// A whole signed-in page: the frame, the heading and what stands under it.
package func page(
  _ heading: String, _ frame: Frame, width: PageWidth = .normal, style: Stylesheet? = nil,
  lead: String? = nil, crumbs: [Crumb] = [], actions: HTML = HTML(),
  @HTMLBuilder _ content: () -> HTML
) -> HTML {
  document("en") {
    pageHead(heading, csrf: frame.csrf, style: style)
    body(.class("frame"), .data("stream", Site.live())) {
      skipLink
      sidebar(at: frame.path)
      topbar(frame)
      mainElement(.id("main"), .class(width.rawValue), Attribute("tabindex", "-1")) {
        pageHeading(heading, lead: lead, crumbs: crumbs, actions: actions)
        if !frame.isVerified, reminds(frame.path) { verificationReminder(frame) }
        if frame.credits < fewCredits, spends(frame.path) { lowBalance(frame) }
        content()
      }
      pageEdges(frame.flash)
    }
  }
}

/// The `<head>` that all pages share.
func pageHead(_ heading: String, csrf: String?, style: Stylesheet? = nil) -> HTML {
  head {
    fixedHead
    if let style { style.element }
    if let csrf { meta(.name("csrf-token"), Attribute("content", csrf)) }
    title { "\(heading) · Epox" }
  }
}

private let fixedHead: HTML =
  meta(Attribute("charset", "utf-8"))
  + meta(.name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
  + meta(.name("color-scheme"), Attribute("content", "light dark"))
  + link(
    Attribute("rel", "icon"), .href(StaticFiles.link("images/favicon.svg")),
    .type("image/svg+xml"))
  + script(.src(StaticFiles.link("js/theme.js")))
  + link(Attribute("rel", "stylesheet"), .href(StaticFiles.link("css/epox.css")))
  + script(.type("module"), .src(StaticFiles.link("js/app.js")))

let skipLink = a(.class("skip-link"), .href("#main")) { "Skip to content" }

private func pageHeading(_ heading: String, lead: String?, crumbs: [Crumb], actions: HTML) -> HTML {
  header(.class("page-head")) {
    div {
      if !crumbs.isEmpty {
        nav(.class("crumbs"), .aria("label", "Breadcrumb")) {
          ol { for crumb in crumbs { li { a(.href(crumb.link)) { crumb.name } } } }
        }
      }
      h1 { heading }
      if let lead { p(.class("lead")) { lead } }
    }
    if !actions.isEmpty { div(.class("actions")) { actions } }
  }
}

/// Work is not disturbed: the reminder stands where nothing is going on.
private func reminds(_ path: String) -> Bool {
  [Site.dashboard(), Site.profile(), Site.team()].contains(path)
}

/// Below this many credits a page that leads to spending says so, and owners get a mail.
package let fewCredits = 10

/// The review is a tool that fills the screen, and spends nothing.
private func spends(_ path: String) -> Bool {
  if path.hasSuffix("/review") { return false }
  let rooms = [Site.studioHome(), "/flows", Site.assets(), "/photos"]
  return [Site.dashboard(), Site.billing()].contains(path)
    || rooms.contains { path == $0 || path.hasPrefix("\($0)/") }
}

/// It is there from the start of the page, so that it needs not be read out as an alarm.
private func lowBalance(_ frame: Frame) -> HTML {
  div(.class("alert alert-warning"), .role("status"), .testID("low-balance")) {
    icon("warning")
    div {
      strong(.data("credits-words", "")) {
        frame.credits == 0 ? "No credits are left." : "\(count(frame.credits, "credit")) left."
      }
      p { a(.href(Site.plans())) { "Packs and plans" } }
    }
  }
}

private func verificationReminder(_ frame: Frame) -> HTML {
  alert(.info, "Please confirm your e-mail address.") {
    p { "We sent a link to \(frame.email). It also lets you reset a lost password." }
    form(.method("post"), .action(Site.resendVerification())) {
      csrfField(frame.csrf)
      button(.class("btn btn-small")) { "Send it again" }
    }
  }
}

/// Notes, announcements and the offline line, which JavaScript fills.
private func pageEdges(_ flash: Flash?) -> HTML {
  div(.class("toasts"), Attribute("data-toasts"), .aria("live", "polite")) {
    if let flash { toast(flash) }
  }
    + quietEdges
}

private let quietEdges: HTML =
  p(.class("sr-only"), Attribute("data-announce"), .aria("live", "polite"))
  + p(.class("offline"), Attribute("data-offline"), Attribute("hidden"), .role("status")) {
    "You are offline. What you do is kept and sent when the connection is back."
  }
