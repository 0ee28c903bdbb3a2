import HTML
import HTTP
import Site

/// An entry of the main navigation.
private struct Entry: Sendable {
  let name: String
  let icon: StaticString
  let link: String
  /// Rare entries stand under More on phones.
  var isRare = false
}

private let daily = [
  Entry(name: "Dashboard", icon: "dashboard", link: Site.dashboard()),
  Entry(name: "Studio", icon: "studio", link: Site.studioHome()),
  Entry(name: "Collections", icon: "collections", link: Site.collections(), isRare: true),
  Entry(name: "Products", icon: "products", link: Site.products()),
  Entry(name: "Assets", icon: "assets", link: Site.assets(), isRare: true),
  Entry(name: "Store", icon: "store", link: Site.store()),
  Entry(name: "Analytics", icon: "analytics", link: Site.analytics(), isRare: true),
]

private let foot = [
  Entry(name: "Settings", icon: "settings", link: Site.settings()),
  Entry(name: "Help", icon: "help", link: Site.help()),
]

/// Pages whose address begins otherwise than the entry that they belong to.
private let relatives = ["/flows": "/studio", "/imports": "/products", "/published": "/store"]

/// The main navigation with the current entry marked; each form of it is written only once.
func sidebar(at path: String) -> HTML {
  let section = "/" + (path.split(separator: "/", maxSplits: 1).first ?? "")
  return sidebars[relatives[section] ?? section] ?? unmarkedSidebar
}

private let unmarkedSidebar = sidebar(marking: "")
private let sidebars: [String: HTML] = Dictionary(
  uniqueKeysWithValues: (daily + foot).map { ($0.link, sidebar(marking: $0.link)) })

private func sidebar(marking current: String) -> HTML {
  nav(.class("sidebar"), .aria("label", "Main")) {
    a(.class("brand"), .href(Site.dashboard()), .aria("label", "Epox, dashboard")) { brand }
    ul(.class("nav-list")) { for entry in daily { navItem(entry, current) } }
    ul(.class("nav-list nav-foot")) { for entry in foot { navItem(entry, current) } }
    details(.class("nav-more"), Attribute("data-menu")) {
      summary(.class("nav-link")) {
        icon("more")
        span { "More" }
      }
      ul(.class("menu-panel")) {
        for entry in daily.filter(\.isRare) + foot {
          li { menuLink(entry.name, entry.icon, entry.link) }
        }
      }
    }
  }
}

private func navItem(_ entry: Entry, _ current: String) -> HTML {
  li(.when(entry.isRare, .class("nav-rare"))) {
    a(
      .class("nav-link"), .href(entry.link),
      .when(entry.link == current, .aria("current", "page"))
    ) {
      icon(entry.icon)
      span { entry.name }
    }
  }
}

/// The sign and the name.
let brand: HTML =
  svg(.class("brand-mark"), .aria("hidden", "true")) {
    use(.href("\(StaticFiles.link("images/icons.svg"))#epox"))
  } + span { "Epox" }

/// A line of a menu that leads somewhere.
func menuLink(_ name: String, _ iconName: StaticString, _ link: String) -> HTML {
  a(.class("menu-item"), .href(link)) {
    icon(iconName)
    " \(name)"
  }
}
