import Accounts
import Design
import HTML
import HTTP
import Site

/// What was thrown away in the last thirty days.
func binPage(_ lines: [BinLine], _ member: Member) -> Response {
  member.page(
    "Bin", width: .narrow, lead: "Deleted products stay here for 30 days.",
    crumbs: [Crumb("Products", Site.products())]
  ) {
    if lines.isEmpty {
      emptyState(
        "products", "The bin is empty", "Deleted products can be restored from here.",
        actions: linkButton("To the products", to: Site.products()))
    } else {
      div(.class("card card-flush")) { binTable(lines, member) }
    }
  }
}

private func binTable(_ lines: [BinLine], _ member: Member) -> HTML {
  table(.class("table")) {
    thead {
      tr {
        th(Attribute("scope", "col")) { "Product" }
        th(Attribute("scope", "col"), .class("cell-num")) { "Days left" }
        th(Attribute("scope", "col")) { span(.class("sr-only")) { "Actions" } }
      }
    }
    tbody {
      for line in lines {
        tr {
          td(.class("cell-main")) {
            a(.class("thing"), .href(Site.product(line.id))) {
              span {
                strong { line.name }
                small { line.sku }
              }
            }
          }
          td(.class("cell-num"), .data("label", "Days left")) { line.daysLeft }
          td(.class("cell-end")) {
            if member.canEdit {
              buttonForm(
                "Restore", to: Site.productRestoration(line.id), csrf: member.csrf, icon: "undo",
                testID: "restore-btn")
            }
          }
        }
      }
    }
  }
}
