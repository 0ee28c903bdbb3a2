import Accounts
import Billing
import Design
import HTML
import HTTP
import Site

extension Importing {
  /// A file that is being checked, or could not be read.
  static func csvCheckingPage(_ member: Member, _ upload: CSVUpload) -> Response {
    member.page("Import a CSV file", width: .narrow, crumbs: csvCrumbs) {
      if upload.state == "checking" {
        div(.data("live", Site.csvLive(upload.id)), .data("live-every", "1000")) {
          csvProgress(upload)
        }
      } else {
        csvProgress(upload)
      }
    }
  }

  /// The box that shows how far the check is.
  static func csvProgress(_ upload: CSVUpload) -> HTML {
    section(.class("job"), .data("status", upload.state), .testID("csv-progress")) {
      header(.class("job-head")) { h2 { upload.fileName } }
      switch upload.state {
      case "checking":
        progressBar(percent: nil, label: "Checking the file")
        p(.class("job-line")) { "\(count(upload.rowsRead, "row")) checked" }
        p(.class("muted small")) {
          "This page shows the result by itself. Without scripts, reload it."
        }
      case "refused":
        alert(.danger, "This file cannot be imported.", testID: "error-message") {
          p { upload.problem }
        }
        div(.class("row")) { linkButton("Upload another file", to: Site.csvStart(), .primary) }
      default:
        p(.class("job-line")) { "\(count(upload.rowsRead, "row")) checked" }
        div(.class("row")) {
          linkButton(
            "See what would be imported", to: Site.csvImport(upload.id), .primary,
            testID: "csv-preview-link")
        }
      }
    }
  }

  /// What would be imported, before anything is.
  static func csvPreviewPage(_ member: Member, _ upload: CSVUpload) throws -> Response {
    let after = member.request.query["after"].flatMap { Int($0) } ?? 0
    let (totals, lines, bad, rooms) = try member.read(
      .totals(upload.id), .preview(upload.id, after: after), .badRows(upload.id, most: 20),
      .productRoom)
    guard let totals = totals.first else { throw Problem.missing }
    let tooMany = max(0, totals.new - (rooms.first?.left ?? totals.new))
    return member.page("Look through the import", lead: upload.fileName, crumbs: csvCrumbs) {
      div(.class("stack"), .testID("csv-preview")) {
        csvTotals(totals)
        if totals.bad > 0 { csvProblems(upload, totals, bad) }
        if tooMany > 0 { csvTooMany(tooMany, of: totals) }
        if member.canEdit { csvConfirm(upload, totals, tooMany, member) }
        csvGrid(upload, lines, after: after, member)
      }
    }
  }

  private static func csvTotals(_ totals: CSVTotals) -> HTML {
    p(.testID("csv-totals")) {
      strong { count(totals.products, "product") }
      ": \(number(totals.new)) new, \(number(totals.changed)) changed, "
      "\(number(totals.unchanged)) unchanged"
      if totals.fromStore > 0 {
        ", \(number(totals.fromStore)) already here from your store, which stay as they are"
      }
      if totals.leftOut > 0 { ", \(number(totals.leftOut)) left out" }
      if totals.bad > 0 { ", \(number(totals.bad)) with something wrong" }
      ". \(count(totals.pictures, "picture")), \(aboutHowLong(totals.estimate))."
      if totals.warnings > 0 { " \(count(totals.warnings, "row")) with a note." }
    }
  }

  private static func csvProblems(_ upload: CSVUpload, _ totals: CSVTotals, _ bad: [CSVBadRow])
    -> HTML
  {
    alert(.warning, "Some rows cannot be imported.", testID: "csv-problems") {
      ul { for row in bad { li { "Row \(number(row.number)): \(row.problem)" } } }
      p {
        a(.href(Site.csvErrors(upload.id)), .testID("csv-errors-link")) {
          "Download these rows with the reasons"
        }
        ", put them right and upload them again."
      }
    }
  }

