import Accounts
import Design
import HTML
import HTTP
import Site

/// The pictures of a product as a list that can be put in order, by numbers, by keys or by mouse.
func arrangementPage(_ editor: Editor, _ product: ProductDetail, _ pictures: [PictureLine])
  -> Response
{
  editor.page(
    "Order of the pictures", width: .narrow,
    lead: "The first one is the main picture of \(product.name).",
    crumbs: [Crumb("Products", Site.products()), Crumb(product.name, Site.product(product.id))]
  ) {
    postForm(Site.productArrangement(product.id), csrf: editor.csrf) {
      p(.class("muted"), .id("arrange-help")) {
        "Change the numbers, drag a picture, or focus its handle and use the arrow keys."
      }
      ol(.class("card stack"), .testID("arrangement"), Attribute("data-arrange")) {
        for (index, picture) in pictures.enumerated() { line(picture, index + 1, product.name) }
      }
      div(.class("form-actions")) {
        submit("Keep this order", testID: "keep-order-btn", busy: "Keeping…")
        linkButton("Back", to: Site.product(product.id), .quiet)
      }
    }
  }
}

private func line(_ picture: PictureLine, _ place: Int, _ product: String) -> HTML {
  li(.class("row"), .testID("arranged-picture"), .data("id", picture.id.pathText)) {
    hidden("picture", picture.id.pathText)
    button(
      .type("button"), .class("btn btn-small"), Attribute("data-handle"), Attribute("hidden"),
      .aria("label", "Move picture \(place)"), .aria("describedby", "arrange-help")
    ) { "↕" }
    input(
      .type("number"), .class("input input-short"), .name("place"), .value(String(place)),
      Attribute("min", "1"), Attribute("max", "1000"), .aria("label", "Place of picture \(place)"))
    if let thumb = picture.thumb {
      img(
        .class("thumb"), .src(pictureLink(thumb)), .width(64), .height(64),
        .alt(picture.alt.isEmpty ? "\(product), picture \(place)" : picture.alt))
    } else {
      span(.class("muted")) { picture.state == "failed" ? "Could not be read" : "Being prepared" }
    }
    label(.class("row")) {
      input(.type("checkbox"), .name("remove"), .value(picture.id.pathText))
      "Remove"
    }
  }
}
