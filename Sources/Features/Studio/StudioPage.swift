import Accounts
import Billing
import Catalog
import Design
import HTML
import HTTP
import Imaging
import Site

/// The studio: the product before the room, beside it the choices, below what it costs.
func studioPage(_ view: StudioView, _ member: Member) -> Response {
  let product = view.product
  return member.page(
    "Studio", width: .wide, style: .studio, lead: product.name,
    crumbs: [
      Crumb("Products", Site.products()), Crumb(product.name, Site.product(product.id)),
    ]
  ) {
    capNotice(view.room)
    if view.pictures.isEmpty { needsPicture(view) } else { studioForm(view, member) }
    if !view.recent.isEmpty {
      block("Made of this product") {
        pictureGrid(view.recent.map { assetTile($0) })
      }
    }
    if member.canEdit { shortDialog(view, member) }
  }
}

private func needsPicture(_ view: StudioView) -> HTML {
  emptyState(
    "pictures", view.isWaiting ? "The pictures are on their way" : "A picture is needed first",
    view.isWaiting
      ? "The product's pictures are being prepared. Reload in a moment."
      : "The studio cuts the product out of one of its pictures. Add one to begin.",
    actions: linkButton("To the product", to: Site.product(view.product.id), .primary))
}

private func studioForm(_ view: StudioView, _ member: Member) -> HTML {
  form(
    .class("studio"), .method("post"), .action(Site.studio(view.product.id)),
    .id("studio-form"), Attribute("data-studio"), .data("balance", String(member.credits)),
    .data("room", String(view.room?.most ?? member.credits)), .data("cost-each", "1"),
    Attribute("enctype", "multipart/form-data")
  ) {
    csrfField(member.csrf)
    hidden("flow", FlowID().pathText)
    div(.class("studio-stage")) { stage(view) }
    div(.class("studio-panel stack-24")) {
      pictureChoice(view)
      roomChoice(view.library)
      moodChoice(view.library)
      backgroundChoice()
      inspirationChoice()
      companionChoice(view.companions)
      aspectChoice()
      variantChoice()
    }
    studioBar(member)
  }
}

/// Before credits are spent: the product may be cut out badly from some of its pictures.
///
/// The words for the chosen picture are seen.
@HTMLBuilder private func unsureNotes(_ view: StudioView) -> HTML {
  for picture in view.pictures where picture.isUnsure {
    p(
      .class("muted small"), .testID("cut-out-unsure"), .data("unsure", picture.id.pathText),
      Attribute("hidden", if: picture.id != view.chosen?.id)
    ) {
      "It is not clear where the product ends in this picture. "
      a(.href(Site.cutOut(picture.id))) { "Show what is product" }
    }
  }
}

private func stage(_ view: StudioView) -> HTML {
  let room = view.library.rooms.first
  let base = view.chosen
  return figure(.class("studio-preview")) {
    img(
      Attribute("data-studio-picture"), .src(room?.picture("daylight") ?? ""), .width(1600),
      .height(1200), .alt(""))
    if let large = base?.thumb {
      img(
        .class("studio-product"), .src(pictureLink(large)), .width(base?.width ?? 480),
        .height(base?.height ?? 480), .alt(view.product.name))
    }
  }
    + (view.product.hasSize
      ? HTML()
      : p(.class("muted small")) {
        "The size of this product is not known, so its scale in the room is estimated. "
        a(.href(Site.productEdit(view.product.id))) { "Enter its size" }
      })
}

private func pictureChoice(_ view: StudioView) -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Product picture" }
    div(.class("choices choices-thumbs")) {
      for (index, picture) in view.pictures.enumerated() {
        label(.class("choice")) {
          input(
            .type("radio"), .name("picture"), .value(picture.id.pathText),
            .data("picture", picture.thumb.map(pictureLink) ?? ""),
            Attribute("checked", if: picture.id == view.chosen?.id))
          img(
            .src(picture.thumb.map(pictureLink) ?? ""), .width(96), .height(96),
            .alt(picture.alt.isEmpty ? "Picture \(index + 1)" : picture.alt))
        }
      }
    }
    unsureNotes(view)
  }
}

private func studioBar(_ member: Member) -> HTML {
  div(.class("studio-bar")) {
    p {
      strong {
        span(Attribute("data-cost"), .testID("credit-cost")) { FlowOrder.usualVariants }
        " credits"
      }
      " · "
      span(.class("muted"), Attribute("data-left")) {
        member.credits < FlowOrder.usualVariants
          ? "you have \(number(member.credits))"
          : "\(number(member.credits - FlowOrder.usualVariants)) left after this"
      }
    }
    if member.canEdit {
      button(.class("btn btn-primary"), .testID("generate-btn")) {
        span {
          "Generate "
          span(Attribute("data-variants")) { count(FlowOrder.usualVariants, "picture") }
        }
      }
    } else {
      p(.class("muted")) { "As a viewer you can look, but not generate." }
    }
  }
}

/// Shown instead of sending an order that the balance cannot pay; its button sends the part that
/// fits, with whatever else the form holds.
private func shortDialog(_ view: StudioView, _ member: Member) -> HTML {
  noCreditsDialog(
    "You have \(count(member.credits, "credit")). Choose fewer pictures or get more.", view.packs,
    member,
    offer: button(
      .class("btn btn-primary"), Attribute("form", "studio-form"), .name("fits"), .value("0"),
      Attribute("data-fits"), Attribute("hidden"), .testID("run-what-fits")
    ) { "Run what fits" })
}
