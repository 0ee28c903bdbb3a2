import HTTP
import Postgres

/// Everything that a test wants to know of a store.
enum ShopState {
  static func show(_ by: Operator, _ name: String) throws -> Response {
    guard let shop = try by.db.first(.shop(name)) else { throw Problem.missing }
    let products = try by.db.all(.everything(name))
    let attachments = try by.db.all(.allAttachments(name))
    let files = Dictionary(attachments.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let state: JSON = [
      "name": .string(name), "url": .string(shop.url),
      "products": .array(
        products.filter { !$0.isVariation }.map { product in
          json(product, products.filter { $0.parent == product.id && $0.isVariation }, files)
        }),
      "attachments": .array(attachments.map { $0.json(shop, products) }),
      "requests": .array(try by.db.all(.counters(name)).map(\.json)),
      "faults": .array(try by.db.all(.faults(name)).map(\.json)),
      "deliveries": .array(try by.db.all(.deliveries(name)).map(\.json)),
      "webhooks": .array(
        try by.db.all(.webhooks(name)).map { hook in
          // The API never tells it; whoever plays the store has to sign.
          var json = hook.json(shop)
          json["secret"] = .string(hook.secret)
          return json
        }),
    ]
    return .json(state)
  }

  private static func json(
    _ product: Product, _ variations: [Product], _ files: [Int: FullAttachment]
  ) -> JSON {
    var json: JSON = [
      "id": .int(product.id), "name": .string(product.name), "slug": .string(product.slug),
      "sku": .string(product.sku), "status": .string(product.status),
      "type": .string(product.type), "modifiedAt": .string(Times.gmt(product.modified)),
      "imageIds": .array(product.imageIDs.map(JSON.int)),
    ]
    json["images"] = .array(
      product.imageIDs.compactMap { files[$0] }.map { file in
        ["id": .int(file.id), "file": .string(file.file), "origin": .string(file.origin)]
      })
    json["variations"] = .array(
      variations.map { variation in
        [
          "id": .int(variation.id), "sku": .string(variation.sku),
          "imageId": JSON(variation.imageIDs.first),
        ]
      })
    return json
  }
}

/// A picture with where it came from.
struct FullAttachment: RowReadable {
  let id: Int
  let file, name, alt, origin, src, checksum: String
  let bytes: Int

  init(_ row: Row) throws {
    id = try row[0]
    file = try row[1]
    name = try row[2]
    alt = try row[3]
    origin = try row[4]
    src = try row[5]
    checksum = try row[6]
    bytes = try row[7]
  }

  func json(_ shop: Shop, _ products: [Product]) -> JSON {
    [
      "id": .int(id), "file": .string(file), "name": .string(name), "alt": .string(alt),
      "origin": .string(origin), "src": .string(src), "checksum": .string(checksum),
      "bytes": .int(bytes), "url": .string("\(shop.url)/wp-content/uploads/\(file)"),
      "usedBy": .array(products.filter { $0.imageIDs.contains(id) }.map { .int($0.id) }),
    ]
  }
}

/// A line of the store's own bookkeeping, ready as JSON.
struct Line: RowReadable {
  let json: JSON
  init(_ row: Row) throws {
    let text: String = try row[0]
    json = try JSON(bytes: Array(text.utf8))
  }
}

extension Query<FullAttachment> {
  /// Every picture of a store.
  static func allAttachments(_ shop: String) -> Self {
    """
    SELECT id, file, name, alt, origin, src, attachment.checksum, length(bytes)
    FROM attachment JOIN blob USING (checksum) WHERE shop = \(shop) ORDER BY id
    """
  }
}

extension Query<Line> {
  /// How often what was called, and how it ended; numbers in addresses become stars.
  static func counters(_ shop: String) -> Self {
    """
    SELECT json_build_object('method', method, 'path', route, 'status', status, 'fault', fault,
      'count', count(*), 'slowestMs', max(ms))
    FROM (SELECT *, regexp_replace(path, '/[0-9]+(?=/|$)', '/*', 'g') AS route FROM request_log) r
    WHERE shop = \(shop) GROUP BY method, route, status, fault ORDER BY route, method, status
    """
  }

  /// The faults that were ordered, and how often requests met them.
  static func faults(_ shop: String) -> Self {
    """
    SELECT json_build_object('id', id, 'kind', kind, 'path', path, 'method', method,
      'after', after, 'times', times, 'seen', seen,
      'struck', CASE WHEN times = 0 THEN greatest(seen - after, 0)
        ELSE least(greatest(seen - after, 0), times) END)
    FROM fault WHERE shop = \(shop) ORDER BY id
    """
  }

  /// What was said to whom.
  static func deliveries(_ shop: String) -> Self {
    """
    SELECT json_build_object('id', id, 'webhook', webhook, 'resource', resource, 'topic', topic,
      'status', status, 'outcome', coalesce(outcome, 'waiting'))
    FROM delivery WHERE shop = \(shop) ORDER BY id
    """
  }
}
