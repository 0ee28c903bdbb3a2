import HTTP
import Postgres

/// A property that all products of a store may have, such as Colour.
struct ProductAttribute: RowReadable {
  let id: Int
  let name: String
  let slug: String
  let hasArchives: Bool

  init(_ row: Row) throws {
    id = try row[0]
    name = try row[1]
    slug = try row[2]
    hasArchives = try row[3]
  }
}

extension Query<ProductAttribute> {
  /// The attributes of a store, by name.
  static func attributes(_ shop: String) -> Self {
    "SELECT id, name, slug, has_archives FROM attribute WHERE shop = \(shop) ORDER BY name"
  }
}

/// `/products/attributes` and their terms.
enum Attributes {
  static func list(_ caller: Caller) throws -> Response {
    try caller.require(.list)
    let all = try caller.db.all(.attributes(caller.shop.name))
    return caller.answer(
      all.map { json($0, caller.shop) }, page: try Page(caller), total: all.count)
  }

  static func show(_ caller: Caller, _ id: Int) throws -> Response {
    let attribute = try find(id, caller)
    try caller.require(.view)
    return caller.answer(json(attribute, caller.shop), allow: Allowed.item)
  }

  static func terms(_ caller: Caller, _ id: Int) throws -> Response {
    let attribute = try find(id, caller)
    let page = try Page(caller)
    try caller.require(.list)
    let all = try caller.db.all(.terms(attribute.slug, caller.shop.name))
    let collection = "products/attributes/\(id)/terms"
    let some = all.dropFirst(max(page.offset, 0)).prefix(page.size).map { term in
      var json = term.brief
      json["description"] = .string(term.description)
      json["menu_order"] = .int(term.menuOrder)
      json["count"] = .int(term.count)
      json["_links"] = itemLinks(
        caller.shop.api("\(collection)/\(term.id)"), caller.shop.api(collection))
      return json
    }
    return caller.answer(some, page: page, total: all.count)
  }

  /// Adds an attribute with its values.
  /// - Returns: its number.
  static func add(_ name: String, _ values: [String], _ shop: String, _ db: Database) throws -> Int
  {
    let id = try db.one(
      "SELECT coalesce(max(id), 0) + 1 FROM attribute WHERE shop = \(shop)" as Query<Int>)
    let slug = "pa_\(Text.slug(name))"
    try db.run(
      "INSERT INTO attribute (shop, id, name, slug) VALUES (\(shop), \(id), \(name), \(slug))")
    for value in values { _ = try Terms.add(slug, value, shop, db) }
    return id
  }

  /// The attributes of a product or variation as they are kept: with names and slugs filled in.
  static func stored(_ given: JSON, _ caller: Caller) throws -> JSON {
    let known = try caller.db.all(.attributes(caller.shop.name))
    let entries = (given.array ?? []).map { entry -> JSON in
      let attribute = known.first { $0.id == entry["id"].int }
      let name = attribute?.name ?? entry["name"].string ?? ""
      var json: JSON = [
        "id": .int(attribute?.id ?? 0), "name": .string(name),
        "slug": .string(attribute?.slug ?? name),
      ]
      if let option = entry["option"].string {
        json["option"] = .string(option)
        return json
      }
      json["position"] = .int(entry["position"].int ?? 0)
      json["visible"] = .bool(entry["visible"].bool ?? false)
      json["variation"] = .bool(entry["variation"].bool ?? false)
      json["options"] = .array(entry["options"].array ?? [])
      return json
    }
    return .array(entries)
  }

  private static func find(_ id: Int, _ caller: Caller) throws -> ProductAttribute {
    let all = try caller.db.all(.attributes(caller.shop.name))
    guard let attribute = all.first(where: { $0.id == id }) else {
      throw RestError(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.")
    }
    return attribute
  }

  private static func json(_ attribute: ProductAttribute, _ shop: Shop) -> JSON {
    [
      "id": .int(attribute.id), "name": .string(attribute.name), "slug": .string(attribute.slug),
      "type": "select", "order_by": "menu_order", "has_archives": .bool(attribute.hasArchives),
      "_links": itemLinks(
        shop.api("products/attributes/\(attribute.id)"), shop.api("products/attributes")),
    ]
  }
}
