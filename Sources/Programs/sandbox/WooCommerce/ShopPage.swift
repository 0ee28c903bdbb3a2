import HTML
import HTTP

/// The frame around every page of a store.
struct ShopFrame {
  let shop: Shop
  let name: String

  /// The whole document around some content.
  func around(_ content: HTML) -> HTML {
    document("en") {
      head {
        meta(Attribute("charset", "utf-8"))
        meta(.name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        title { name }
        link(Attribute("rel", "icon"), .href("data:,"))
        link(Attribute("rel", "stylesheet"), .href("/static/css/storefront.css"))
      }
      body {
        header(.class("shop-header")) {
          a(.class("shop-name"), .href("\(shop.prefix)/")) { shop.title }
          p(.class("shop-claim")) { "Furniture, light and small things for calm rooms" }
        }
        mainElement { content }
        footer(.class("shop-footer")) {
          p { "A demo store played by the sandbox. Nothing here can be bought." }
          p { a(.href("/_sandbox")) { "What the sandbox does not imitate" } }
        }
      }
    }
  }
}

/// The front page of a store: its products as cards.
struct ShopPage {
  let shop: Shop
  let goods: Goods
  let page: Int
  let next: Int?

  var html: HTML {
    ShopFrame(shop: shop, name: shop.title).around(
      element("div", []) { content })
  }

  @HTMLBuilder private var content: HTML {
    h1(.class("shop-title")) { "All products" }
    if goods.products.isEmpty { p { "This store has no products yet." } }
    ul(.class("cards")) {
      for product in goods.products { card(product) }
    }
    if page > 1 || next != nil { pager }
  }

  private var pager: HTML {
    nav(.class("pager"), .aria("label", "Pages")) {
      if page > 1 { a(.href("\(shop.prefix)/?page=\(page - 1)")) { "Previous page" } }
      if let next { a(.href("\(shop.prefix)/?page=\(next)")) { "Next page" } }
    }
  }

  private func card(_ product: Product) -> HTML {
    li(.class("card"), .testID("product-card")) {
      a(.href("\(shop.prefix)/product/\(product.slug)/")) {
        if let picture = goods.pictures(product).first {
          img(
            .class("card-picture"), .src(picture.path(shop)), .alt(picture.alt),
            .width(picture.width), .height(picture.height), Attribute("loading", "lazy"))
        } else {
          span(.class("card-picture empty")) { "No picture" }
        }
        span(.class("card-category")) { goods.category(product) }
        strong(.class("card-name")) { Text.plain(product.name) }
        span(.class("price")) { goods.price(product) }
      }
    }
  }
}

/// A price as customers read it; empty where there is none.
func money(_ price: String) -> String {
  Double(price).map { "€\(Storefront.decimal($0))" } ?? ""
}

extension Attachment {
  /// Where the picture is on the store's own site.
  func path(_ shop: Shop) -> String { "\(shop.prefix)/wp-content/uploads/\(file)" }
}
