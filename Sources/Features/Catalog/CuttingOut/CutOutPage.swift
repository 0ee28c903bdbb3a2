import Accounts
import Design
import HTML
import HTTP
import Site

/// The cut-out of one picture: left what is drawn over, right what comes of it.
func cutOutPage(
  _ view: CutOutView, _ member: Member, _ form: Form = Form(), status: Int = 200
) -> Response {
  member.page(
    "Cut-out", width: .wide, style: .cuttingOut,
    lead: "Show what is product and what is not where the program could not tell.",
    crumbs: [
      Crumb("Products", Site.products()), Crumb(view.productName, Site.product(view.product)),
    ], status: status
  ) {
    div(.class("cut-out")) {
      drawingForm(view, member, form)
      section(
        .when(view.isWanted, .data("live", Site.cutOutLive(view.picture))),
        .when(view.isWanted, .data("live-every", "700")), .aria("label", "The cut-out")
      ) { cutOutResult(view) }
    }
  }
}

/// What came of it so far; this part follows the server.
func cutOutResult(_ view: CutOutView) -> HTML {
  div(.class("stack")) {
    if view.isWanted {
      progressBar(percent: nil, label: "The cut-out is being made")
      p(.class("muted")) { "The product is being cut out…" }
    } else if let reason = view.reason {
      alert(.danger, "This cut-out could not be made.", testID: "error-message") { p { reason } }
    } else if view.isUnsure {
      alert(.warning, "It is not clear where the product ends.", testID: "cut-out-unsure") {
        p { "Draw over some of the product and over some of the background, then cut out again." }
      }
    }
    if let key = view.cutOut {
      figure(.class("cut-out-result")) {
        img(
          .src(pictureLink(key)), .width(view.width ?? 1200), .height(view.height ?? 1200),
          .alt("\(view.productName) without its background"), .testID("cut-out-image"))
      }
    } else if !view.isWanted {
      p(.class("muted")) { "Not cut out yet. The studio does it by itself when it is needed." }
    }
  }
}

private func drawingForm(_ view: CutOutView, _ member: Member, _ form: Form) -> HTML {
  element(
    "form",
    [
      .class("stack"), .method("post"), .action(Site.cutOut(view.picture)),
      Attribute("data-cut-out"), .testID("cut-out-form"),
    ]
  ) {
    csrfField(member.csrf)
    input(.type("hidden"), .name("strokes"), .value(form.value("strokes")))
    div(.class("cut-out-stage"), Attribute("data-stage"), .data("strokes", view.strokes ?? "[]")) {
      img(
        .src(pictureLink(view.large)), .width(view.width ?? 1200), .height(view.height ?? 1200),
        .alt("\(view.productName), the picture to draw on"))
    }
    if let error = form.error("strokes") { alert(.danger, error, testID: "error-message") }
    div(.class("row"), Attribute("data-brush"), Attribute("hidden")) { brush }
    areas(form)
    div(.class("row")) {
      submit("Cut out", icon: "check", testID: "cut-out-btn", busy: "Cutting out…")
      linkButton("Back to the product", to: Site.product(view.product), .quiet)
    }
  }
}

/// What the page's script shows and uses: what the brush means, how broad it is, and the way back.
private let brush: HTML =
  fieldset(.class("row")) {
    legend(.class("sr-only")) { "The brush marks" }
    for (value, word) in [("keep", "Product"), ("drop", "Background")] {
      label(.class("check")) {
        input(
          .type("radio"), .name("brush"), .value(value), .testID("brush-\(value)"),
          Attribute("checked", if: value == "keep"))
        span { word }
      }
    }
  }
  + label(.class("row")) {
    span { "Breadth" }
    input(
      .class("cut-out-breadth"),
      .type("range"), .name("breadth"), Attribute("min", "1"), Attribute("max", "20"), .value("5"))
  }
  + button(.type("button"), .class("btn btn-small"), .data("act", "undo")) { "Undo stroke" }
  + button(.type("button"), .class("btn btn-small"), .data("act", "clear")) { "Clear" }

/// The same by numbers, for those who do not draw.
private func areas(_ form: Form) -> HTML {
  let isUsed = form.errors.keys.contains { $0.contains("-") }
  return details(.class("small"), Attribute("open", if: isUsed)) {
    summary { "Without drawing: areas in percent" }
    area("keep", "This is product", form)
    area("drop", "This is background", form)
  }
}

private func area(_ name: String, _ word: String, _ form: Form) -> HTML {
  fieldset(.class("cut-out-area")) {
    legend { word }
    for edge in ["left", "top", "right", "bottom"] {
      field(
        Field(
          "\(name)-\(edge)", edge.prefix(1).uppercased() + edge.dropFirst(), in: form,
          type: "number", isOptional: true,
          attributes: [Attribute("min", "0"), Attribute("max", "100")]))
    }
  }
}

extension CutOutView {
  /// How it went, in words.
  var outcome: String {
    reason ?? (isUnsure ? "The cut-out is there, but it is not sure." : "The cut-out is there.")
  }
}
