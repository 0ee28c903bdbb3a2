import Accounts
import Design
import HTML
import HTTP
import Site
import Stores

/// What a search of the store found for a product that was added by hand.
struct LinkSearch {
  let product: Linkable
  let words: String
  let found: Result<[StoreProduct], StoreTrouble>
  let taken: [Taken]
  /// Products of the store that are here already, with a picture like one of this product's.
  let similar: [Taken]

  /// The same SKU first, then the same name, then as the store has them.
  fileprivate func ranked(_ products: [StoreProduct]) -> [StoreProduct] {
    products.enumerated().sorted { one, two in
      (rank(one.element), one.offset) < (rank(two.element), two.offset)
    }.map(\.element)
  }

  fileprivate func rank(_ other: StoreProduct) -> Int {
    if !product.sku.isEmpty, other.sku == product.sku { return 0 }
    return other.name.lowercased() == product.name.lowercased() ? 1 : 2
  }
}

extension Importing {
  static func linkPage(_ editor: Editor, _ search: LinkSearch) -> Response {
    let product = search.product
    return editor.page(
      "Link to store", width: .narrow,
      lead: "Which product of your store is \(product.name)?",
      crumbs: [Crumb("Products", Site.products()), Crumb(product.name, Site.product(product.id))]
    ) {
      div(.class("stack-24")) {
        form(.class("row"), .method("get"), .action(Site.productLink(product.id)), .role("search"))
        {
          label(.class("label"), .for("q")) { "Name or SKU" }
          input(
            .type("search"), .class("input"), .id("q"), .name("q"), .value(search.words),
            Attribute("maxlength", "100"))
          submit("Search", .normal, testID: "link-search-btn", busy: "Searching…")
        }
        if !search.similar.isEmpty { similar(search, editor) }
        results(search, editor)
      }
    }
  }

  private static func similar(_ search: LinkSearch, _ editor: Editor) -> HTML {
    block("With the same picture") {
      ul(.class("card stack")) {
        for other in search.similar {
          li(.class("row"), .testID("look-alike-result")) {
            a(.class("grow"), .href(Site.product(other.id))) { other.name }
            link(to: other, search, editor)
          }
        }
      }
    }
  }

  /// One that is here already makes room, as long as nothing was made of it.
  @HTMLBuilder private static func link(
    to other: Taken, _ search: LinkSearch, _ editor: Editor
  ) -> HTML {
    if other.isUntouched {
      buttonForm(
        "Link, and replace the imported one", to: Site.productLink(search.product.id),
        csrf: editor.csrf, testID: "link-product-btn", fields: [("external", other.external)])
    } else {
      a(.href(Site.product(other.id))) { "Here already, with generated pictures" }
    }
  }

  @HTMLBuilder private static func results(_ search: LinkSearch, _ editor: Editor) -> HTML {
    switch search.found {
    case .failure(let trouble):
      alert(.warning, "Your store could not be searched.") { p { trouble.sentence } }
    case .success(let found) where found.isEmpty:
      p { "Your store has nothing under “\(search.words)”. Try another word." }
    case .success(let found):
      ul(.class("card stack")) {
        for product in search.ranked(found) { li { line(product, search, editor) } }
      }
    }
  }

  private static func line(_ found: StoreProduct, _ search: LinkSearch, _ editor: Editor) -> HTML {
    div(.class("row"), .testID("link-result")) {
      span(.class("grow")) {
        strong { found.name }
        small(.class("muted")) {
          " \(found.sku) · \(count(found.images.count, "picture"))"
          if search.rank(found) == 0 { " · same SKU" }
          if search.rank(found) == 1 { " · same name" }
        }
      }
      if let other = search.taken.first(where: { $0.external == found.id }) {
        link(to: other, search, editor)
      } else {
        buttonForm(
          "Link", to: Site.productLink(search.product.id), csrf: editor.csrf,
          testID: "link-product-btn", fields: [("external", found.id)])
      }
    }
  }
}
