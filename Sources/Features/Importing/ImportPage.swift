import Blobs
import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Site
import Stores

extension Importing {
  static func noStorePage(_ member: Member) -> Response {
    member.page("Import products", crumbs: [Crumb("Products", Site.products())]) {
      emptyState(
        "store", "No store is connected",
        "Connect your store first; then all its products and pictures come here in one go.",
        actions: linkButton("Connect a store", to: Site.storeConnect(), .primary)
          + linkButton("Import a CSV file", to: Site.csvStart()))
    }
  }

  static func startPage(_ member: Member, _ store: ConnectedStore) -> Response {
    member.page(
      "Import products", width: .narrow, crumbs: [Crumb("Products", Site.products())]
    ) {
      article(.class("card stack")) {
        h2 { "From \(store.title)" }
        p {
          "All products come along with their categories, variations and pictures. What is here "
          "already is brought up to date, and what you changed here stays as you made it. Nothing "
          "in your store is changed."
        }
        if member.canEdit {
          form(.method("post"), .action(Site.importStart())) {
            csrfField(member.csrf)
            submit("Import all products", icon: "import", testID: "import-btn", busy: "Starting…")
          }
        }
      }
      if member.canEdit {
        article(.class("card stack")) {
          h2 { "From a file" }
          p {
            "A CSV file from a spreadsheet, or an export of Shopify, WooCommerce or BigCommerce."
          }
          div(.class("row")) { linkButton("Import a CSV file", to: Site.csvStart()) }
        }
      }
    }
  }

  static func runPage(_ member: Member, _ run: ImportProgress, _ products: [ArrivedProduct])
    -> Response
  {
    member.page("Import products", width: .narrow, crumbs: [Crumb("Products", Site.products())]) {
      if run.isOver {
        progress(run, products, member)
      } else {
        div(.data("live", Site.importLive(run.id)), .data("live-every", "1000")) {
          progress(run, products, member)
        }
      }
    }
  }

  /// The box that shows how far an import is.
  static func progress(_ run: ImportProgress, _ products: [ArrivedProduct], _ member: Member)
    -> HTML
  {
    section(
      .class("job"), .data("status", run.state), .testID("import-progress")
    ) {
      header(.class("job-head")) {
        h2 { run.title }
        badge(status: run.state == "cancelled" ? "removed" : run.state, word: run.word)
      }
      progressBar(percent: run.percent, label: "Import")
      p(.class("job-line")) { run.sentence }
      if let note = run.note, run.state == "failed" {
        alert(.danger, "The import stopped.", testID: "error-message") { p { note } }
      }
      if let trouble = run.trouble { waiting(trouble) }
      if run.state == "done" { summary(run) }
      if member.canEdit { controls(run, member) }
      feed(products)
    }
  }

  private static func waiting(_ trouble: String) -> HTML {
    alert(.warning, "Your store does not answer as it should.", testID: "import-trouble") {
      p { trouble }
      p { "The import waits and goes on by itself where it stands." }
    }
  }

  private static func summary(_ run: ImportProgress) -> HTML {
    div(.testID("import-complete"), .class("stack")) {
      p(.testID("import-summary")) {
        "\(number(run.created)) new, \(number(run.updated)) updated, "
        "\(number(run.unchanged)) unchanged"
        if run.gone > 0 { ", \(number(run.gone)) no longer in the store" }
        if run.picturesFailed > 0 { ", \(count(run.picturesFailed, "picture")) could not be read" }
        "."
      }
      div(.class("row")) { linkButton("See the products", to: Site.products(), .primary) }
    }
  }

  private static func controls(_ run: ImportProgress, _ member: Member) -> HTML {
    let link = Site.importState(run.id)
    return div(.class("row")) {
      if run.state == "running" {
        buttonForm("Pause", to: link, csrf: member.csrf, icon: "pause", fields: [("wish", "pause")])
      }
      if run.state == "paused" {
        buttonForm(
          "Resume", to: link, csrf: member.csrf, icon: "play", fields: [("wish", "resume")])
      }
      if run.state == "running" || run.state == "paused" {
        buttonForm(
          "Cancel", to: link, csrf: member.csrf, .smallQuiet, fields: [("wish", "cancel")])
      }
    }
  }

  private static func feed(_ products: [ArrivedProduct]) -> HTML {
    ol(.class("feed")) {
      for product in products {
        li(.data("status", "ok")) {
          if let thumb = product.thumb {
            img(
              .class("thumb"), .src(Configuration.current.blobs.link(thumb, expires: soon)),
              .width(40), .height(40), .alt(""))
          } else {
            span(.class("thumb")) { "" }
          }
          a(.class("grow"), .href(Site.product(product.id))) { product.name }
          small(.class("muted")) { count(product.pictures, "picture") }
        }
      }
    }
  }

  private static var soon: Date { Date(timeIntervalSinceNow: 3600) }
}

extension ImportProgress {
  fileprivate var title: String {
    switch state {
    case "running": "Importing products"
    case "paused": "The import is paused"
    case "done": isOver ? "The import is complete" : "Products are here, pictures are arriving"
    case "cancelled": "The import was cancelled"
    default: "The import could not be finished"
    }
  }

  fileprivate var word: String {
    switch state {
    case "running": "Running"
    case "paused": "Paused"
    case "done": isOver ? "Done" : "Pictures"
    case "cancelled": "Cancelled"
    default: "Failed"
    }
  }
}
