import Accounts
import Design
import HTML
import HTTP
import Site

/// The form for a new product, or for what may be changed of one.
///
/// `categories`: those that it may be put into; the ticked ones are in the form.
func productForm(
  _ form: Form, of product: ProductDetail?, _ categories: [CategoryLine], _ editor: Editor
) -> Response {
  let address = product.map { Site.productEdit($0.id) } ?? Site.products()
  let back = product.map { Site.product($0.id) } ?? Site.products()
  let list = Crumb("Products", Site.products())
  let crumbs = product.map { [list, Crumb($0.name, Site.product($0.id))] } ?? [list]
  return editor.page(
    product == nil ? "New product" : "Edit product", width: .narrow,
    lead: product?.source == "imported"
      ? "What you change here stays when the store is imported again." : nil,
    crumbs: crumbs, status: form.isValid ? 200 : 422
  ) {
    HTML.form(to: address, isUpload: product == nil) {
      csrfField(editor.csrf)
      formErrors(form)
      productFields(form, currency: product?.currency ?? editor.currency)
      categoryChoice(categories, chosen: Set(form.all("category")))
      if product == nil { pictureField(form) }
      div(.class("form-actions")) {
        submit(product == nil ? "Add product" : "Save", testID: "save-product-btn")
        linkButton("Cancel", to: back, .quiet)
      }
    }
  }
}

extension HTML {
  fileprivate static func form(
    to address: String, isUpload: Bool, @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    element(
      "form",
      [
        .class("stack"), .method("post"), .action(address), Attribute("data-confirm-leave"),
        .when(isUpload, Attribute("enctype", "multipart/form-data")),
        .when(isUpload, Attribute("data-upload")),
      ], content)
  }
}

private func productFields(_ form: Form, currency: String) -> HTML {
  field(Field("name", "Name", in: form, maxLength: 200))
    + textField(
      Field("description", "Description", in: form, isOptional: true, maxLength: 20_000), rows: 5)
    + div(.class("grid-2")) {
      field(
        Field(
          "price", "Price in \(currency)", in: form, isOptional: true, maxLength: 20,
          attributes: [Attribute("inputmode", "decimal")]))
      field(Field("sku", "SKU", in: form, isOptional: true, maxLength: 100))
    }
    + fieldset(.class("field")) {
      legend(.class("label")) { "Size in centimetres" }
      p(.class("hint")) { "The studio uses it to place the product at true scale." }
      div(.class("grid-3")) {
        for (name, word) in [("width", "Width"), ("height", "Height"), ("depth", "Depth")] {
          field(
            Field(
              name, word, in: form, isOptional: true, maxLength: 12,
              attributes: [Attribute("inputmode", "decimal")]))
        }
      }
    }
}

private func pictureField(_ form: Form) -> HTML {
  div(.class("field")) {
    span(.class("label")) { "Pictures" }
    p(.class("hint")) { "A plain, light background works best for the studio." }
    dropZone(form.error("pictures"))
    if let error = form.error("pictures") { fieldError(error, id: "pictures-error") }
  }
}
