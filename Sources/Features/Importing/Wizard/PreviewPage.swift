import Accounts
import Billing
import Blobs
import Design
import FoundationEssentials
import HTML
import HTTP
import Site

/// Everything that the page of a look shows.
struct Preview {
  let run: ImportProgress
  let look: ImportLook
  let items: [ImportItem]
  let room: ProductRoom?
  /// The store's, in which its prices are.
  let currency: String
  /// Which kind of row is shown; empty for all.
  let show: String
  let after: Int

  /// How many new products the plan has no room for.
  var tooMany: Int { max(0, look.chosenNew - (room?.left ?? look.chosenNew)) }

  /// How many will come.
  var coming: Int { look.chosen - tooMany }
}

extension Importing {
  /// The end of a look that somebody has watched.
  static func lookedAt(_ run: ImportProgress) -> HTML {
    section(.class("job"), .data("status", "done"), .testID("import-looked")) {
      p { "The store has been looked at." }
      div(.class("row")) { linkButton("See what would come", to: Site.importRun(run.id), .primary) }
    }
  }

  /// What would come, to be confirmed.
  static func previewPage(_ member: Member, _ preview: Preview) -> Response {
    member.page(
      "What would come", lead: "Nothing is written yet.",
      crumbs: [Crumb("Products", Site.products()), Crumb("Import", Site.importStart())]
    ) {
      div(.class("stack-24"), .testID("import-preview")) {
        totals(preview)
        if preview.look.compared < preview.look.toCompare { comparing(preview.look) }
        if preview.look.unknownCount > 0 { unknown(preview.look) }
        if preview.tooMany > 0 { tooMany(preview) }
        filters(preview)
        grid(preview, member)
      }
    }
  }

  private static func totals(_ preview: Preview) -> HTML {
    let look = preview.look
    return p(.testID("import-totals")) {
      strong { count(look.all, "product") }
      ": \(number(look.new)) new, \(number(look.changed)) changed, "
      "\(number(look.unchanged)) unchanged"
      if look.duplicate > 0 { ", \(number(look.duplicate)) that you seem to have already" }
      if look.binned > 0 { ", \(number(look.binned)) in your bin" }
      ". \(number(look.chosen)) chosen with \(count(look.pictures, "picture")), \(aboutHowLong(look.estimate))."
    }
  }

  private static func comparing(_ look: ImportLook) -> HTML {
    p(.class("muted"), .role("status"), .testID("import-comparing")) {
      "Pictures are being compared with yours: \(number(look.compared)) of "
      "\(number(look.toCompare)). Reload to see what was found."
    }
  }

  private static func unknown(_ look: ImportLook) -> HTML {
    alert(.warning, "The store does not know some of these.", testID: "import-unknown") {
      p {
        look.unknown.joined(separator: ", ")
        if look.unknownCount > look.unknown.count {
          " and \(number(look.unknownCount - look.unknown.count)) more"
        }
      }
    }
  }

  private static func tooMany(_ preview: Preview) -> HTML {
    alert(.warning, "Your plan has no room for all of them.", testID: "import-limit") {
      p {
        "\(number(preview.coming)) of \(number(preview.look.chosen)) can be imported; the last "
        "\(number(preview.tooMany)) new ones are left out. Leave others out, or take a larger plan "
        "under "
        a(.href(Site.billing())) { "billing" }
        "."
      }
    }
  }

  private static func filters(_ preview: Preview) -> HTML {
    let kinds = [
      ("", "All", preview.look.all), ("new", "New", preview.look.new),
      ("changed", "Changed", preview.look.changed),
      ("unchanged", "Unchanged", preview.look.unchanged),
      ("duplicate", "Duplicates", preview.look.duplicate),
      ("binned", "In the bin", preview.look.binned),
    ]
    return nav(.class("tabs"), .aria("label", "What is shown")) {
      for (kind, word, n) in kinds where kind.isEmpty || n > 0 {
        a(
          .class("tab"), .href(preview.address(show: kind)),
          .when(kind == preview.show, .aria("current", "page"))
        ) { "\(word) \(number(n))" }
      }
    }
  }

