import Accounts
import Design
import HTML
import HTTP
import Site

/// What is known of a product, in short lines.
func factsCard(_ view: ProductView, _ member: Member) -> HTML {
  let product = view.product
  return section(.class("card")) {
    header(.class("card-head")) {
      h2 { "Facts" }
      badge(
        status: product.source == "imported" ? "synced" : "info",
        word: product.source == "imported" ? "Imported" : "Uploaded")
    }
    dl(.class("facts")) {
      if let price = product.price {
        fact("Price", money(minor: price, currency: product.currency))
      }
      if !product.sku.isEmpty { fact("SKU", product.sku) }
      fact("Size", sizeWords(product.size) ?? "Not known")
      if let store = product.storeName, !store.isEmpty { fact("Store", store) }
      if !view.categories.isEmpty {
        div {
          dt { "Categories" }
          dd { categoryLinks(view.categories) }
        }
      }
      if !product.edited.isEmpty {
        fact("Edited here", product.edited.joined(separator: ", "))
      }
    }
    if member.canEdit, !product.isDeleted { storeLink(product, member) }
    if product.size.allSatisfy({ $0 == nil }) {
      p(.class("muted small")) {
        "With its size in centimetres the product stands in rooms at true scale."
      }
    }
  }
}

/// Ties a product that was added by hand to one of the store, or lets it go again.
private func storeLink(_ product: ProductDetail, _ member: Member) -> HTML {
  if product.source == "uploaded" {
    return p {
      a(.href(Site.productLink(product.id)), .testID("link-to-store")) { "Link to store" }
    }
  }
  return buttonForm(
    "Unlink from the store", to: Site.productUnlink(product.id), csrf: member.csrf, .smallQuiet,
    testID: "unlink-btn")
}

private func fact(_ name: String, _ value: String) -> HTML {
  div {
    dt { name }
    dd { value }
  }
}

/// `220 × 85 × 95 cm (width × height × depth)`; parts that are not known are left out.
func sizeWords(_ size: [Int?]) -> String? {
  let parts = zip(size, ["width", "height", "depth"]).filter { $0.0 != nil }
  guard !parts.isEmpty else { return nil }
  let lengths = parts.compactMap { $0.0.map(centimetres) }.joined(separator: " × ")
  return "\(lengths) cm (\(parts.map(\.1).joined(separator: " × ")))"
}

/// The variations of a product with options.
func variationsCard(_ view: ProductView) -> HTML {
  section(.class("card")) {
    header(.class("card-head")) {
      h2 { "Variations" }
      span(.class("count")) { view.variations.count }
    }
    dl(.class("facts")) {
      for variation in view.variations {
        div {
          dt { variation.options.isEmpty ? variation.sku : variation.options }
          dd {
            variation.price.map { money(minor: $0, currency: view.product.currency) }
              ?? variation.sku
          }
        }
      }
    }
  }
}

/// What the store says of the product, as plain text.
func descriptionCard(_ product: ProductDetail) -> HTML {
  section(.class("card")) {
    header(.class("card-head")) { h2 { "Description" } }
    for paragraph in product.details.split(separator: "\n") { p { String(paragraph) } }
  }
}
