import HTML
import HTTP
import Site

/// A page without the frame: signing in and what stands around it.
package func plainPage(
  _ heading: String, csrf: String? = nil, lead: String? = nil, flash: Flash? = nil,
  @HTMLBuilder _ content: () -> HTML
) -> HTML {
  document("en") {
    pageHead(heading, csrf: csrf, style: .plain)
    body(.class("plain")) {
      skipLink
      mainElement(.id("main"), .class("auth"), Attribute("tabindex", "-1")) {
        a(.class("brand"), .href(Site.home()), .aria("label", "Epox, home")) { brand }
        section(.class("auth-card")) {
          h1 { heading }
          if let lead { p(.class("lead")) { lead } }
          if let flash { alert(flash.tone, flash.text, testID: "toast") }
          content()
        }
      }
      wall
    }
  }
}

/// A picture beside the form, on wide windows: a sofa as the studio placed it.
private let wall =
  aside(.class("auth-wall"), .aria("hidden", "true")) {
    img(
      .src(StaticFiles.link("images/wall.webp")), .alt(""), .width(1600), .height(1200),
      Attribute("decoding", "async"))
  }

/// What a person sees when a request failed; a stranger at a page is shown the way in instead.
package func problemPage(_ problem: Problem, _ request: Request) -> Response {
  if problem.kind == .signedOut, request.method.isSafe, request.headers["x-fragment"] == nil {
    // A longer way back is none: it would not fit into the header of the answer.
    let address = request.address
    let isStaff = request.path == Site.admin() || request.path.hasPrefix("\(Site.admin())/")
    let door = isStaff ? Site.adminLogin() : Site.login()
    return .see(
      address.utf8.count > 2000 ? door : "\(door)?next=\(percentEncoded(address))")
  }
  let html = document("en") {
    pageHead(problem.kind.title, csrf: nil, style: .plain)
    body(.class("plain")) {
      skipLink
      mainElement(.id("main"), .class("auth"), Attribute("tabindex", "-1")) {
        a(.class("brand"), .href(Site.home()), .aria("label", "Epox, home")) { brand }
        errorState(problem, reference: request.id)
      }
    }
  }
  return .page(html.bytes, status: problem.kind.rawValue)
}

private func errorState(_ problem: Problem, reference: String) -> HTML {
  section(.class("empty empty-error")) {
    drawing("error")
    h1 { problem.kind.title }
    p(.testID("error-message")) { problem.sentence }
    if problem.kind == .broken || problem.kind == .unavailable {
      p { "Nothing is lost. Please try again in a moment." }
    }
    p(.class("reference")) { "Reference \(reference.prefix(8))" }
    div(.class("row")) {
      a(.class("btn btn-primary"), .href(Site.dashboard())) { "To the dashboard" }
      if problem.kind == .outOfCredits {
        a(.class("btn"), .href(Site.billing()), .testID("buy-credits-cta")) { "Credits" }
      }
    }
  }
}

extension Request {
  /// The path with its query, as a link leads to it.
  package var address: String { query.pairs.isEmpty ? path : "\(path)?\(query.urlEncoded)" }
}
