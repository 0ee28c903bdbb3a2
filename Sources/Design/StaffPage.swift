import HTML
import HTTP
import Site

/// A page for the people who run the platform: wide, without an account around it.
package func staffPage(
  _ heading: String, csrf: String, rooms: [(name: String, link: String)], flash: Flash? = nil,
  @HTMLBuilder _ content: () -> HTML
) -> HTML {
  document("en") {
    pageHead(heading, csrf: csrf, style: .staff)
    body {
      skipLink
      mainElement(.id("main"), .class("staff"), Attribute("tabindex", "-1")) {
        div(.class("staff-head")) {
          nav(.class("tabs"), .aria("label", "Administration")) {
            for room in rooms { a(.class("tab"), .href(room.link)) { room.name } }
          }
          buttonForm(
            "Sign out", to: Site.adminLogout(), csrf: csrf, .smallQuiet, testID: "staff-sign-out")
        }
        h1 { heading }
        if let flash { alert(flash.tone, flash.text, testID: "toast") }
        content()
      }
    }
  }
}

/// A table of texts; the first column leads the line.
package func plainTable(_ name: String, _ heads: [String], _ rows: [[HTML]]) -> HTML {
  if rows.isEmpty { return p(.class("muted")) { "Nothing here yet." } }
  return div(
    .class("table-wrap"), .role("region"), .aria("label", name), Attribute("tabindex", "0")
  ) {
    table(.class("table")) {
      thead { tr { for word in heads { th(Attribute("scope", "col")) { word } } } }
      tbody {
        for row in rows {
          tr(.testID("row")) {
            for (place, cell) in row.enumerated() { td(.data("label", heads[place])) { cell } }
          }
        }
      }
    }
  }
}
