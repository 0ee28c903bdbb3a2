import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// Where the merchant chooses what to photograph.
func studioHomePage(_ products: [ProductLine], search: String, _ member: Member) -> Response {
  member.page("Studio", lead: "Choose a product and put it into a room.") {
    if products.isEmpty, search.isEmpty {
      emptyState(
        "products", "The studio needs a product",
        "Connect a store or add a product with a picture, then come back here.",
        actions: linkButton("Connect a store", to: Site.store(), .primary, icon: "store")
          + linkButton("To the products", to: Site.products()))
    } else {
      form(
        .class("filters"), .method("get"), .role("search"), .aria("label", "Products"),
        Attribute("data-autosubmit")
      ) {
        div(.class("filters-search")) {
          icon("search")
          input(
            .class("input"), .type("search"), .name("q"), .value(search), .testID("search-input"),
            .aria("label", "Name or SKU"), Attribute("placeholder", "Name or SKU"))
        }
        element("noscript", []) { button(.class("btn")) { "Search" } }
      }
      div(Attribute("data-results")) { choices(products) }
    }
  }
}

private func choices(_ products: [ProductLine]) -> HTML {
  if products.isEmpty {
    return emptyState("search", "Nothing found", "No product fits this search. Try fewer words.")
  }
  return ul(.class("product-grid")) {
    for product in products { li { choice(product) } }
  }
}

private func choice(_ product: ProductLine) -> HTML {
  article(.class("product-card"), .testID("product-card")) {
    a(.class("product-link"), .href(Site.studio(product.id))) {
      span(.class("mat")) {
        if let thumb = product.thumb {
          img(
            .src(pictureLink(thumb)), .width(320), .height(320), .alt(""),
            Attribute("loading", "lazy"), Attribute("decoding", "async"))
        } else {
          icon("image", size: 24)
        }
      }
      span(.class("product-name")) { product.name }
    }
    p(.class("product-meta")) {
      span {
        product.generated == 0 ? "Nothing generated yet" : "\(number(product.generated)) generated"
      }
    }
  }
}
