import Accounts
import Blobs
import CSV
import Design
import HTML
import HTTP
import Site

extension Importing {
  /// What each column means, with what stands in it; `chosen` is the merchant's last word.
  static func csvColumnsPage(
    _ editor: Editor, _ upload: CSVUpload, _ form: Form, _ chosen: CSVColumns? = nil
  ) throws -> Response {
    let rows = try csvExamples(upload)
    return editor.page(
      "What the columns mean", width: .narrow, lead: csvLead(upload), crumbs: csvCrumbs,
      status: form.isValid ? 200 : 422
    ) {
      HTML.form(to: Site.csvColumns(upload.id)) {
        csrfField(editor.csrf)
        formErrors(form)
        csvColumnTable(upload, chosen ?? upload.columns, rows, form)
        csvHeaderFields(upload, form)
        div(.class("form-actions")) {
          submit("Check the file", testID: "csv-check-btn", busy: "Checking…")
          linkButton("Another file", to: Site.csvStart(), .quiet)
        }
      }
    }
  }

  private static func csvLead(_ upload: CSVUpload) -> String {
    let origin = upload.format.word.map { "This is an export of \($0). " } ?? ""
    return origin + "\(upload.fileName) · \(upload.encoding)"
  }

  /// The first products of the file, to show what stands in each column.
  private static func csvExamples(_ upload: CSVUpload) throws -> [CSVRow] {
    var rows: [CSVRow] = []
    let file = try CSVFile(path: Configuration.current.blobs.place(of: upload.file))
    try file.rows(upload.isHeadless ? 3 : 4) { rows.append($0) }
    return upload.isHeadless ? rows : Array(rows.dropFirst())
  }

  private static func csvColumnTable(
    _ upload: CSVUpload, _ columns: CSVColumns, _ rows: [CSVRow], _ form: Form
  ) -> HTML {
    div(.class("table-wrap")) {
      table(.class("table"), .testID("csv-columns")) {
        thead {
          tr {
            th(Attribute("scope", "col")) { "Column" }
            th(Attribute("scope", "col")) { "Means" }
          }
        }
        tbody {
          for (place, heading) in upload.headings.enumerated() {
            csvColumnLine(place, heading, columns.fields[safe: place] ?? nil, rows, form)
          }
        }
      }
    }
  }

  private static func csvColumnLine(
    _ place: Int, _ heading: String, _ field: CSVField?, _ rows: [CSVRow], _ form: Form
  ) -> HTML {
    let name = "column-\(place)"
    let examples = rows.map { $0[place] }.filter { !$0.isEmpty }.map { String($0.prefix(60)) }
    let options = [("", "Leave out")] + CSVField.allCases.map { ($0.rawValue, $0.word) }
    let error = form.error(name)
    return tr {
      td(.class("cell-main")) {
        label(.for(name)) { strong { String(heading.prefix(80)) } }
        p(.class("muted small")) { examples.prefix(2).joined(separator: " · ") }
      }
      td(.data("label", "Means")) {
        div {
          div(.class("select")) {
            element(
              "select",
              [
                .class("input"), .id(name), .name(name),
                .when(error != nil, .aria("invalid", "true")),
                .when(error != nil, .aria("describedby", "\(name)-error")),
              ]
            ) { optionList(options, chosen: field?.rawValue ?? "") }
          }
          if let error { fieldError(error, id: "\(name)-error") }
        }
      }
    }
  }

  /// Seldom needed, therefore folded away.
  private static func csvHeaderFields(_ upload: CSVUpload, _ form: Form) -> HTML {
    let known = Form([
      ("header-host", upload.header?.host ?? ""), ("header-name", upload.header?.name ?? ""),
    ])
    let filled = form.isValid ? known : form
    return element("details", [Attribute("open", if: !form.isValid || upload.header != nil)]) {
      element("summary", []) { "The picture server wants a password" }
      div(.class("stack")) {
        p(.class("hint")) {
          "A header field that is sent to this one server with every picture. It is kept encrypted."
        }
        field(
          Field("header-host", "Server", in: filled, hint: "cdn.example.com", isOptional: true))
        field(
          Field(
            "header-name", "Header field", in: filled, hint: "Authorization", isOptional: true))
        field(
          Field(
            "header-value", "Value", in: filled, type: "password", isOptional: true,
            autocomplete: "off"))
      }
    }
  }
}

extension Array {
  fileprivate subscript(safe place: Int) -> Element? { place < count ? self[place] : nil }
}

extension HTML {
  fileprivate static func form(to address: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    element("form", [.class("stack"), .method("post"), .action(address)], content)
  }
}