  private static func grid(_ preview: Preview, _ member: Member) -> HTML {
    form(.class("stack"), .method("post"), .action(Site.importChoice(preview.run.id))) {
      csrfField(member.csrf)
      hidden("outcome", preview.show)
      div(.class("table-wrap")) {
        table(.class("table"), .testID("import-items")) {
          head
          tbody { for item in preview.items { row(item, preview.currency, member) } }
        }
      }
      if member.canEdit { actions(preview) }
      pager(preview)
    }
  }

  private static let head = thead {
    tr {
      for word in ["Import", "Product", "SKU", "Price", "Pictures", "Complete", "What happens"] {
        th(Attribute("scope", "col")) { word }
      }
    }
  }

  private static func row(_ item: ImportItem, _ currency: String, _ member: Member) -> HTML {
    tr(.testID("import-item"), .data("status", item.outcome)) {
      td(.class("cell-check")) {
        hidden("shown", String(item.position))
        input(
          .type("checkbox"), .name("keep"), .value(String(item.position)),
          .aria("label", "Import \(item.name)"), Attribute("checked", if: item.isChosen),
          Attribute("disabled", if: !member.canEdit))
      }
      td(.class("cell-main")) {
        div(.class("row")) {
          if let thumb = item.thumb {
            img(
              .class("thumb"), .src(Configuration.current.blobs.link(thumb, expires: soon)),
              .width(40), .height(40), .alt(""))
          } else if item.pictures > 0 {
            // Its place, so that nothing moves when it is there.
            span(.class("thumb"))
          }
          span {
            item.name
            if let kind = item.kindWords { small(.class("muted")) { " \(kind)" } }
          }
        }
      }
      td(.data("label", "SKU")) { item.sku }
      td(.class("num"), .data("label", "Price")) {
        item.priceMinor.map { money(minor: $0, currency: currency) } ?? ""
      }
      td(.class("num"), .data("label", "Pictures")) { number(item.pictures) }
      td(.class("num"), .data("label", "Complete")) { "\(item.completeness) %" }
      td(.data("label", "What happens")) { what(item) }
    }
  }

  @HTMLBuilder private static func what(_ item: ImportItem) -> HTML {
    badge(status: item.tone, word: item.word)
    if item.outcome == "duplicate", let twin = item.twin, let name = item.twinName {
      small {
        item.isTwinByPicture ? " has the same picture as " : " looks like "
        a(.href(Site.product(twin))) { name }
      }
    }
  }

  private static func actions(_ preview: Preview) -> HTML {
    div(.class("stack")) {
      div(.class("row")) {
        submit("Tick all", .small, testID: "tick-all-btn", name: "action", value: "all")
        submit("Tick none", .small, testID: "tick-none-btn", name: "action", value: "none")
        submit("Keep this choice", .small, testID: "keep-choice-btn", name: "action", value: "keep")
      }
      checkbox("mail", "Mail me when it is done", isOn: false)
      div {
        submit(
          "Import \(count(preview.coming, "product"))", icon: "import",
          testID: "confirm-import-btn", busy: "Starting…", name: "action", value: "import")
      }
    }
  }

  private static func pager(_ preview: Preview) -> HTML {
    div(.class("row")) {
      if preview.after > 0 { linkButton("First products", to: preview.address(show: preview.show)) }
      if preview.items.count == 48, let last = preview.items.last {
        linkButton(
          "Next products", to: preview.address(show: preview.show, after: last.position))
      }
    }
  }

  private static var soon: Date { Date(timeIntervalSinceNow: 3600) }
}

extension Preview {
  fileprivate func address(show: String, after: Int = 0) -> String {
    let pairs =
      (show.isEmpty ? [] : [("show", show)]) + (after > 0 ? [("after", String(after))] : [])
    let link = Site.importRun(run.id)
    return pairs.isEmpty ? link : "\(link)?\(Parameters(pairs).urlEncoded)"
  }
}

extension ImportItem {
  fileprivate var kindWords: String? {
    switch kind {
    case "variable": "with variations"
    case "grouped": "a set"
    case "external": "sold elsewhere"
    default: nil
    }
  }

  fileprivate var word: String {
    switch outcome {
    case "new": "New"
    case "changed": "Will be updated"
    case "unchanged": "Nothing changes"
    case "binned": "Comes back from the bin"
    default: "Duplicate?"
    }
  }

  fileprivate var tone: String {
    switch outcome {
    case "new": "ok"
    case "changed": "running"
    case "duplicate": "warning"
    default: "pending"
    }
  }
}
