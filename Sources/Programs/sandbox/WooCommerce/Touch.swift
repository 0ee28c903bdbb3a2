import FoundationEssentials
import HTTP
import Postgres

/// What a merchant does in the store's own back office, behind everybody's back.
///
/// `product` is a number or a slug; beside it any of `rename`, `describe`, `price`, `status`,
/// `removeImage` (a number, `first` or `last`), `reorder` (`reverse` or numbers), `addImage` (a
/// sample file), `trash` and `delete` (true); `silent` (true) tells no webhook, and `ago` (seconds)
/// dates the change back. `deleteMedia` (a number) and `disableWebhooks` (true) also go without a
/// product.
enum Touch {
  /// Applies the changes that a body names to the product that it names.
  static func apply(_ by: Operator, _ name: String) throws -> Response {
    guard try by.db.first(.shop(name)) != nil else { throw Problem.missing }
    let json = try JSON(bytes: by.request.body)
    if let id = json["deleteMedia"].int {
      try deleteMedia(id, name, by.db)
      if json["product"] == .null { return .noContent }
    }
    if json["disableWebhooks"].bool == true {
      try by.db.run("UPDATE webhook SET status = 'disabled' WHERE shop = \(name)")
      if json["product"] == .null { return .noContent }
    }
    var product = try find(json["product"], name, by.db)
    if let title = json["rename"].string { product.name = Text.title(title) }
    if let text = json["describe"].string { product.description = Text.kses(text) }
    if let price = json["price"].string { product.regularPrice = price }
    if let status = json["status"].string { product.status = status }
    try changePictures(&product, json, name, by.db)
    product.modified = Date(timeIntervalSinceNow: -Double(json["ago"].int ?? 0))
    if json["delete"].bool == true {
      try by.db.run(.remove(product.id, name))
    } else {
      if json["trash"].bool == true, product.status != "trash" {
        (product.status, product.slug) = ("trash", product.slug + "__trashed")
      }
      try by.db.run(.save(product, name))
      let event = product.status == "trash" ? "deleted" : "updated"
      if json["silent"].bool != true { try Webhooks.announce(event, product.id, name, by.db) }
    }
    return .json(["id": .int(product.id), "imageIds": .array(product.imageIDs.map(JSON.int))])
  }

  private static func find(_ which: JSON, _ shop: String, _ db: Database) throws -> Product {
    let found =
      try which.int.flatMap { try db.first(.product($0, shop)) }
      ?? which.string.flatMap { try db.first(.product(slug: $0, shop)) }
    guard let found else { throw Problem.missing }
    return found
  }

  private static func changePictures(
    _ product: inout Product, _ json: JSON, _ shop: String, _ db: Database
  ) throws {
    switch json["removeImage"] {
    case .int(let id): product.imageIDs.removeAll { $0 == id }
    case "first": product.imageIDs = Array(product.imageIDs.dropFirst())
    case "last": product.imageIDs = Array(product.imageIDs.dropLast())
    default: break
    }
    if json["reorder"] == "reverse" { product.imageIDs.reverse() }
    if let order = json["reorder"].array {
      product.imageIDs = order.compactMap { $0.int.flatMap { Int32(exactly: $0) }.map(Int.init) }
    }
    if let file = json["addImage"].string {
      product.imageIDs.append(try attach(file, shop, db))
    }
  }

  /// Adds one of the sample pictures to the media library as the store's own.
  private static func attach(_ file: String, _ shop: String, _ db: Database) throws -> Int {
    let isName = !file.contains("/") && !file.hasPrefix(".")
    let bytes = try isName ? Samples(folder: Sandbox.settings.assets).picture(file) : []
    guard let kind = PictureKind(bytes) else { throw Problem(.invalid, "\(file) is no picture.") }
    return try NewAttachment(
      fileName: file, picture: kind, bytes: bytes, origin: "own", src: ""
    ).store(shop, db)
  }

  /// Deletes a picture from the library: products lose it, and their dates do not move.
  private static func deleteMedia(_ id: Int, _ shop: String, _ db: Database) throws {
    try db.run(.removeAttachment(id, shop))
    try db.run(
      """
      UPDATE product SET image_ids = array_remove(image_ids::bigint[], \(id)::bigint)::int[]
      WHERE shop = \(shop) AND \(id)::bigint = ANY (image_ids)
      """)
  }
}
