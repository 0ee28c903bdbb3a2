import HTML
import HTTP

/// A product's own page: its pictures in the store's order, price, variations, description.
struct ProductPage {
  let shop: Shop
  let product: Product
  let goods: Goods

  var html: HTML {
    ShopFrame(shop: shop, name: "\(Text.plain(product.name)) – \(shop.title)").around(content)
  }

  private var content: HTML {
    article(.class("product"), .data("product-id", String(product.id))) {
      gallery
      div(.class("product-text")) {
        p(.class("card-category")) { goods.category(product) }
        h1 { Text.plain(product.name) }
        p(.class("price"), .testID("price")) { goods.price(product) }
        for line in Text.plain(product.description).split(separator: "\n") { p { String(line) } }
        choices
        facts
      }
    }
  }

  private var gallery: HTML {
    let pictures = goods.pictures(product)
    return section(.class("gallery"), .aria("label", "Pictures")) {
      if pictures.isEmpty { p(.class("empty")) { "No picture" } }
      ol(.testID("gallery")) {
        for picture in pictures {
          li {
            a(
              .href(picture.path(shop)),
              .when(picture.alt.isEmpty, .aria("label", "Picture of \(Text.plain(product.name))"))
            ) {
              img(
                .src(picture.path(shop)), .alt(picture.alt), .width(picture.width),
                .height(picture.height), .testID("store-image"),
                .data("image-id", String(picture.id)))
            }
          }
        }
      }
    }
  }

  @HTMLBuilder private var choices: HTML {
    if !goods.variations(product).isEmpty {
      section(.class("choices")) {
        h2 { "Choose yours" }
        ul {
          for variation in goods.variations(product) { choice(variation) }
        }
      }
    }
  }

  private func choice(_ variation: Product) -> HTML {
    let options = (variation.attributes.array ?? []).compactMap { $0["option"].string }
    return li(.testID("variation"), .data("variation-id", String(variation.id))) {
      if let picture = goods.pictures(variation).first {
        img(
          .src(picture.path(shop)), .alt(picture.alt), .width(96), .height(96),
          .testID("variation-image"), .data("image-id", String(picture.id)))
      }
      span { options.joined(separator: ", ") }
      span(.class("price")) { money(variation.price) }
    }
  }

  @HTMLBuilder private var facts: HTML {
    dl(.class("facts")) {
      if !product.sku.isEmpty { fact("SKU", product.sku) }
      if !product.width.isEmpty {
        fact(
          "Width × depth × height",
          "\(product.width) × \(product.length) × \(product.height) cm")
      }
      if !product.weight.isEmpty { fact("Weight", "\(product.weight) kg") }
    }
  }

  private func fact(_ name: String, _ value: String) -> HTML {
    div {
      dt { name }
      dd { value }
    }
  }
}
