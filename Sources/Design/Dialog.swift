import HTML

/// Opens a dialog of this page.
package func dialogButton(
  _ word: String, opens id: String, _ look: ButtonLook = .normal, icon name: StaticString? = nil,
  testID: String? = nil
) -> HTML {
  button(
    .type("button"), .class(look.rawValue), .data("dialog-open", id),
    .when(testID != nil, .testID(testID ?? ""))
  ) {
    if let name { icon(name) }
    word
  }
}

/// A question with two answers: the form is sent, or everything stays as it is.
package func dialog(
  id: String, _ question: String, action: String, csrf: String, confirm: String,
  keep: String = "Cancel", look: ButtonLook = .danger, testID: String? = nil,
  @HTMLBuilder _ content: () -> HTML
) -> HTML {
  dialog(.class("dialog"), .id(id), .aria("labelledby", "\(id)-title")) {
    form(.method("post"), .action(action)) {
      csrfField(csrf)
      header(.class("dialog-head")) {
        h2(.id("\(id)-title")) { question }
        button(
          .type("button"), .class("icon-btn"), Attribute("data-dialog-close"),
          .aria("label", "Close")
        ) { icon("close") }
      }
      div(.class("dialog-body")) { content() }
      footer(.class("dialog-foot")) {
        button(.type("button"), .class("btn btn-quiet"), Attribute("data-dialog-close")) { keep }
        submit(confirm, look, testID: testID)
      }
    }
  }
}
