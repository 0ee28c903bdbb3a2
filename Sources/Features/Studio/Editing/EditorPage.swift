import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// The editor: the picture large, one tool beside it, all versions below.
func editorPage(
  _ view: EditorView, _ member: Member, _ form: Form = Form(), status: Int = 200
) -> Response {
  let subject = view.subject
  let isMoving = subject.state == "pending"
  return member.page(
    "Edit picture", width: .wide, style: .editing, lead: subject.productName,
    crumbs: [
      Crumb("Products", Site.products()),
      Crumb(subject.productName, Site.product(subject.product)),
    ], status: status
  ) {
    div(
      .class("stack-24"), .testID("editor"),
      .when(isMoving, .data("live", subject.asset.map { Site.assetEditLive($0) } ?? "")),
      .when(isMoving, .data("live-every", "700")), .when(isMoving, .aria("busy", "true"))
    ) { editorParts(view, member, form) }
  }
}

/// What changes while a version is being made.
func editorParts(_ view: EditorView, _ member: Member, _ form: Form = Form()) -> HTML {
  let subject = view.subject
  return div(.class("stack-24")) {
    switch subject.state {
    case "pending": pendingEdit(subject)
    case "failed": failedEdit(subject)
    default:
      if let asset = subject.asset { outcomeBar(asset, subject, member) }
      toolTabs(view)
      div(.class("split")) {
        toolStage(view)
        div(.class("card")) { toolForm(view, member, form) }
      }
      if subject.isEdit { comparison(subject) }
    }
    versionRow(view, member)
  }
}

/// What was done, and whether it stays.
private func outcomeBar(_ asset: AssetID, _ subject: EditSubject, _ member: Member) -> HTML {
  div(.class("section-head")) {
    p { subject.words ?? "As it was made" }
    div(.class("row")) {
      if subject.isEdit {
        buttonForm(
          "Discard", to: Site.assetDiscard(asset), csrf: member.csrf, .normal, icon: "undo",
          testID: "discard-edit-btn")
      }
      linkButton(
        "Done", to: Site.asset(asset), .primary, icon: "check", testID: "accept-edit-btn")
    }
  }
}

private func pendingEdit(_ subject: EditSubject) -> HTML {
  section(.class("empty"), .testID("edit-pending")) {
    progressBar(percent: nil, label: "The edit is being made")
    h2 { "This version is being made" }
    p { subject.words ?? "" }
  }
}

private func failedEdit(_ subject: EditSubject) -> HTML {
  emptyState(
    "error", "This edit could not be made",
    "\(subject.reason ?? "Please try it again.") It cost nothing.",
    actions: linkButton("Back to the picture before", to: subject.linkBefore, .primary))
}

private func toolTabs(_ view: EditorView) -> HTML {
  nav(.class("tabs"), .aria("label", "Tools")) {
    for tool in EditTool.allCases {
      a(
        .class("tab"), .href("\(view.subject.link)?tool=\(tool.rawValue)"), .testID(tool.testID),
        .when(tool == view.tool, .aria("current", "page"))
      ) { tool.title }
    }
  }
}

/// The picture; the tool's script draws over it.
private func toolStage(_ view: EditorView) -> HTML {
  let subject = view.subject
  return div(.class("edit-stage"), .data("editor", view.tool.rawValue)) {
    img(
      .src(subject.large.map(pictureLink) ?? ""), .width(subject.width ?? 1600),
      .height(subject.height ?? 1600), .alt("The picture that is edited"), .testID("edit-preview"))
  }
}

private func comparison(_ subject: EditSubject) -> HTML {
  block("Before and after") {
    if let before = subject.before, let after = subject.large {
      div(.class("edit-pair")) {
        figure {
          img(
            .src(pictureLink(before)), .alt("Before"), .testID("before-image"),
            Attribute("loading", "lazy"))
          figcaption { "Before" }
        }
        figure {
          img(
            .src(pictureLink(after)), .alt("After: \(subject.words ?? "")"), .testID("after-image"),
            Attribute("loading", "lazy"))
          figcaption { "After: \(subject.words ?? "")" }
        }
      }
    }
  }
}
