import FoundationEssentials
import HTTP
import Postgres

/// `/products` and `/products/ID`.
enum Products {
  static func list(_ caller: Caller) throws -> Response {
    let list = try ProductList(caller)
    try caller.require(.list)
    let ids = try caller.db.all(.products(list, caller.shop.name))
    let start = min(max(list.page.offset, 0), ids.count)
    let some = Array(ids[start...].prefix(list.page.size))
    let products = try some.isEmpty ? [] : caller.db.all(.products(some, caller.shop.name))
    let answer = try ProductAnswer(products, caller.shop, caller.db, isEdit: caller.isEdit)
    return caller.answer(products.map(answer.json), page: list.page, total: ids.count)
  }

  static func show(_ caller: Caller, _ id: Int) throws -> Response {
    let product = try find(id, caller, status: 404)
    try caller.require(.view)
    return caller.answer(try json(product, caller, isEdit: caller.isEdit), allow: Allowed.item)
  }

  static func create(_ caller: Caller) throws -> Response {
    try caller.require(.create)
    let product = try make(try caller.fields(), caller, checks: true)
    return caller.answer(
      try json(product, caller, isEdit: true), status: 201, allow: Allowed.list,
      location: caller.shop.api("products/\(product.id)"))
  }

  static func update(_ caller: Caller, _ id: Int) throws -> Response {
    try caller.require(.edit)
    let product = try change(id, try caller.fields(), caller, checks: true)
    return caller.answer(try json(product, caller, isEdit: true), allow: Allowed.item)
  }

  static func delete(_ caller: Caller, _ id: Int) throws -> Response {
    try caller.require(.delete)
    let isForced = try caller.flag("force") || caller.fields()["force"]?.bool == true
    let product = try remove(id, isForced: isForced, caller)
    return caller.answer(product, allow: Allowed.item)
  }

  /// A product, not one of its variations.
  static func find(_ id: Int, _ caller: Caller, status: Int) throws -> Product {
    guard let product = try caller.db.first(.product(id, caller.shop.name)) else {
      throw RestError(status, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    }
    return product
  }

  static func json(_ product: Product, _ caller: Caller, isEdit: Bool) throws -> JSON {
    try ProductAnswer([product], caller.shop, caller.db, isEdit: isEdit).json(product)
  }

  /// Creates a product; when a picture fails, newer stores throw away those that did not.
  static func make(_ fields: [String: JSON], _ caller: Caller, checks: Bool) throws -> Product {
    let input = ProductInput(fields: fields, caller: caller)
    if checks { try input.check() }
    guard (fields["id"]?.int ?? 0) == 0 else {
      throw RestError(400, "woocommerce_rest_product_exists", "Cannot create existing product.")
    }
    let id = try Numbering.post(caller.shop.name, caller.db)
    var product = Product(id: id, type: "simple", name: "Product")
    try input.apply(to: &product)
    var images = ProductImages(caller, owner: "product")
    do {
      product.imageIDs = try images.resolve(fields["images"]?.array ?? [])
    } catch {
      if caller.shop.isAtLeast(10, 0) { try images.cleanUp() }
      throw error
    }
    try save(product, caller)
    try Webhooks.announce("created", product.id, caller.shop.name, caller.db)
    return product
  }

  /// Changes a product.
  ///
  /// Of two changes at the same time the later one wins, and with it its whole list of pictures;
  /// nothing here prevents that, since no store does.
  static func change(_ id: Int, _ fields: [String: JSON], _ caller: Caller, checks: Bool) throws
    -> Product
  {
    var product = try find(id, caller, status: 400)
    guard !product.isVariation else {
      throw RestError(
        404, "woocommerce_rest_invalid_product_id",
        "To manipulate product variations you should use the "
          + "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.")
    }
    let input = ProductInput(fields: fields, caller: caller)
    if checks { try input.check() }
    try input.apply(to: &product)
    var imageIDs: [Int]?
    if let wanted = fields["images"] {
      var images = ProductImages(caller, owner: "product")
      imageIDs = try images.resolve(wanted.array ?? [])
    }
    // Downloads take long: what others changed meanwhile must not be undone by old fields.
    product = try find(id, caller, status: 400)
    try input.apply(to: &product)
    if let imageIDs { product.imageIDs = imageIDs }
    product.modified = Date()
    try save(product, caller)
    try Webhooks.announce("updated", id, caller.shop.name, caller.db)
    return product
  }

  /// Moves a product to the trash, or takes it away for good.
  /// - Returns: the product as it was.
  static func remove(_ id: Int, isForced: Bool, _ caller: Caller) throws -> JSON {
    var product = try find(id, caller, status: 404)
    let before = try json(product, caller, isEdit: true)
    if isForced {
      try caller.db.run(.remove(id, caller.shop.name))
      return before
    }
    guard product.status != "trash" else {
      throw RestError(
        410, "woocommerce_rest_already_trashed", "The product has already been deleted.")
    }
    product.status = "trash"
    product.slug += "__trashed"
    product.modified = Date()
    try save(product, caller)
    try Webhooks.announce("deleted", id, caller.shop.name, caller.db)
    return before
  }

  /// Writes a product; a stock number that slipped in meanwhile is refused by the table.
  static func save(_ product: Product, _ caller: Caller) throws {
    do {
      try caller.db.run(.save(product, caller.shop.name))
    } catch let error as DatabaseError where error.uniqueViolation != nil {
      throw RestError(
        400, "woocommerce_rest_product_not_created",
        "The product with SKU (\(product.sku)) you are trying to insert is already present in the "
          + "lookup table")
    }
  }
}

extension Caller {
  /// Whether texts are wanted as stored.
  var isEdit: Bool { request.query["context"] == "edit" }
}
