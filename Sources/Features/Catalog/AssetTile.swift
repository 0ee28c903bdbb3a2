import Design
import HTML
import HTTP
import Site

/// A generated picture as a tile; the link leads to its own page.
///
/// Among pictures of many products it is `named` after its own.
package func assetTile(
  _ asset: AssetLine, isNamed: Bool = false, actions: HTML = HTML()
) -> HTML {
  if asset.status == .failed { return failedTile(asset) }
  let tile = PictureTile(
    id: asset.id.pathText, status: asset.status.rawValue, word: asset.status.word,
    source: asset.thumb.map(pictureLink), link: Site.asset(asset.id), alt: asset.alt,
    width: asset.width ?? 512, height: asset.height ?? 512,
    caption: isNamed ? asset.productName : asset.look,
    note: isNamed ? "\(asset.look) · \(asset.aspect)" : asset.aspect)
  return pictureTile(tile, actions: actions)
}

/// A picture that could not be made, with the reason.
private func failedTile(_ asset: AssetLine) -> HTML {
  article(
    .class("asset-card"), .testID("asset-card"), .data("status", "failed"),
    .data("id", asset.id.pathText)
  ) {
    div(.class("tile tile-failed")) {
      icon("warning")
      p { asset.reason ?? "Could not be made." }
      p(.class("small"), .testID("refund-notice")) {
        switch asset.cost {
        case 0: "It cost nothing."
        case 1: "The credit is back."
        default: "The \(asset.cost) credits are back."
        }
      }
    }
    span(.class("tile-badge badge"), .data("status", "failed")) { asset.status.word }
    p(.class("caption")) {
      span { asset.look }
      small { asset.aspect }
    }
  }
}

/// A picture of the product as the store or the merchant gave it.
func productPictureTile(
  _ picture: PictureLine, of name: String, index: Int, canEdit: Bool = false
) -> HTML {
  if picture.state == "failed" {
    return article(.class("asset-card"), .data("status", "failed")) {
      div(.class("tile tile-failed")) {
        icon("warning")
        p(.testID("error-message")) { picture.reason ?? "This picture could not be opened." }
      }
      span(.class("tile-badge badge"), .data("status", "failed")) { "Not usable" }
    }
  }
  let isPending = picture.state == "pending"
  return article(
    .class("asset-card"), .testID("product-picture"),
    .data("status", isPending ? "pending" : "info")
  ) {
    if let thumb = picture.thumb {
      a(.class("tile"), .href(picture.large.map(pictureLink) ?? "#")) {
        img(
          .src(pictureLink(thumb)), .width(picture.width ?? 512), .height(picture.height ?? 512),
          .alt(picture.alt.isEmpty ? "\(name), picture \(index)" : picture.alt),
          Attribute("loading", "lazy"), Attribute("decoding", "async"))
      }
    } else {
      div(.class("tile tile-wait")) { span(.class("skeleton")) }
    }
    span(.class("tile-badge badge"), .data("status", isPending ? "pending" : "info")) {
      isPending ? "On its way" : picture.isFromStore ? "Store" : "Uploaded"
    }
    if canEdit, !isPending { photoTools(picture, index) }
  }
}

/// What can be done with a product's own picture.
private func photoTools(_ picture: PictureLine, _ index: Int) -> HTML {
  p(.class("row small")) {
    a(.href(Site.photoEdit(picture.id)), .testID("edit-photo-btn")) {
      "Edit"
      span(.class("sr-only")) { " picture \(index)" }
    }
    a(.href(Site.cutOut(picture.id)), .testID("cut-out-link")) {
      picture.isUnsure ? "Cut-out: not sure" : "Cut-out"
      span(.class("sr-only")) { " of picture \(index)" }
    }
  }
}
