import Accounts
import Design
import HTML
import HTTP
import Site

/// One product: its pictures first, beside them what is known of it.
///
/// `problem`: why pictures that were sent were not taken.
func productPage(_ view: ProductView, _ member: Member, problem: String? = nil) -> Response {
  let product = view.product
  return member.page(
    product.name, lead: product.sku.isEmpty ? nil : product.sku,
    crumbs: [Crumb("Products", Site.products())], actions: productActions(view, member),
    status: problem == nil ? 200 : 422
  ) {
    if product.isDeleted { binNotice(product, member) }
    if product.isGone {
      alert(.warning, "The store does not have this product any more.") {
        p { "Its pictures stay here. Nothing can be published to it until it is back." }
      }
    }
    div(.class("split")) {
      div(.class("stack-24")) {
        div(.when(view.isMoving, .data("live", Site.productLive(product.id)))) {
          productPictures(view, member)
        }
        if member.canEdit, !product.isDeleted { uploadBox(product, member, problem) }
      }
      aside(.class("stack-24"), .aria("label", "About the product")) {
        factsCard(view, member)
        if let sight = view.sight { sightCard(sight, view, member) }
        if !view.lookAlikes.isEmpty { lookAlikeCard(view.lookAlikes, of: product.id, member) }
        if !view.variations.isEmpty { variationsCard(view) }
        if !product.details.isEmpty { descriptionCard(product) }
      }
    }
    if member.canEdit, !product.isDeleted { deleteDialog(product, member) }
  }
}

private func productActions(_ view: ProductView, _ member: Member) -> HTML {
  let product = view.product
  guard !product.isDeleted else { return HTML() }
  var actions = HTML()
  if !product.permalink.isEmpty {
    actions = actions + linkButton("In the store", to: product.permalink, .quiet, icon: "external")
  }
  guard member.canEdit else { return actions }
  return actions
    + dialogButton("Delete", opens: "delete-product", .quiet, icon: "trash", testID: "delete-btn")
    + linkButton("Edit", to: Site.productEdit(product.id), icon: "edit", testID: "edit-btn")
    + linkButton(
      "Generate pictures", to: Site.studio(product.id), .primary, icon: "studio",
      testID: "generate-btn")
}

private func binNotice(_ product: ProductDetail, _ member: Member) -> HTML {
  alert(.warning, "This product is in the bin.") {
    p { "It is hidden from lists and will be purged 30 days after it was deleted." }
    if member.canEdit {
      buttonForm(
        "Restore", to: Site.productRestoration(product.id), csrf: member.csrf, icon: "undo",
        testID: "restore-btn")
    }
  }
}

/// The store's own pictures and the generated ones; this part follows the server.
func productPictures(_ view: ProductView, _ member: Member) -> HTML {
  block("Product pictures", action: arrangeLink(view, member)) {
    if view.pictures.isEmpty {
      p(.class("muted")) { "There is no picture of this product yet." }
    } else {
      pictureGrid(
        view.pictures.enumerated().map {
          productPictureTile(
            $1, of: view.product.name, index: $0 + 1,
            canEdit: member.canEdit && !view.product.isDeleted)
        })
    }
    if view.product.hasMorePictures {
      p(.class("muted"), .testID("more-pictures")) {
        "Your store has more pictures of this product. The first 50 in its order are here."
      }
    }
  }
    + block("Generated", action: reviewLink(view)) {
      if view.assets.isEmpty {
        p(.class("muted")) { "Nothing generated yet. The studio puts this product into a room." }
      } else {
        pictureGrid(view.assets.map { assetTile($0) })
      }
    }
}

/// Leads to the order of the pictures, where it is the merchant's to decide.
private func arrangeLink(_ view: ProductView, _ member: Member) -> HTML {
  guard member.canEdit, !view.product.isDeleted, view.product.source == "uploaded",
    view.pictures.count > 1
  else { return HTML() }
  return a(.href(Site.productArrangement(view.product.id)), .testID("arrange-link")) {
    "Change the order"
  }
}

/// Leads to the newest run that still waits for a decision.
private func reviewLink(_ view: ProductView) -> HTML {
  guard let open = view.assets.first(where: { $0.status == .generated }) else { return HTML() }
  let left = view.assets.filter { $0.status == .generated }.count
  return a(.href(Site.flowReview(open.flow)), .testID("review-link")) {
    "Review \(count(left, "picture"))"
  }
}

private func uploadBox(_ product: ProductDetail, _ member: Member, _ problem: String?) -> HTML {
  form(
    .class("stack"), .method("post"), .action(Site.productPictures(product.id)),
    Attribute("enctype", "multipart/form-data"), Attribute("data-upload")
  ) {
    csrfField(member.csrf)
    div(.class("field")) {
      dropZone(problem)
      if let problem { fieldError(problem, id: "pictures-error") }
    }
    div { submit("Upload", .normal, icon: "upload", testID: "upload-btn", busy: "Uploading…") }
  }
}

/// Where pictures are dropped or chosen.
func dropZone(_ problem: String? = nil) -> HTML {
  label(.class("drop"), Attribute("data-drop")) {
    input(
      .type("file"), .name("pictures"), Attribute("multiple"),
      Attribute("accept", acceptedPictures), .testID("image-upload"),
      .data("most", String(Upload.most)), .data("largest", String(Upload.heaviest >> 20)),
      .data("together", "50"), .when(problem != nil, .aria("invalid", "true")),
      .when(problem != nil, .aria("describedby", "pictures-error")))
    icon("upload", size: 24)
    strong { "Drop pictures here" }
    small { "or choose up to \(Upload.most) files · JPEG, PNG, WebP, HEIC up to 20 MB each" }
    span(.class("drop-list"), Attribute("data-drop-list")) { "" }
  }
}

private func deleteDialog(_ product: ProductDetail, _ member: Member) -> HTML {
  dialog(
    id: "delete-product", "Delete \(product.name)?", action: Site.productDeletion(product.id),
    csrf: member.csrf, confirm: "Delete", keep: "Keep it", testID: "confirm-delete-btn"
  ) {
    p { "It goes to the bin with its pictures and can be restored for 30 days." }
    p { "Pictures that are in your store stay there." }
  }
}
