import Accounts
import Design
import HTML
import HTTP
import Site

/// The product list, or a hand towards the first product when there is none.
func productsPage(_ list: ProductList, _ member: Member) -> Response {
  member.page("Products", actions: listActions(member)) {
    if list.total == 0, list.filter.isOpen {
      noProducts(member)
    } else {
      filterBar(list)
      div(Attribute("data-results")) { results(list) }
    }
  }
}

private func listActions(_ member: Member) -> HTML {
  guard member.canEdit else { return HTML() }
  return linkButton("Import from store", to: Site.store(), icon: "import")
    + linkButton(
      "Add product", to: Site.productNew(), .primary, icon: "plus", testID: "add-product-btn")
}

private func noProducts(_ member: Member) -> HTML {
  let actions =
    member.canEdit
    ? linkButton("Connect a store", to: Site.store(), .primary, icon: "store")
      + linkButton("Add one by hand", to: Site.productNew(), icon: "plus")
    : HTML()
  return emptyState(
    "products", "No products yet",
    "Connect a store and its products appear here with their pictures.", actions: actions)
}

private func filterBar(_ list: ProductList) -> HTML {
  let filter = list.filter
  return form(
    .class("filters"), .action(Site.products()), .method("get"), .role("search"),
    .aria("label", "Products"), Attribute("data-autosubmit")
  ) {
    div(.class("filters-search")) {
      icon("search")
      input(
        .class("input"), .type("search"), .name("q"), .value(filter.search),
        .testID("search-input"), .aria("label", "Name or SKU"),
        Attribute("placeholder", "Name or SKU"), Attribute("maxlength", "200"))
    }
    if !list.categories.isEmpty { categoryFilter(list.categories, chosen: filter.category) }
    statusFilter(filter.status)
    element("noscript", []) { button(.class("btn")) { "Filter" } }
    if !filter.isOpen { linkButton("Clear", to: Site.products(), .quiet) }
    linkButton("Categories", to: Site.categories(), .quiet, testID: "categories-link")
    linkButton("Duplicates", to: Site.duplicates(), .quiet)
    a(.class("btn btn-quiet"), .href(Site.productBin())) {
      icon("trash")
      "Bin"
    }
  }
}

private func categoryFilter(_ branches: [CategoryBranch], chosen: CategoryID?) -> HTML {
  div(.class("select")) {
    selectElement(
      .class("input"), .name("category"), .aria("label", "Category"), .testID("category-filter")
    ) {
      option(.value("")) { "All categories" }
      for branch in branches {
        option(
          .value(branch.category.id.pathText),
          Attribute("selected", if: branch.category.id == chosen),
          .testID("category-\(branch.category.slug)")
        ) { String(repeating: "\u{2003}", count: branch.depth) + branch.category.name }
      }
    }
  }
}

private func statusFilter(_ chosen: ProductFilter.Status?) -> HTML {
  div(.class("select")) {
    selectElement(
      .class("input"), .name("status"), .aria("label", "Status"), .testID("status-filter")
    ) {
      option(.value("")) { "Any status" }
      for status in ProductFilter.Status.allCases {
        option(.value(status.rawValue), Attribute("selected", if: status == chosen)) {
          status.word
        }
      }
    }
  }
}

private func results(_ list: ProductList) -> HTML {
  if list.lines.isEmpty {
    return emptyState(
      "search", "Nothing found", "No product fits this search. Try fewer words or other filters.",
      actions: linkButton("Show all products", to: Site.products()))
  }
  return ul(.class("product-grid"), .id("products")) {
    for line in list.lines { li { productCard(line) } }
  } + more(list)
}

private func more(_ list: ProductList) -> HTML {
  let isCut = list.total > ProductTotal.most
  let total = isCut ? "more than \(number(ProductTotal.most))" : number(list.total)
  let isWhole = list.filter.isOpen && list.filter.after == nil
  let note = isWhole ? "\(number(list.lines.count)) of \(total) products" : nil
  if list.hasMore, let last = list.lines.last {
    return loadMore(list.filter.address(after: last.id), list: "products", note: note)
  }
  guard isWhole else { return HTML() }
  return div(.class("more")) { p(.class("muted small")) { count(list.lines.count, "product") } }
}

/// A product in the grid, with how its pictures stand.
func productCard(_ line: ProductLine) -> HTML {
  article(.class("product-card"), .testID("product-card")) {
    a(.class("product-link"), .href(Site.product(line.id))) {
      span(.class("mat")) { cardPicture(line) }
      span(.class("product-name")) { line.name }
    }
    p(.class("product-meta")) {
      if let price = line.price { span { money(minor: price, currency: line.currency) } }
      if !line.sku.isEmpty { span { line.sku } }
      if line.isGone { span { "Not in the store any more" } }
    }
    tally(line)
  }
}

private func cardPicture(_ line: ProductLine) -> HTML {
  guard let thumb = line.thumb else { return icon("image", size: 24) }
  return img(
    .src(pictureLink(thumb)), .width(320), .height(320), .alt(""), lazy, decoded)
}

private let lazy = Attribute("loading", "lazy")
private let decoded = Attribute("decoding", "async")

/// How many pictures were generated and what became of them; nothing is said of none.
private func tally(_ line: ProductLine) -> HTML {
  ul(.class("tally"), .aria("label", "Pictures")) {
    if line.generated > 0 { counted(line.generated, "generated", generatedStatus) }
    if line.approved > 0 { counted(line.approved, "approved", approvedStatus) }
    if line.published > 0 { counted(line.published, "published", publishedStatus) }
    if line.toReview > 0 { counted(line.toReview, "to review", openStatus) }
    if line.pending > 0 { counted(line.pending, "being made", openStatus) }
    if line.failed > 0 { counted(line.failed, "failed", failedStatus) }
    if line.generated + line.pending + line.failed == 0 {
      li(noneStatus) { "No generated pictures" }
    }
  }
}

private let generatedStatus = Attribute.data("status", "generated")
private let approvedStatus = Attribute.data("status", "approved")
private let publishedStatus = Attribute.data("status", "synced")
private let openStatus = Attribute.data("status", "pending")
private let failedStatus = Attribute.data("status", "failed")
private let noneStatus = Attribute.class("is-zero")

private func counted(_ count: Int, _ word: String, _ status: Attribute) -> HTML {
  li(status) {
    span(.class("num")) { number(count) }
    " "
    word
  }
}
