import HTTP
import Postgres

/// A category, a tag, or a value of an attribute.
struct Term: RowReadable {
  let id: Int
  let taxonomy: String
  let name: String
  let slug: String
  let parent: Int
  let description: String
  let display: String
  let image: Int?
  let menuOrder: Int
  let count: Int

  init(_ row: Row) throws {
    id = try row[0]
    taxonomy = try row[1]
    name = try row[2]
    slug = try row[3]
    parent = try row[4]
    description = try row[5]
    display = try row[6]
    image = try row[7]
    menuOrder = try row[8]
    count = try row[9]
  }

  /// As it stands in a product.
  var brief: JSON { ["id": .int(id), "name": .string(name), "slug": .string(slug)] }
}

extension Query<Term> {
  /// The terms of a kind, by name.
  static func terms(_ taxonomy: String, _ shop: String) -> Self {
    """
    SELECT id, taxonomy, name, slug, parent, description, display, image, menu_order,
      (SELECT count(*) FROM product p WHERE p.shop = term.shop AND p.status = 'publish'
        AND (term.id = ANY (p.category_ids) OR term.id = ANY (p.tag_ids)))
    FROM term WHERE shop = \(shop) AND taxonomy = \(taxonomy) ORDER BY lower(name), id
    """
  }

  /// Terms by number, without looking how often they are used.
  static func terms(_ ids: [Int], _ shop: String) -> Self {
    """
    SELECT id, taxonomy, name, slug, parent, description, display, image, menu_order, 0
    FROM term WHERE shop = \(shop) AND id = ANY (\(ids)::int[])
    """
  }
}

/// `/products/categories` and `/products/tags`.
enum Terms {
  static func listCategories(_ caller: Caller) throws -> Response {
    try list("category", caller)
  }

  static func listTags(_ caller: Caller) throws -> Response { try list("tag", caller) }

  static func showCategory(_ caller: Caller, _ id: Int) throws -> Response {
    try show(id, "category", caller)
  }

  static func showTag(_ caller: Caller, _ id: Int) throws -> Response {
    try show(id, "tag", caller)
  }

  static func createCategory(_ caller: Caller) throws -> Response {
    try caller.require(.create)
    let fields = try caller.fields()
    let name = Text.title(fields["name"]?.string ?? "")
    guard !name.isEmpty else {
      throw RestError(
        400, "rest_missing_callback_param", "Missing parameter(s): name",
        data: ["params": ["name"]])
    }
    let known = try caller.db.all(.terms("category", caller.shop.name))
    let parent = fields["parent"]?.int ?? 0
    guard parent == 0 || known.contains(where: { $0.id == parent }) else {
      throw RestError(400, "missing_parent", "Parent term does not exist.")
    }
    if let other = known.first(where: { $0.name == name && $0.parent == parent }) {
      throw RestError(
        400, "term_exists", "A term with the name provided already exists with this parent.",
        data: ["resource_id": .int(other.id)])
    }
    let id = try add("category", name, parent: parent, caller.shop.name, caller.db)
    let term = try find(id, "category", caller)
    return caller.answer(
      try json(term, caller), status: 201, allow: Allowed.list,
      location: caller.shop.api("products/categories/\(id)"))
  }

  /// Adds a term.
  /// - Returns: its number.
  static func add(
    _ taxonomy: String, _ name: String, parent: Int = 0, _ shop: String, _ db: Database
  ) throws -> Int {
    let id = try Numbering.term(shop, db)
    try db.run(
      """
      INSERT INTO term (shop, id, taxonomy, name, slug, parent)
      VALUES (\(shop), \(id), \(taxonomy), \(name), \(Text.slug(name)), \(parent))
      """)
    return id
  }

  private static func list(_ taxonomy: String, _ caller: Caller) throws -> Response {
    let page = try Page(caller)
    try caller.require(.list)
    let include = caller.numbers("include")
    let parent = caller.request.query["parent"].flatMap { Int($0) }
    let search = caller.request.query["search"]?.lowercased() ?? ""
    var all = try caller.db.all(.terms(taxonomy, caller.shop.name)).filter { term in
      (parent == nil || term.parent == parent) && (include.isEmpty || include.contains(term.id))
        && (search.isEmpty || term.name.lowercased().contains(search))
        && (!caller.flag("hide_empty") || term.count > 0)
    }
    if caller.request.query["orderby"] == "id" { all.sort { $0.id < $1.id } }
    if caller.request.query["order"] == "desc" { all.reverse() }
    let some = all.dropFirst(max(page.offset, 0)).prefix(page.size)
    return caller.answer(try some.map { try json($0, caller) }, page: page, total: all.count)
  }

  private static func show(_ id: Int, _ taxonomy: String, _ caller: Caller) throws -> Response {
    let term = try find(id, taxonomy, caller)
    try caller.require(.view)
    return caller.answer(try json(term, caller), allow: Allowed.item)
  }

  private static func find(_ id: Int, _ taxonomy: String, _ caller: Caller) throws -> Term {
    let all = try caller.db.all(.terms(taxonomy, caller.shop.name))
    guard let term = all.first(where: { $0.id == id }) else {
      throw RestError(404, "woocommerce_rest_term_invalid", "Resource does not exist.")
    }
    return term
  }

  private static func json(_ term: Term, _ caller: Caller) throws -> JSON {
    let collection = term.taxonomy == "category" ? "products/categories" : "products/tags"
    var json = term.brief
    json["description"] = .string(term.description)
    json["count"] = .int(term.count)
    json["_links"] = itemLinks(
      caller.shop.api("\(collection)/\(term.id)"), caller.shop.api(collection))
    guard term.taxonomy == "category" else { return json }
    json["parent"] = .int(term.parent)
    json["display"] = .string(term.display)
    json["menu_order"] = .int(term.menuOrder)
    let image = try term.image.flatMap {
      try caller.db.first(.attachments([$0], caller.shop.name))
    }
    json["image"] = image?.json(caller.shop, inProduct: false) ?? .null
    return json
  }
}

/// Where a resource and its list are.
func itemLinks(_ item: String, _ collection: String) -> JSON {
  [
    "self": [
      [
        "href": .string(item),
        "targetHints": ["allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]],
      ]
    ],
    "collection": [["href": .string(collection)]],
  ]
}
