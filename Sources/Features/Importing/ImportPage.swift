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

  static func runPage(
    _ member: Member, _ run: ImportProgress, _ products: [ArrivedProduct], _ undone: [UndoneGroup]
  ) -> Response {
    member.page("Import products", width: .narrow, crumbs: [Crumb("Products", Site.products())]) {
      if run.isAtRest {
        progress(run, products, undone, member)
      } else {
        div(.data("live", Site.importLive(run.id)), .data("live-every", "1000")) {
          progress(run, products, undone, member)
        }
      }
    }
  }

  /// The box that shows how far an import is.
  static func progress(
    _ run: ImportProgress, _ products: [ArrivedProduct], _ undone: [UndoneGroup], _ member: Member
  ) -> HTML {
    section(
      .class("job"), .data("status", run.state), .testID("import-progress")
    ) {
      header(.class("job-head")) {
        h2 { run.title }
        badge(status: run.tone, word: run.word)
      }
      progressBar(percent: run.percent, label: "Import")
      p(.class("job-line")) { run.sentence }
      if let note = run.note, run.state == "failed" {
        alert(.danger, "The import stopped.", testID: "error-message") { p { note } }
      }
      if let trouble = run.trouble { waiting(trouble) }
      if run.state == "done" { summary(run) }
      if run.unknown > 0, run.state == "done" {
        p(.class("muted")) { "\(count(run.unknown, "id or SKU", "ids or SKUs")) not in the store." }
      }
      if run.leftOut > 0 { leftOut(run) }
      if run.lookAlikes > 0 { lookAlikes(run) }
      undoing(run, undone, member)
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
      p(.testID("import-summary")) { "\(run.outcome)." }
      div(.class("row")) { linkButton("See the products", to: Site.products(), .primary) }
    }
  }

  private static func leftOut(_ run: ImportProgress) -> HTML {
    alert(.warning, "Your plan is full.", testID: "import-left-out") {
      p {
        "\(count(run.leftOut, "product")) stayed in the store: other products took the last places "
        "while this import ran. "
        a(.href(Site.plans())) { "See the plans" }
      }
    }
  }

  private static func lookAlikes(_ run: ImportProgress) -> HTML {
    alert(.info, "Some pictures look like others that you have.", testID: "import-look-alikes") {
      p {
        a(.href("\(Site.duplicates())?import=\(run.id.pathText)")) {
          "Look through \(count(run.lookAlikes, "product"))"
        }
      }
    }
  }

  private static func controls(_ run: ImportProgress, _ member: Member) -> HTML {
    let link = Site.importState(run.id)
    return div(.class("row")) {
      if run.state == "running" || run.awaitsPictures && !run.holdsPictures {
        buttonForm("Pause", to: link, csrf: member.csrf, icon: "pause", fields: [("wish", "pause")])
      }
      if run.state == "paused" || run.arePicturesHeld {
        buttonForm(
          "Resume", to: link, csrf: member.csrf, icon: "play", fields: [("wish", "resume")])
      }
      if ["looking", "running", "paused"].contains(run.state) {
        buttonForm(
          "Cancel", to: link, csrf: member.csrf, .smallQuiet, fields: [("wish", "cancel")])
      } else if run.awaitsPictures {
        buttonForm(
          "Leave the other pictures out", to: link, csrf: member.csrf, .smallQuiet,
          fields: [("wish", "cancel")])
      }
    }
  }

  /// The way back, and what it did where it was taken.
  @HTMLBuilder private static func undoing(
    _ run: ImportProgress, _ undone: [UndoneGroup], _ member: Member
  ) -> HTML {
    if run.undoState == "running" {
      p(.role("status")) { "The import is being undone." }
    } else if run.undoState == "done" {
      undoReport(undone)
    } else if run.canBeUndone, member.canEdit {
      div(.class("row")) {
        dialogButton("Undo this import", opens: "undo-import", .smallQuiet, testID: "undo-btn")
        dialog(
          id: "undo-import", "Undo this import?", action: Site.importUndo(run.id),
          csrf: member.csrf, confirm: "Undo", testID: "confirm-undo-btn"
        ) {
          p {
            "New products go to the bin, changed ones become as they were. What you have edited "
            "or made pictures of since stays. Your store is not touched."
          }
        }
      }
    }
  }

  private static func undoReport(_ undone: [UndoneGroup]) -> HTML {
    div(.class("stack-8"), .testID("undo-report")) {
      h3 { "This import was undone" }
      if undone.isEmpty { p { "There was nothing to take back." } }
      ul {
        for group in undone {
          li {
            strong { "\(count(group.count, "product")) \(group.word)" }
            if !group.why.isEmpty { " \(group.why)" }
            small(.class("muted")) {
              " \(group.names.joined(separator: ", "))"
              if group.count > group.names.count { " and others" }
            }
          }
        }
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
  fileprivate var canBeUndone: Bool {
    ["done", "cancelled", "failed"].contains(state) && created + updated > 0
  }

  fileprivate var title: String {
    switch state {
    case "looking": "Looking at your store"
    case "running": "Importing products"
    case "paused": "The import is paused"
    case "done" where arePicturesHeld: "Products are here, pictures are paused"
    case "done": isOver ? "The import is complete" : "Products are here, pictures are arriving"
    case "cancelled": "The import was cancelled"
    default: "The import could not be finished"
    }
  }

  fileprivate var word: String {
    switch state {
    case "looking": "Looking"
    case "running": "Running"
    case "paused": "Paused"
    case "done" where arePicturesHeld: "Paused"
    case "done": isOver ? "Done" : "Pictures"
    case "cancelled": "Cancelled"
    default: "Failed"
    }
  }

  fileprivate var tone: String {
    switch state {
    case "cancelled": "removed"
    case "done" where arePicturesHeld: "paused"
    default: state
    }
  }
}

extension UndoneGroup {
  fileprivate var word: String {
    switch way {
    case "reversed": "taken back."
    case "kept": "kept."
    default: "could not be taken back."
    }
  }
}
