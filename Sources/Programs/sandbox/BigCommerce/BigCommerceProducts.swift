import HTTP
import Postgres

/// Products over the API.
enum BigCommerceProducts {
  static func list(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products)
    // These two parts make a page small, whatever was asked for.
    let isHeavy = !Set(caller.list("include")).isDisjoint(with: ["options", "modifiers"])
    let page = BigCommercePage(caller.query, most: isHeavy ? 10 : 250)
    let filter = BigCommerceFilter(caller.query)
    let store = caller.desk.store.hash
    let total: Query<Int> = """
      SELECT count(*) FROM bigcommerce_thing
      WHERE store = \(store) AND kind = 'product' \(filter.wanted)
      """
    let rows: Query<BigCommerceThing> = """
      SELECT id, kind, doc, created_at, updated_at FROM bigcommerce_thing
      WHERE store = \(store) AND kind = 'product' \(filter.wanted)
      ORDER BY \(filter.order) LIMIT \(page.size)::int OFFSET \(page.offset)::int
      """
    let shown = try caller.desk.shown(try caller.db.all(rows), caller.query)
    return page.envelope(shown, total: try caller.db.one(total))
  }

  static func show(_ caller: BigCommerceCaller, _ id: Int) throws -> Response {
    try caller.require(.products)
    guard let thing = try caller.desk.find(id, "product") else { throw BigCommerceError.missing }
    return .enveloped(try caller.desk.shown([thing], caller.query)[0])
  }

  /// A product with one variant, its own.
  static func create(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products, toChange: true)
    let wish = BigCommerceWish(try caller.fields(), caller.desk)
    try wish.check(isNew: true)
    let id = try caller.db.transaction {
      try wish.checkNames(of: nil)
      var doc = try wish.applied(to: [:])
      doc["variants"] = [["id": .int(try caller.desk.number()), "sku": doc["sku"]]]
      let id = try caller.desk.add("product", doc)
      try caller.desk.tell("store/product/created", "product", id)
      return id
    }
    return try show(caller, id)
  }

  static func update(_ caller: BigCommerceCaller, _ id: Int) throws -> Response {
    try caller.require(.products, toChange: true)
    try change(id, try caller.fields(), caller.desk)
    return try show(caller, id)
  }

  /// At most ten in one call; what cannot be done is told, the others are.
  static func updateMany(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products, toChange: true)
    guard let rows = try caller.json().array, !rows.isEmpty else {
      throw BigCommerceError(400, "Input is invalid.")
    }
    guard rows.count <= 10 else {
      throw BigCommerceError(413, "A batch may hold at most 10 products.")
    }
    var (done, failed): ([JSON], [String: JSON]) = ([], [:])
    for (place, row) in rows.enumerated() {
      do {
        try change(row["id"].int ?? 0, row.object ?? [:], caller.desk)
        guard let thing = try caller.desk.find(row["id"].int, "product") else { continue }
        done += try caller.desk.shown([thing], caller.query)
      } catch let error as BigCommerceError {
        failed[String(place)] = .string(error.title)
      }
    }
    var answer: JSON = [
      "data": .array(done),
      "meta": [
        "total": .int(rows.count), "success": .int(done.count), "failed": .int(failed.count),
      ],
    ]
    if !failed.isEmpty {
      answer["errors"] = [
        "status": 422, "title": "Some products could not be changed.", "errors": .object(failed),
      ]
    }
    return .json(answer, status: failed.isEmpty ? 200 : 207)
  }

  static func delete(_ caller: BigCommerceCaller, _ id: Int) throws -> Response {
    try caller.require(.products, toChange: true)
    guard try caller.desk.find(id, "product") != nil else { throw BigCommerceError.missing }
    try remove(id, caller.desk)
    return .noContent
  }

  /// Those of `id:in`; without any filter nothing is deleted.
  static func deleteMany(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products, toChange: true)
    let ids = caller.list("id:in").compactMap { Int($0) }
    guard !ids.isEmpty else { throw BigCommerceError(422, "A filter is required.") }
    for id in ids where try caller.desk.find(id, "product") != nil { try remove(id, caller.desk) }
    return .noContent
  }

  /// Takes a product out of the store, and tells of it.
  static func remove(_ id: Int, _ desk: BigCommerceDesk) throws {
    try desk.db.transaction {
      try desk.remove(id)
      try desk.tell("store/product/deleted", "product", id)
    }
  }

  private static func change(_ id: Int, _ fields: [String: JSON], _ desk: BigCommerceDesk) throws {
    let wish = BigCommerceWish(fields, desk)
    try wish.check(isNew: false)
    try desk.db.transaction {
      guard var thing = try desk.find(id, "product", forChange: true) else {
        throw BigCommerceError.missing
      }
      try wish.checkNames(of: id)
      thing.doc = try wish.applied(to: thing.doc)
      try desk.keep(thing)
      try desk.tell("store/product/updated", "product", id)
    }
  }
}
