import Accounts
import Design
import HTML
import HTTP
import Site

/// The trees of categories with their counts.
func categoriesPage(_ counts: [CategoryCount], _ form: Form, _ member: Member) -> Response {
  let tree = categoryTree(counts.map(\.category))
  let known = Dictionary(uniqueKeysWithValues: counts.map { ($0.category.id, $0) })
  let own = tree.filter { $0.category.isOwn }
  let stores = tree.filter { !$0.category.isOwn }
  return member.page(
    "Categories", width: .narrow,
    lead: "The store's categories are kept in step with it. Your own stand beside them.",
    crumbs: [Crumb("Products", Site.products())], status: form.isValid ? 200 : 422
  ) {
    div(.class("stack-24")) {
      block("Your own") {
        if own.isEmpty {
          p(.class("muted")) { "None yet. A product can be in as many as you like." }
        } else {
          branchList(own, known, isEditable: member.canEdit)
        }
      }
      if member.canEdit { newCategory(own, form, member) }
      block("From the store") {
        if stores.isEmpty {
          p(.class("muted")) { "None. They come with the first import." }
        } else {
          branchList(stores, known, isEditable: false)
        }
      }
    }
  }
}

private func branchList(
  _ branches: [CategoryBranch], _ known: [CategoryID: CategoryCount], isEditable: Bool
) -> HTML {
  ul(.class("card stack-8")) {
    for branch in branches {
      li(.class("row"), .testID("category-line")) {
        indent(branch)
        a(.class("grow"), .href(productsLink(branch.category.id))) { branch.category.name }
        if let count = known[branch.category.id] { counts(count) }
        if isEditable {
          a(.href(Site.category(branch.category.id)), .class("btn btn-small btn-quiet")) {
            "Edit"
            span(.class("sr-only")) { " \(branch.category.name)" }
          }
        }
      }
    }
  }
}

/// The products that are in a category or below it.
private func productsLink(_ category: CategoryID) -> String {
  "\(Site.products())?category=\(category.pathText)"
}

/// An em space for each level: the order of the list says the rest.
@HTMLBuilder private func indent(_ branch: CategoryBranch) -> HTML {
  if branch.depth > 0 {
    span(.aria("hidden", "true")) {
      String(repeating: "\u{2003}", count: min(branch.depth, 12))
    }
  }
}

private func counts(_ line: CategoryCount) -> HTML {
  small(.class("muted")) {
    count(line.inAll, "product")
    if line.inAll > line.direct {
      line.direct == 0 ? ", all below" : ", \(number(line.direct)) not below"
    }
    if let inStore = line.inStore, inStore > line.direct {
      ", \(number(inStore)) in the store"
    }
  }
}

private func newCategory(_ own: [CategoryBranch], _ form: Form, _ member: Member) -> HTML {
  article(.class("card stack")) {
    h2 { "New category" }
    postForm(Site.categories(), csrf: member.csrf, form) {
      field(Field("name", "Name", in: form, maxLength: 200))
      selectField(Field("parent", "Below", in: form), places(own))
      div { submit("Add category", .normal, icon: "plus", testID: "add-category-btn") }
    }
  }
}

/// Where a category can stand.
private func places(_ own: [CategoryBranch]) -> [(value: String, word: String)] {
  [("", "At the top")]
    + own.map { branch in
      let space = String(repeating: "\u{2003}", count: min(branch.depth, 12))
      return (branch.category.id.pathText, space + branch.category.name)
    }
}

/// The form for one category of the merchant's own.
func categoryPage(
  _ line: CategoryLine, _ lines: [CategoryLine], _ form: Form, _ editor: Editor
) -> Response {
  let own = categoryTree(lines.filter(\.isOwn))
  return editor.page(
    "Edit category", width: .narrow,
    crumbs: [Crumb("Products", Site.products()), Crumb("Categories", Site.categories())],
    status: form.isValid ? 200 : 422
  ) {
    div(.class("stack-24")) {
      postForm(Site.category(line.id), csrf: editor.csrf, form) {
        field(Field("name", "Name", in: form, maxLength: 200))
        selectField(Field("parent", "Below", in: form), places(own.outside(line)))
        div(.class("form-actions")) {
          submit("Save", testID: "save-category-btn")
          linkButton("Cancel", to: Site.categories(), .quiet)
        }
      }
      article(.class("card stack")) {
        h2 { "Delete \(line.name)" }
        p { "Categories below it move up. Its products stay, in their other categories." }
        buttonForm(
          "Delete the category", to: Site.categoryDeletion(line.id), csrf: editor.csrf,
          .danger, testID: "delete-category-btn")
      }
    }
  }
}

extension [CategoryBranch] {
  /// Without a category and all that lies below it: nothing can stand below itself.
  fileprivate func outside(_ line: CategoryLine) -> [CategoryBranch] {
    guard let start = firstIndex(where: { $0.category.id == line.id }) else { return self }
    let below = self[(start + 1)...].prefix { $0.depth > self[start].depth }
    return Array(self[..<start]) + self[(start + 1 + below.count)...]
  }
}

/// The categories that a product may be put into, as a form shows them.
///
/// Those of the store are the store's to decide for its own products.
func categoryChoice(_ lines: [CategoryLine], chosen: Set<String>) -> HTML {
  let tree = categoryTree(lines)
  let ticked = tree.count { chosen.contains($0.category.id.pathText) }
  return details(
    .class("field stack-8"), .testID("category-choice"),
    Attribute("open", if: ticked > 0 && tree.count <= 40)
  ) {
    summary(.class("label")) { "Categories (\(number(ticked)) chosen)" }
    hidden("categories", "1")
    if tree.isEmpty {
      p(.class("hint")) {
        "There are none yet. "
        a(.href(Site.categories())) { "Add your own" }
      }
    }
    choices("Your own", tree.filter { $0.category.isOwn }, chosen)
    choices("From the store", tree.filter { !$0.category.isOwn }, chosen)
  }
}

@HTMLBuilder private func choices(
  _ heading: String, _ branches: [CategoryBranch], _ chosen: Set<String>
) -> HTML {
  if !branches.isEmpty {
    fieldset(.class("stack-8")) {
      legend(.class("hint")) { heading }
      for branch in branches {
        label(.class("row")) {
          indent(branch)
          input(
            .type("checkbox"), .name("category"), .value(branch.category.id.pathText),
            Attribute("checked", if: chosen.contains(branch.category.id.pathText)))
          span { branch.category.name }
        }
      }
    }
  }
}

/// The categories that a product is in, each leading to its products.
func categoryLinks(_ lines: [CategoryLine]) -> HTML {
  span {
    for (index, line) in lines.enumerated() {
      if index > 0 { ", " }
      a(.href(productsLink(line.id))) { line.name }
    }
  }
}