  private static func csvTooMany(_ tooMany: Int, of totals: CSVTotals) -> HTML {
    alert(.warning, "Your plan has no room for all of them.", testID: "import-limit") {
      p {
        "\(number(totals.good - tooMany)) of \(number(totals.good)) can be imported; the last "
        "\(number(tooMany)) new ones are left out. Leave others out, or take a larger plan under "
        a(.href(Site.billing())) { "billing" }
        "."
      }
    }
  }

  private static func csvConfirm(
    _ upload: CSVUpload, _ totals: CSVTotals, _ tooMany: Int, _ member: Member
  ) -> HTML {
    let coming = totals.good - tooMany
    return div(.class("stack")) {
      if coming > 0 {
        form(.class("stack"), .method("post"), .action(Site.csvImport(upload.id))) {
          csrfField(member.csrf)
          checkbox("mail", "Mail me when it is done", isOn: false)
          div {
            submit(
              totals.bad > 0
                ? "Import the \(count(coming, "good product"))"
                : "Import \(count(coming, "product"))",
              icon: "import", testID: "csv-import-btn", busy: "Starting…")
          }
        }
      }
      csvOtherWays(upload)
    }
  }

  private static func csvOtherWays(_ upload: CSVUpload) -> HTML {
    div(.class("row")) {
      linkButton("Change the columns", to: Site.csvColumns(upload.id))
      linkButton("Another file", to: Site.csvStart(), .quiet)
    }
  }

  private static func csvGrid(
    _ upload: CSVUpload, _ lines: [CSVPreviewLine], after: Int, _ member: Member
  ) -> HTML {
    let shown = lines.prefix(10)
    return form(.class("stack"), .method("post"), .action(Site.csvChoice(upload.id))) {
      csrfField(member.csrf)
      input(.type("hidden"), .name("after"), .value(String(after)))
      div(.class("table-wrap")) {
        table(.class("table"), .testID("csv-rows")) {
          csvGridHead
          tbody { for line in shown { csvLineOf(line, upload, member) } }
        }
      }
      div(.class("row")) {
        if member.canEdit, !shown.isEmpty {
          submit("Leave out what is not ticked", .normal, testID: "csv-choice-btn")
        }
        if after > 0 { linkButton("First products", to: Site.csvImport(upload.id), .quiet) }
        if lines.count > 10, let last = shown.last {
          linkButton("Next products", to: "\(Site.csvImport(upload.id))?after=\(last.number)")
        }
      }
    }
  }

  private static var csvGridHead: HTML {
    thead {
      tr {
        th(Attribute("scope", "col")) { "Import" }
        for word in ["Product", "SKU", "Price", "Pictures", "What happens"] {
          th(Attribute("scope", "col")) { word }
        }
      }
    }
  }

  private static func csvLineOf(_ line: CSVPreviewLine, _ upload: CSVUpload, _ member: Member)
    -> HTML
  {
    let isBad = line.problem != nil
    return tr {
      td(.class("cell-check")) {
        if !isBad, line.outcome != "store", member.canEdit {
          input(.type("hidden"), .name("shown"), .value(String(line.number)))
          input(
            .type("checkbox"), .name("keep"), .value(String(line.number)),
            Attribute("checked", if: !line.isLeftOut), .aria("label", "Import \(line.name)"))
        }
      }
      td(.class("cell-main")) {
        strong { line.name.isEmpty ? "Row \(line.number)" : line.name }
        if let note = line.problem ?? line.warning { p(.class("muted small")) { note } }
      }
      td(.data("label", "SKU")) { line.sku }
      td(.data("label", "Price")) {
        if let price = line.price { money(minor: price, currency: upload.currency) } else { "–" }
      }
      td(.data("label", "Pictures")) { number(line.pictures) }
      td(.data("label", "What happens")) {
        badge(status: isBad ? "failed" : line.badge, word: isBad ? "Cannot be imported" : line.word)
      }
    }
  }
}

extension CSVPreviewLine {
  fileprivate var word: String {
    if isLeftOut { return "Left out" }
    return switch outcome {
    case "new": "New"
    case "changed": "Changed"
    case "store": "Stays as in your store"
    default: "Unchanged"
    }
  }

  fileprivate var badge: String {
    isLeftOut ? "removed" : outcome == "new" ? "done" : outcome == "changed" ? "running" : "paused"
  }
}
