import FoundationEssentials
import HTTP
import Postgres

/// `/products/ID/variations` and one of them.
enum Variations {
  static func list(_ caller: Caller, _ parent: Int) throws -> Response {
    let page = try Page(caller)
    try caller.require(.list)
    let all = try caller.db.all(.variations(of: [parent], caller.shop.name))
      .filter { $0.status != "trash" }
    let ordered = caller.request.query["order"] == "asc" ? all : all.reversed()
    let some = Array(ordered.dropFirst(max(page.offset, 0)).prefix(page.size))
    let answer = try ProductAnswer(some, caller.shop, caller.db, isEdit: caller.isEdit)
    return caller.answer(some.map(answer.variation), page: page, total: all.count)
  }

  static func show(_ caller: Caller, _ parent: Int, _ id: Int) throws -> Response {
    let variation = try find(id, of: parent, caller)
    try caller.require(.view)
    return caller.answer(try json(variation, caller, isEdit: caller.isEdit), allow: Allowed.item)
  }

  static func create(_ caller: Caller, _ parent: Int) throws -> Response {
    try caller.require(.create)
    let variation = try make(try caller.fields(), of: parent, caller)
    return caller.answer(
      try json(variation, caller, isEdit: true), status: 201, allow: Allowed.list,
      location: caller.shop.api("products/\(parent)/variations/\(variation.id)"))
  }

  static func update(_ caller: Caller, _ parent: Int, _ id: Int) throws -> Response {
    try caller.require(.edit)
    let variation = try change(id, of: parent, try caller.fields(), caller, checks: true)
    return caller.answer(try json(variation, caller, isEdit: true), allow: Allowed.item)
  }

  static func delete(_ caller: Caller, _ parent: Int, _ id: Int) throws -> Response {
    try caller.require(.delete)
    return caller.answer(try remove(id, of: parent, caller), allow: Allowed.item)
  }

  /// A variation; older stores do not care whose it is.
  static func find(_ id: Int, of parent: Int, _ caller: Caller) throws -> Product {
    guard let variation = try caller.db.first(.product(id, caller.shop.name)),
      variation.isVariation, variation.parent == parent || !caller.shop.isAtLeast(10, 0)
    else {
      throw RestError(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
    }
    return variation
  }

  static func json(_ variation: Product, _ caller: Caller, isEdit: Bool) throws -> JSON {
    try ProductAnswer([variation], caller.shop, caller.db, isEdit: isEdit).variation(variation)
  }

  static func make(_ fields: [String: JSON], of parent: Int, _ caller: Caller) throws -> Product {
    _ = try Products.find(parent, caller, status: 404)
    let input = ProductInput(fields: fields, caller: caller)
    try input.check()
    let id = try Numbering.post(caller.shop.name, caller.db)
    var variation = Product(id: id, type: "variation", name: "")
    variation.parent = parent
    try input.apply(to: &variation)
    variation.imageIDs = try imageIDs(fields, caller, checks: true) ?? []
    try Products.save(variation, caller)
    try caller.db.run(.touch(parent, caller.shop.name))
    return variation
  }

  static func change(
    _ id: Int, of parent: Int, _ fields: [String: JSON], _ caller: Caller, checks: Bool
  ) throws -> Product {
    _ = try find(id, of: parent, caller)
    let input = ProductInput(fields: fields, caller: caller)
    if checks { try input.check() }
    let imageIDs = try imageIDs(fields, caller, checks: checks)
    var variation = try find(id, of: parent, caller)
    try input.apply(to: &variation)
    if let imageIDs { variation.imageIDs = imageIDs }
    variation.modified = Date()
    try Products.save(variation, caller)
    try caller.db.run(.touch(variation.parent, caller.shop.name))
    // The news of a variation come in the shape of a product, under the variation's number.
    try Webhooks.announce("updated", id, caller.shop.name, caller.db)
    return variation
  }

  static func remove(_ id: Int, of parent: Int, _ caller: Caller) throws -> JSON {
    let variation = try find(id, of: parent, caller)
    let before = try json(variation, caller, isEdit: true)
    try caller.db.run(.remove(id, caller.shop.name))
    return before
  }

  /// What `image` asks for: nothing said keeps it; null, `{}`, `""`, `[]` and `{id: 0}` unset it.
  private static func imageIDs(_ fields: [String: JSON], _ caller: Caller, checks: Bool) throws
    -> [Int]?
  {
    guard let image = fields["image"] else { return nil }
    switch image {
    case .null, "", []: return []
    case .object(let members):
      if checks { try ProductImages.checkEntry(image, "image", "image") }
      if members.isEmpty || members["id"]?.int == 0 && members["src"] == nil { return [] }
      var images = ProductImages(caller, owner: "variation")
      return [try images.resolve(image)]
    default:
      throw RestError.invalid(
        "image", "rest_invalid_type", "image is not of type object.", at: "image")
    }
  }
}
