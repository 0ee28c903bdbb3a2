import Accounts
import Billing
import Design
import HTML
import HTTP
import Postgres
import Site
import Stores

/// A category of the store as a merchant chooses it.
struct ImportCategory: RowReadable, Sendable {
  let id: String
  let name: String
  let count: Int?
  /// How deep it lies, 0 at the top.
  let depth: Int
  init(_ row: Row) throws {
    (id, name, count, depth) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<ImportCategory> {
  /// The store's tree, each category before those below it.
  ///
  /// One whose parent is missing stands at the top; a ring of parents is left out.
  static func tree(of store: StoreID) -> Self {
    """
    WITH RECURSIVE tree AS (
      SELECT c.external_id, c.name, c.store_count, 0 AS depth, ARRAY[c.name, c.external_id] AS path
      FROM category c
      WHERE c.client_id = current_client() AND c.store_id = \(store) AND NOT EXISTS (
        SELECT 1 FROM category p WHERE p.client_id = c.client_id AND p.store_id = c.store_id
          AND p.external_id = c.parent_external_id)
      UNION ALL
      SELECT c.external_id, c.name, c.store_count, tree.depth + 1,
        tree.path || ARRAY[c.name, c.external_id]
      FROM category c JOIN tree ON c.client_id = current_client() AND c.store_id = \(store)
        AND c.parent_external_id = tree.external_id
      WHERE tree.depth < 12)
    SELECT external_id, name, store_count, depth FROM tree ORDER BY path LIMIT 2000
    """
  }
}

extension Importing {
  /// The three ways to say what is wanted from the store, and the file.
  static func startPage(
    _ member: Member, _ store: ConnectedStore, _ form: Form, _ room: ProductRoom?,
    _ previews: [ImportID], status: Int = 200
  ) throws -> Response {
    let tree = try member.read(Query<ImportCategory>.tree(of: store.id))
    return member.page(
      "Import products", width: .narrow,
      lead: "From \(store.title). Nothing is written before you have seen what would come.",
      crumbs: [Crumb("Products", Site.products())], status: status
    ) {
      div(.class("stack-24")) {
        if let open = previews.first {
          alert(.info, "A selection is waiting for you.") {
            p { a(.href(Site.importRun(open))) { "Go on where you stopped" } }
          }
        }
        if let room { roomLine(room) }
        if member.canEdit {
          everything(member)
          byCategory(member, tree, form)
          byList(member, form)
          fromFile
        }
      }
    }
  }

  static func roomLine(_ room: ProductRoom) -> HTML {
    p(.testID("product-room")) {
      if let most = room.most, let left = room.left {
        "\(number(room.used)) of \(count(most, "product")) of your plan “\(room.plan)” are in use"
        left > 0 ? "; \(number(left)) more can be imported." : ". There is no room for more."
      } else {
        "Your plan “\(room.plan)” has room for every product."
      }
    }
  }

  private static func everything(_ member: Member) -> HTML {
    article(.class("card stack")) {
      h2 { "All products" }
      p {
        "With their categories, variations and pictures. What is here already is brought up to "
        "date; what you changed here stays as you made it."
      }
      form(.method("post"), .action(Site.importStart())) {
        csrfField(member.csrf)
        hidden("scope", "all")
        submit("Look at all products", icon: "import", testID: "import-btn", busy: "Looking…")
      }
    }
  }

  private static func byCategory(_ member: Member, _ tree: [ImportCategory], _ values: Form) -> HTML
  {
    article(.class("card stack")) {
      h2 { "By category" }
      if tree.isEmpty {
        p(.class("muted")) { "The store's categories are not here yet. They come within a minute." }
      } else {
        form(.method("post"), .action(Site.importStart()), .class("stack")) {
          csrfField(member.csrf)
          hidden("scope", "categories")
          if let wrong = values.error("category") { fieldError(wrong, id: "category-error") }
          fieldset(.class("stack-8")) {
            legend { "What lies below a category comes along." }
            for (index, category) in tree.enumerated() {
              categoryLine(category, products: tree.count(from: index))
            }
          }
          div {
            submit("Look at these", .normal, testID: "import-categories-btn", busy: "Looking…")
          }
        }
      }
    }
  }

  private static func categoryLine(_ category: ImportCategory, products: Int?) -> HTML {
    label(.class("row")) {
      // An em space for each level: the order of the list says the rest.
      if category.depth > 0 {
        span(.aria("hidden", "true")) { String(repeating: "\u{2003}", count: category.depth) }
      }
      input(.type("checkbox"), .name("category"), .value(category.id))
      span { category.name }
      if let products {
        small(.class("muted num")) { number(products) }
      }
    }
  }

  private static func byList(_ member: Member, _ values: Form) -> HTML {
    article(.class("card stack")) {
      h2 { "By id or SKU" }
      form(
        .method("post"), .action(Site.importStart()), .class("stack"), Attribute("novalidate")
      ) {
        csrfField(member.csrf)
        hidden("scope", "list")
        textField(
          Field(
            "entries", "Ids or SKUs", in: values,
            hint: "One or many a line, 10,000 at most. Those that the store does not know are told."
          ), rows: 5)
        div { submit("Look at these", .normal, testID: "import-list-btn", busy: "Looking…") }
      }
    }
  }

  private static let fromFile = article(.class("card stack")) {
    h2 { "From a file" }
    p { "A CSV file from a spreadsheet, or an export of Shopify, WooCommerce or BigCommerce." }
    div(.class("row")) { linkButton("Import a CSV file", to: Site.csvStart()) }
  }
}

extension [ImportCategory] {
  /// How many products a category and those below it have, as the store counts them.
  ///
  /// One that is in two of them counts twice. `nil` where the store does not count.
  fileprivate func count(from index: Int) -> Int? {
    let below = self[(index + 1)...].prefix { $0.depth > self[index].depth }
    let counts = ([self[index]] + below).compactMap(\.count)
    return counts.isEmpty ? nil : counts.reduce(0, +)
  }
}
