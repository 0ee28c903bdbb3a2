import HTML
import HTTP
import Site

/// Search, credits, notifications and the visitor's own menu.
func topbar(_ frame: Frame) -> HTML {
  header(.class("topbar")) {
    searchForm
    div(.class("topbar-end")) {
      credits(frame.credits)
      bell
      userMenu(frame)
    }
  }
}

private let searchForm =
  form(
    .class("topbar-search"), .role("search"), .action(Site.products()), .method("get")
  ) {
    icon("search")
    input(
      .class("input"), .type("search"), .name("q"), Attribute("placeholder", "Search products"),
      .aria("label", "Search products"), Attribute("maxlength", "200"),
      Attribute("data-palette-hint"))
  }

private func credits(_ count: Int) -> HTML {
  a(
    .class("credits"), .href(Site.billing()), .testID("credit-balance"),
    .aria("label", "\(number(count)) credits left")
  ) {
    icon("coin")
    span(.class("num"), .data("credits", "")) { number(count) }
    span(.class("credits-word")) { "credits" }
  }
}

private let bell =
  a(
    .class("icon-btn"), .href(Site.notifications()), .aria("label", "Notifications"),
    .testID("notification-bell")
  ) { icon("bell", size: 20) }

private func userMenu(_ frame: Frame) -> HTML {
  details(.class("menu"), Attribute("data-menu")) {
    summary(
      .class("menu-button"), .testID("user-menu"),
      .aria("label", "Account menu, \(frame.personName)")
    ) { avatar(frame.personName) }
    div(.class("menu-panel menu-end")) {
      p(.class("menu-head")) {
        strong { frame.personName }
        small { frame.email }
        small { frame.clientName }
      }
      menuLinks
      form(.method("post"), .action(Site.logout())) {
        csrfField(frame.csrf)
        button(.class("menu-item")) {
          icon("logout")
          " Sign out"
        }
      }
    }
  }
}

private let menuLinks: HTML =
  menuLink("Profile", "user", Site.profile())
  + menuLink("Team", "team", Site.team())
  + menuLink("Credits", "billing", Site.billing())
  + menuLink("Switch account", "refresh", Site.chooseAccount())
  + hr()
  + div(.class("theme-switch"), .role("group"), .aria("label", "Colours")) {
    themeOption("light", "sun", "Light")
    themeOption("dark", "moon", "Dark")
    themeOption("system", "monitor", "Auto")
  }
  + hr()

private func themeOption(_ value: String, _ iconName: StaticString, _ word: String) -> HTML {
  button(
    .class("theme-option"), .type("button"), .data("theme-set", value), .aria("pressed", "false")
  ) {
    icon(iconName)
    span { word }
  }
}
