import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// The four things that can be done with a picture.
func reviewBar(_ review: Review) -> HTML {
  let id = review.card.id
  return div(.class("review-bar")) {
    action("reject", Site.assetRejection(id), review) {
      button(.class("btn btn-reject"), .testID("reject-btn")) {
        icon("cross")
        "Reject "
        kbd { "R" }
      }
    }
    action("undo", Site.assetUndo(id), review) {
      button(.class("btn btn-quiet"), .testID("undo-btn")) {
        icon("undo")
        "Undo "
        kbd { "U" }
      }
    }
    button(
      .type("button"), .class("btn btn-quiet"), Attribute("data-review-compare-toggle"),
      .aria("pressed", "false")
    ) {
      icon("compare")
      "Compare "
      kbd { "Space" }
    }
    action("approve", Site.assetApproval(id), review) {
      button(.class("btn btn-approve"), .testID("approve-btn")) {
        icon("check")
        "Approve "
        kbd { "A" }
      }
    }
  }
}

private func action(
  _ name: String, _ address: String, _ review: Review, @HTMLBuilder _ content: () -> HTML
) -> HTML {
  form(.method("post"), .action(address), .data("review-action", name)) {
    csrfField(review.member.csrf)
    content()
  }
}

/// All pictures of the review in a row; each card carries what the page's script needs.
func reviewStrip(_ review: Review) -> HTML {
  ol(.class("review-strip"), .aria("label", "Pictures")) {
    for index in review.cards.indices { li { stripCard(review, index) } }
  }
}

private func stripCard(_ review: Review, _ index: Int) -> HTML {
  let card = review.cards[index]
  let canEdit = review.member.canEdit
  let fidelity = review.flow.fidelity(of: card)
  return a(
    .class("asset-card strip-card"), .testID("asset-card"), .data("status", card.status.rawValue),
    .href(review.link(card)), .when(index == review.current, .aria("current", "true")),
    .data("id", card.id.pathText), .data("src", review.large(card)),
    .data("original", review.original), .data("title", "\(card.look) · \(card.variant)"),
    .data("fidelity", fidelity?.words ?? ""),
    .data("heat-map", fidelity.map { pictureLink($0.heatMap) } ?? ""),
    .when(canEdit, .data("approve-url", Site.assetApproval(card.id))),
    .when(canEdit, .data("reject-url", Site.assetRejection(card.id))),
    .when(canEdit, .data("undo-url", Site.assetUndo(card.id)))
  ) {
    img(
      .src(card.thumb.map(pictureLink) ?? ""), .width(96), .height(96),
      .alt("Picture \(card.variant)"))
    span(.class("strip-status")) {
      span(.class("sr-only"), Attribute("data-status-word")) { card.status.word }
    }
  }
}

/// The two pictures of a slider and its handle.
func compareParts(before: String, after: String, width: Int, height: Int) -> HTML {
  img(.class("compare-before"), .src(before), .width(width), .height(height), .alt("Original"))
    + img(.class("compare-after"), .src(after), .width(width), .height(height), .alt("Result"))
    + span(.class("compare-label compare-label-before")) { "Original" }
    + span(.class("compare-label compare-label-after")) { "Result" }
    + input(
      .class("compare-range"), .type("range"), Attribute("min", "0"), Attribute("max", "100"),
      .value("50"), .aria("label", "Show original or result"))
}

private let keys = [
  ("A", "Approve"), ("R", "Reject"), ("U", "Undo"), ("← →", "Previous, next"),
  ("Shift ← →", "Choose several"), ("Space", "Compare with the original"), ("?", "This help"),
]

/// What the keys do.
func helpDialog() -> HTML {
  dialog(.class("dialog"), .id("review-help"), .aria("labelledby", "review-help-title")) {
    header(.class("dialog-head")) {
      h2(.id("review-help-title")) { "Keys" }
      button(
        .type("button"), .class("icon-btn"), Attribute("data-dialog-close"), .aria("label", "Close")
      ) { icon("close") }
    }
    div(.class("dialog-body")) {
      dl(.class("keys")) {
        for (key, meaning) in keys {
          div {
            dt { kbd { key } }
            dd { meaning }
          }
        }
      }
      // Who speaks or switches to a computer presses single keys by accident.
      label(.class("check")) {
        input(.type("checkbox"), Attribute("data-review-keys"), Attribute("checked"))
        span { "Use single keys" }
      }
    }
  }
}
