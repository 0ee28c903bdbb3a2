import HTTP
import Postgres

/// How tests set up Shopify shops and act as their merchants, below `/_sandbox/shopify`.
///
/// ```
/// POST   /_sandbox/shopify/shops           {"name": "s1", "products": "samples", "points": 2000,
///                                           "restoreRate": 100, "tokenSeconds": 3600,
///                                           "mediaSeconds": 1}
/// GET    /_sandbox/shopify/shops/s1        products, subscriptions, tokens, deliveries, …
/// POST   /_sandbox/shopify/shops/s1/touch  {"product": 1, "rename": "New"}, "delete", "silent";
///                                           "variants": 120 and "media": 60 give it as many
/// POST   /_sandbox/shopify/shops/s1/news   {"topic": "shop/redact"}: mandatory news
/// POST   /_sandbox/shopify/shops/s1/leave  the merchant uninstalls the app
/// POST   /_sandbox/shopify/faults          {"shop": "s1", "kind": "throttled", "times": 2,
///                                           "match": "productUpdate", "after": 0}
/// ```
enum ShopifyControl {
  static func create(_ by: Operator) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    let name = json["name"].string ?? ""
    let isName = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    guard !name.isEmpty, isName, name.utf8.count <= 60 else {
      throw Problem(.invalid, "A name is needed: a-z, 0-9 and -.")
    }
    let products = json["products"] == .null ? "samples" : json["products"]
    try ShopifySeed.make(
      name, json["title"].string ?? "Test shop", products: products, json, by.db)
    return .json(["name": .string(name), "domain": .string("\(name).myshopify.com")], status: 201)
  }

  static func show(_ by: Operator, _ name: String) throws -> Response {
    let desk = try desk(by, name)
    func rows(_ kind: String) throws -> JSON {
      .array(
        try desk.all(kind).map { thing in
          var doc = thing.doc
          doc["id"] = .int(thing.id)
          return doc
        })
    }
    let deliveries: Query<Line> = """
      SELECT json_build_object('topic', topic, 'url', url, 'status', status, 'outcome', outcome,
        'attempts', attempts) FROM shopify_delivery WHERE shop = \(name) ORDER BY id
      """
    let tokens: Query<Int> = "SELECT count(*) FROM shopify_token WHERE shop = \(name)"
    return .json([
      "products": try rows("Product"), "media": try rows("MediaImage"),
      "webhooks": try rows("WebhookSubscription"), "tokens": .int(try by.db.one(tokens)),
      "deliveries": .array(try by.db.all(deliveries).map(\.json)),
      "bulkOperations": try rows("BulkOperation"),
    ])
  }

  /// What the merchant does in the shop's own back office.
  static func touch(_ by: Operator, _ name: String) throws -> Response {
    let desk = try desk(by, name)
    let json = try JSON(bytes: by.request.body)
    guard var thing = try desk.find(json["product"].int, "Product") else { throw Problem.missing }
    if let title = json["rename"].string { thing.doc["title"] = .string(title) }
    try grow(&thing, json, desk)
    if json["delete"].bool == true {
      try desk.remove(thing.id)
      try desk.tell("products/delete", thing.id)
      return .noContent
    }
    try desk.keep(thing)
    if json["silent"].bool != true { try desk.tell("products/update", thing.id) }
    return .noContent
  }

  /// Sends one of the mandatory topics to the address in the app's configuration.
  static func news(_ by: Operator, _ name: String) throws -> Response {
    let desk = try desk(by, name)
    let json = try JSON(bytes: by.request.body)
    try desk.send(
      json["topic"].string ?? "", ["shop_id": 1, "shop_domain": .string(desk.shop.domain)],
      to: Sandbox.settings.shopifyCompliance, hook: nil)
    return .noContent
  }

  /// The merchant uninstalls the app: its tokens are dead at once, its subscriptions go.
  static func leave(_ by: Operator, _ name: String) throws -> Response {
    let desk = try desk(by, name)
    try by.db.transaction {
      try by.db.run("DELETE FROM shopify_token WHERE shop = \(name)")
      try desk.tell(
        "app/uninstalled",
        ["id": 1, "name": .string(desk.shop.title), "domain": .string(desk.shop.domain)])
      for hook in try desk.all("WebhookSubscription") { try desk.remove(hook.id) }
    }
    return .noContent
  }

  /// Adds copies of a product's last variant and picture until it has as many as are wished for.
  private static func grow(_ thing: inout ShopifyThing, _ json: JSON, _ desk: ShopifyDesk) throws {
    var (variants, media) = (thing.doc["variants"].array ?? [], thing.doc["media"].array ?? [])
    while var next = variants.last, variants.count < json["variants"].int ?? 0 {
      let id = try desk.db.one(
        "SELECT nextval(pg_get_serial_sequence('shopify_thing', 'id'))" as Query<Int>)
      (next["id"], next["sku"]) = (.int(id), .string("MANY-\(id)"))
      variants.append(next)
    }
    while let last = try desk.find(media.last?.int, "MediaImage"),
      media.count < json["media"].int ?? 0
    {
      media.append(.int(try desk.add("MediaImage", last.doc)))
    }
    (thing.doc["variants"], thing.doc["media"]) = (.array(variants), .array(media))
  }

  static func fault(_ by: Operator) throws -> Response {
    let json = try JSON(bytes: by.request.body)
    let (name, kind) = (json["shop"].string ?? "", json["kind"].string ?? "")
    _ = try desk(by, name)
    guard ShopifyFault.kinds.contains(kind) else {
      throw Problem(.invalid, "The kinds are \(ShopifyFault.kinds.joined(separator: ", ")).")
    }
    try by.db.run(
      """
      INSERT INTO shopify_fault (shop, kind, match, after, times, seconds, status)
      VALUES (\(name), \(kind), \(json["match"].string ?? ""), \(json["after"].int ?? 0),
        \(json["times"].int ?? 1), \(json["seconds"].double ?? 1), \(json["status"].int ?? 503))
      """)
    return .noContent
  }

  private static func desk(_ by: Operator, _ name: String) throws -> ShopifyDesk {
    guard let shop = try ShopifyShop.named(name, by.db) else { throw Problem.missing }
    return ShopifyDesk(shop: shop, db: by.db)
  }
}
