import Accounts
import Design
import HTML
import HTTP
import Site

extension Importing {
  /// The form that takes a file.
  static func csvStartPage(_ editor: Editor, problem: String?) -> Response {
    editor.page(
      "Import a CSV file", width: .narrow,
      lead: "Nothing is imported before you have looked through it.", crumbs: csvCrumbs,
      status: problem == nil ? 200 : 422
    ) {
      element(
        "form",
        [
          .class("stack"), .method("post"), .action(Site.csvStart()),
          Attribute("enctype", "multipart/form-data"), Attribute("data-upload"),
        ]
      ) {
        csrfField(editor.csrf)
        div(.class("field")) {
          csvDrop(problem)
          if let problem { fieldError(problem, id: "file-error") }
        }
        submit("Upload", icon: "upload", testID: "csv-upload-btn", busy: "Uploading…")
      }
      block("What the file may look like") { csvHints }
    }
  }

  static var csvCrumbs: [Crumb] {
    [Crumb("Products", Site.products()), Crumb("Import", Site.importStart())]
  }

  private static func csvDrop(_ problem: String?) -> HTML {
    label(.class("drop"), Attribute("data-drop")) {
      input(
        .type("file"), .name("file"), Attribute("required"),
        Attribute("accept", ".csv,.tsv,.txt,text/csv,text/plain"), .testID("csv-file"),
        .data("largest", "50"),
        .when(problem != nil, .aria("invalid", "true")),
        .when(problem != nil, .aria("describedby", "file-error")))
      icon("upload", size: 24)
      strong { "Drop a CSV file here" }
      small { "or choose one · up to 50 MB and 100,000 rows" }
      span(.class("drop-list"), Attribute("data-drop-list")) { "" }
    }
  }

  private static var csvHints: HTML {
    ul {
      li { "Exports of Shopify, WooCommerce and BigCommerce are recognised as they are." }
      li { "Files of your own need one row a product and a heading over each column." }
      li { "Commas, semicolons, tabs and all usual encodings are fine." }
      li { "Pictures come from their web addresses, in the background." }
    }
  }
}
