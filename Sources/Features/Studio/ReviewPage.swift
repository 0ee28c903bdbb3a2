import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// The review of a flow: one picture at a time beside the original, by mouse, touch or keys.
struct Review {
  let flow: FlowView
  let cards: [AssetLine]
  let current: Int
  let member: Member

  /// Begins at the picture asked for, else at the first that waits for a decision.
  init?(_ flow: FlowView, at wanted: AssetID?, _ member: Member) {
    let cards = flow.assets.filter { $0.state == "generated" }
    guard !cards.isEmpty else { return nil }
    (self.flow, self.cards, self.member) = (flow, cards, member)
    let open = cards.firstIndex { $0.status == .generated }
    current = cards.firstIndex { $0.id == wanted } ?? open ?? 0
  }

  var card: AssetLine { cards[current] }

  func number(_ status: AssetStatus...) -> Int {
    cards.filter { status.contains($0.status) }.count
  }

  func link(_ asset: AssetLine) -> String {
    "\(Site.flowReview(flow.flow.id))?picture=\(asset.id.pathText)"
  }

  func large(_ asset: AssetLine) -> String { asset.large.map(pictureLink) ?? "" }
  var original: String { flow.flow.baseLarge.map(pictureLink) ?? "" }
}

func reviewPage(_ review: Review?, _ view: FlowView, _ member: Member) -> Response {
  member.page(
    "Review", width: .wide, style: .studio,
    crumbs: [
      Crumb(view.flow.productName, Site.product(view.flow.product)),
      Crumb("Pictures", Site.flow(view.flow.id)),
    ]
  ) {
    if let review {
      reviewSection(review)
      helpDialog()
    } else {
      emptyState(
        "pictures", "Nothing to review yet", "The pictures of this run are not there yet.",
        actions: linkButton("To the run", to: Site.flow(view.flow.id), .primary))
    }
  }
}

private func reviewSection(_ review: Review) -> HTML {
  section(
    .class("review"), Attribute("data-review"), .data("total", String(review.cards.count))
  ) {
    reviewHead(review)
    div(
      .class("review-stage"), Attribute("data-review-stage"),
      .data("status", review.card.status.rawValue)
    ) {
      reviewPictures(review)
      compare(review)
      arrows(review)
    }
    fidelityNote(review.flow.fidelity(of: review.card))
    if review.member.canEdit { reviewBar(review) }
    reviewStrip(review)
  }
}

private func reviewHead(_ review: Review) -> HTML {
  header(.class("review-head")) {
    p(.class("review-place")) {
      span(Attribute("data-review-index")) { review.current + 1 }
      " of "
      span { review.cards.count }
    }
    dl(.class("counts")) {
      tallied("Approved", "approved", review.number(.approved, .synced))
      tallied("Rejected", "rejected", review.number(.rejected))
      tallied("To review", "pending", review.number(.generated))
    }
    p(Attribute("data-review-done"), Attribute("hidden", if: review.number(.generated) > 0)) {
      "Everything is reviewed. "
      a(.href(Site.product(review.flow.flow.product))) { "Back to the product" }
    }
    button(
      .type("button"), .class("btn btn-quiet btn-small"), .data("dialog-open", "review-help")
    ) {
      icon("keyboard")
      "Keys "
      kbd { "?" }
    }
  }
}

private func tallied(_ word: String, _ name: String, _ count: Int) -> HTML {
  div(.data("status", name)) {
    dt { word }
    dd(.testID("\(name)-count"), .data("count", name)) { count }
  }
}

private func reviewPictures(_ review: Review) -> HTML {
  let card = review.card
  return figure(.class("review-side")) {
    img(
      Attribute("data-review-original"), .src(review.original), .width(800), .height(800),
      .alt("Original"))
    figcaption { "Original" }
  }
    + figure(.class("review-main")) {
      img(
        Attribute("data-review-picture"), .src(review.large(card)), .width(card.width ?? 1600),
        .height(card.height ?? 1600), .alt(card.alt))
      figcaption(Attribute("data-review-title")) { "\(card.look) · \(card.variant)" }
      span(
        .class("badge"), Attribute("data-review-badge"), .data("status", card.status.rawValue)
      ) { card.status.word }
    }
}

private func compare(_ review: Review) -> HTML {
  div(
    .class("compare"), Attribute("data-compare"), Attribute("data-review-compare"),
    Attribute("hidden")
  ) {
    compareParts(
      before: review.original, after: review.large(review.card), width: review.card.width ?? 1600,
      height: review.card.height ?? 1600)
  }
}

private func arrows(_ review: Review) -> HTML {
  let before = review.current > 0 ? review.cards[review.current - 1] : nil
  let isLast = review.current + 1 >= review.cards.count
  let after = isLast ? nil : review.cards[review.current + 1]
  return a(
    .class("review-prev icon-btn"), .href(before.map(review.link) ?? "#"),
    .aria("label", "Previous picture"), Attribute("data-review-prev"),
    Attribute("hidden", if: before == nil)
  ) { icon("chevron-left") }
    + a(
      .class("review-next icon-btn"), .href(after.map(review.link) ?? "#"),
      .aria("label", "Next picture"), Attribute("data-review-next"),
      Attribute("hidden", if: after == nil)
    ) { icon("chevron-right") }
}
