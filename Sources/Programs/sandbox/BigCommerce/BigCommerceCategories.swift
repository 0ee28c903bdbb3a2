import HTTP
import Postgres

/// The one tree of categories that a store has, over the API.
enum BigCommerceCategories {
  /// The tree's number.
  private static let tree = 1

  static func trees(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products)
    let all: [JSON] = [
      [
        "id": .int(tree), "name": "Default catalog tree",
        "channels": [.int(BigCommerceFacts.channel)],
      ]
    ]
    let wanted = caller.list("id:in")
    return BigCommercePage(caller.query).cut(
      wanted.isEmpty || wanted.contains(String(tree)) ? all : [])
  }

  /// Categories as trees have them.
  static func list(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products)
    let trees = caller.list("tree_id:in")
    let isOurs = trees.isEmpty || trees.contains(String(tree))
    let found = try isOurs ? wanted(caller, "category_id:in", "parent_id:in") : []
    return BigCommercePage(caller.query).cut(
      found.map { thing in
        json(
          thing,
          [
            "category_id": .int(thing.id), "tree_id": .int(tree),
            "category_uuid": .string(uuid(thing.id)),
            "url": ["path": address(thing), "is_customized": false],
          ])
      })
  }

  /// Categories as they were before there were trees.
  static func older(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products)
    return BigCommercePage(caller.query).cut(
      try wanted(caller, "id:in", "parent_id:in").map { thing in
        json(
          thing,
          [
            "id": .int(thing.id),
            "custom_url": ["url": address(thing), "is_customized": false],
          ])
      })
  }

  private static func wanted(_ caller: BigCommerceCaller, _ own: String, _ parent: String) throws
    -> [BigCommerceThing]
  {
    let (ids, parents) = (caller.list(own), caller.list(parent))
    return try caller.desk.all("category").filter { thing in
      (ids.isEmpty || ids.contains(String(thing.id)))
        && (parents.isEmpty || parents.contains(String(thing.doc["parent_id"].int ?? 0)))
        && (caller.query["name"].map { thing.doc["name"] == .string($0) } ?? true)
    }
  }

  private static func json(_ thing: BigCommerceThing, _ more: [String: JSON]) -> JSON {
    let standard: [String: JSON] = [
      "name": thing.doc["name"], "parent_id": thing.doc["parent_id"], "description": "",
      "views": 0, "sort_order": thing.doc["sort_order"], "page_title": "", "meta_keywords": [],
      "meta_description": "", "layout_file": "category.html", "image_url": "",
      "is_visible": true, "search_keywords": "", "default_product_sort": "use_store_settings",
    ]
    return .object(standard.merging(more) { $1 })
  }

  private static func address(_ thing: BigCommerceThing) -> JSON {
    .string("/\(Text.slug(thing.doc["name"].string ?? ""))/")
  }

  private static func uuid(_ id: Int) -> String {
    let digits = String(id, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }
}
