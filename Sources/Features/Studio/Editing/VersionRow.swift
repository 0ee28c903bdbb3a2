import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// All versions of a picture, oldest first: each can be opened, and those thrown away brought back.
func versionRow(_ view: EditorView, _ member: Member) -> HTML {
  guard view.versions.count > 1 || view.subject.isEdit else { return HTML() }
  return block("Versions") {
    ol(.class("edit-versions"), .testID("versions")) {
      if view.versions.first?.words != nil {
        li { a(.href(Site.photoEdit(view.subject.photo))) { "The product's photo" } }
      }
      for version in view.versions {
        li(.class("stack-8"), .testID("version")) { versionTile(version, view, member) }
      }
    }
  }
}

private func versionTile(_ version: EditVersion, _ view: EditorView, _ member: Member) -> HTML {
  let words = version.words ?? "As it was made"
  guard !version.isDiscarded else {
    return span { "Discarded: \(words)" }
      + buttonForm(
        "Bring back", to: Site.assetEditRestoration(version.asset), csrf: member.csrf, .smallQuiet,
        icon: "undo", testID: "restore-edit-btn")
  }
  let isCurrent = version.asset == view.subject.asset
  return a(
    .href(Site.assetEdit(version.asset)), .when(isCurrent, .aria("current", "true"))
  ) {
    if let thumb = version.thumb {
      img(
        .src(pictureLink(thumb)), .width(160), .height(160), .alt(""), Attribute("loading", "lazy"))
    }
    span { version.state == "generated" ? words : "\(words) (\(versionWord(version.state)))" }
  }
}

private func versionWord(_ state: String) -> String {
  state == "pending" ? "being made" : "failed"
}
