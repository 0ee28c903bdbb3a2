import HTTP
import Postgres

/// The pictures of a product, over the API.
///
/// One of them is the thumbnail; only deleting it leaves a product without.
enum BigCommerceImages {
  static func list(_ caller: BigCommerceCaller, _ product: Int) throws -> Response {
    try caller.require(.products)
    guard try caller.desk.find(product, "product") != nil else { throw BigCommerceError.missing }
    let images = try caller.db.all(.images(of: [product]))
    return BigCommercePage(caller.query).cut(images.map { $0.json(caller.desk.store) })
  }

  static func show(_ caller: BigCommerceCaller, _ product: Int, _ id: Int) throws -> Response {
    try caller.require(.products)
    return .enveloped(try find(id, product, caller).json(caller.desk.store))
  }

  static func create(_ caller: BigCommerceCaller, _ product: Int) throws -> Response {
    try caller.require(.products, toChange: true)
    guard try caller.desk.find(product, "product") != nil else { throw BigCommerceError.missing }
    let picture = try BigCommercePicture(caller)
    try check(picture.fields)
    let id = try change(product, caller.desk) {
      let file = try picture.store(caller.desk)
      let others = try caller.db.all(.images(of: [product]))
      guard others.count < 1000 else {
        throw BigCommerceError(422, "A product may have at most 1000 images")
      }
      let order = picture.fields["sort_order"]?.int ?? (others.last.map { $0.order + 1 } ?? 0)
      let isThumbnail = others.isEmpty || picture.fields["is_thumbnail"]?.bool == true
      try makeRoom(order, product, caller.db)
      if isThumbnail { try caller.db.run(.noThumbnail(product)) }
      return try caller.db.one(
        """
        INSERT INTO bigcommerce_image (product, is_thumbnail, sort_order, description, file)
        VALUES (\(product), \(isThumbnail), \(order),
          \(picture.fields["description"]?.string ?? ""), \(file)) RETURNING id
        """ as Query<Int>)
    }
    return try show(caller, product, id)
  }

  /// Changes what is said about a picture; a new address for its pixels is passed over.
  static func update(_ caller: BigCommerceCaller, _ product: Int, _ id: Int) throws -> Response {
    try caller.require(.products, toChange: true)
    let isForm = caller.request.contentType == "multipart/form-data"
    let fields = try isForm ? BigCommercePicture.form(caller.request.parts) : caller.fields()
    try check(fields)
    try change(product, caller.desk) {
      let image = try find(id, product, caller)
      let order = fields["sort_order"]?.int ?? image.order
      let isThumbnail = fields["is_thumbnail"]?.bool ?? false
      if order != image.order { try makeRoom(order, product, caller.db) }
      if isThumbnail { try caller.db.run(.noThumbnail(product)) }
      try caller.db.run(
        """
        UPDATE bigcommerce_image SET sort_order = \(order), updated_at = clock_timestamp(),
          is_thumbnail = is_thumbnail OR \(isThumbnail),
          description = \(fields["description"]?.string ?? image.description)
        WHERE id = \(id)
        """)
    }
    return try show(caller, product, id)
  }

  static func delete(_ caller: BigCommerceCaller, _ product: Int, _ id: Int) throws -> Response {
    try caller.require(.products, toChange: true)
    try change(product, caller.desk) {
      let image = try find(id, product, caller)
      try caller.db.run("DELETE FROM bigcommerce_image WHERE id = \(id)")
      try caller.db.run("DELETE FROM bigcommerce_file WHERE id = \(image.file)")
    }
    return .noContent
  }

  private static func find(_ id: Int, _ product: Int, _ caller: BigCommerceCaller) throws
    -> BigCommerceImage
  {
    guard try caller.desk.find(product, "product") != nil,
      let image = try caller.db.first(.image(id, of: product))
    else { throw BigCommerceError.missing }
    return image
  }

  private static func check(_ fields: [String: JSON]) throws {
    var mistakes: [String: JSON] = [:]
    if let order = fields["sort_order"], order.int == nil {
      mistakes["sort_order"] = "error.expected.jsnumber"
    }
    if let flag = fields["is_thumbnail"], flag.bool == nil {
      mistakes["is_thumbnail"] = "error.expected.jsboolean"
    }
    if let text = fields["description"], text.string == nil {
      mistakes["description"] = "error.expected.jsstring"
    }
    guard mistakes.isEmpty else { throw BigCommerceError.invalid(mistakes) }
  }

  /// Changes the pictures of a product as the only one to do so, and tells of it.
  @discardableResult
  private static func change<Answer>(
    _ product: Int, _ desk: BigCommerceDesk, _ work: () throws -> Answer
  ) throws -> Answer {
    try desk.db.transaction {
      guard let thing = try desk.find(product, "product", forChange: true) else {
        throw BigCommerceError.missing
      }
      let answer = try work()
      try desk.keep(thing)
      try desk.tell("store/product/updated", "product", product)
      return answer
    }
  }

  /// Whoever has a place that is wanted, and all after, move down by one.
  private static func makeRoom(_ order: Int, _ product: Int, _ db: Database) throws {
    try db.run(
      """
      UPDATE bigcommerce_image SET sort_order = sort_order + 1
      WHERE product = \(product) AND sort_order >= \(order) AND EXISTS (
        SELECT FROM bigcommerce_image WHERE product = \(product) AND sort_order = \(order))
      """)
  }
}

extension Statement {
  fileprivate static func noThumbnail(_ product: Int) -> Self {
    "UPDATE bigcommerce_image SET is_thumbnail = false WHERE product = \(product) AND is_thumbnail"
  }
}
