import FoundationEssentials
import HTTP
import Postgres

/// Somebody who wants to hear what happens in a store.
struct Webhook: RowReadable {
  let id: Int
  var name: String
  var topic: String
  var deliveryURL: String
  var secret: String
  var status: String
  var failures: Int
  let created: Date
  var modified: Date?

  init(id: Int, topic: String, deliveryURL: String) {
    (self.id, self.topic, self.deliveryURL) = (id, topic, deliveryURL)
    (name, secret, status, failures) = ("", "", "active", 0)
    created = Date()
    modified = nil
  }

  init(_ row: Row) throws {
    id = try row[0]
    name = try row[1]
    topic = try row[2]
    deliveryURL = try row[3]
    secret = try row[4]
    status = try row[5]
    failures = try row[6]
    created = try row[7]
    modified = try row[8]
  }

  /// The webhook as the API shows it: never with its secret.
  func json(_ shop: Shop) -> JSON {
    let halves = topic.split(separator: ".").map(String.init)
    var json: JSON = [
      "id": .int(id), "name": .string(name), "status": .string(status), "topic": .string(topic),
      "resource": .string(halves[0]), "event": .string(halves.count > 1 ? halves[1] : ""),
      "hooks": .array((Webhooks.hooks[topic] ?? []).map(JSON.string)),
      "delivery_url": .string(deliveryURL), "date_modified": nil, "date_modified_gmt": nil,
      "_links": itemLinks(shop.api("webhooks/\(id)"), shop.api("webhooks")),
    ]
    for (name, value) in Times.pair("created", created) { json[name] = .string(value) }
    guard let modified else { return json }
    for (name, value) in Times.pair("modified", modified) { json[name] = .string(value) }
    return json
  }
}

extension Query<Webhook> {
  /// The webhooks of a store, newest first.
  static func webhooks(_ shop: String) -> Self {
    """
    SELECT id, name, topic, delivery_url, secret, status, failure_count, created_at, modified_at
    FROM webhook WHERE shop = \(shop) ORDER BY id DESC
    """
  }
}

extension Query<NoRow> {
  /// Writes a webhook whole.
  static func save(_ webhook: Webhook, _ shop: String) -> Self {
    """
    INSERT INTO webhook (shop, id, name, topic, delivery_url, secret, status, failure_count,
      created_at, modified_at)
    VALUES (\(shop), \(webhook.id), \(webhook.name), \(webhook.topic), \(webhook.deliveryURL),
      \(webhook.secret), \(webhook.status), \(webhook.failures), \(webhook.created),
      \(webhook.modified))
    ON CONFLICT (shop, id) DO UPDATE SET (name, topic, delivery_url, secret, status, failure_count,
      modified_at) = (excluded.name, excluded.topic, excluded.delivery_url, excluded.secret,
      excluded.status, excluded.failure_count, excluded.modified_at)
    """
  }

  /// Notes news for everybody who wants them.
  ///
  /// What already waits is not said twice: the body is made when it is sent.
  static func announce(_ topic: String, _ id: Int, _ shop: String, delay: Int) -> Self {
    """
    INSERT INTO delivery (shop, webhook, resource, topic, due_at)
    SELECT shop, id, \(id)::int, topic, now() + make_interval(secs => \(delay)::float8)
    FROM webhook WHERE shop = \(shop) AND topic = \(topic) AND status = 'active'
    ON CONFLICT (shop, webhook, resource) WHERE sent_at IS NULL DO NOTHING
    """
  }
}

/// `/webhooks`.
enum Webhooks {
  /// What is listened to inside WordPress for each topic about products.
  static let hooks = [
    "product.created": [
      "woocommerce_process_product_meta", "woocommerce_new_product",
      "woocommerce_new_product_variation",
    ],
    "product.updated": [
      "woocommerce_process_product_meta", "woocommerce_update_product",
      "woocommerce_update_product_variation",
    ],
    "product.deleted": ["wp_trash_post"], "product.restored": ["untrashed_post"],
  ]
  private static let others = ["order", "customer", "coupon"].flatMap { resource in
    ["created", "updated", "deleted", "restored"].map { "\(resource).\($0)" }
  }

  /// Says that something happened to a product or variation.
  static func announce(_ event: String, _ id: Int, _ shop: String, _ db: Database) throws {
    try db.run(
      .announce("product.\(event)", id, shop, delay: Sandbox.settings.webhookDelay))
  }

  static func list(_ caller: Caller) throws -> Response {
    let page = try Page(caller)
    try caller.require(.list)
    let all = try caller.db.all(.webhooks(caller.shop.name))
    let some = all.dropFirst(max(page.offset, 0)).prefix(page.size)
    return caller.answer(some.map { $0.json(caller.shop) }, page: page, total: all.count)
  }

  static func show(_ caller: Caller, _ id: Int) throws -> Response {
    try caller.require(.view)
    return caller.answer(try find(id, caller).json(caller.shop), allow: Allowed.item)
  }

  static func create(_ caller: Caller) throws -> Response {
    try caller.require(.create)
    let fields = try caller.fields()
    guard let url = fields["delivery_url"]?.string else {
      throw RestError(
        400, "rest_missing_callback_param", "Missing parameter(s): delivery_url",
        data: ["params": ["delivery_url"]])
    }
    let topic = fields["topic"]?.string ?? ""
    try check(topic: topic)
    try check(url: url)
    let id = try Numbering.webhook(caller.shop.name, caller.db)
    var webhook = Webhook(id: id, topic: topic, deliveryURL: url)
    webhook.name = fields["name"]?.string ?? "Webhook created on \(Times.gmt(webhook.created))"
    webhook.secret = fields["secret"]?.string ?? ""
    webhook.status = fields["status"]?.string ?? "active"
    try caller.db.run(.save(webhook, caller.shop.name))
    // A receiver that refuses the ping does not stop the creation.
    if webhook.status == "active" { Deliveries.ping(webhook, caller.shop) }
    return caller.answer(
      webhook.json(caller.shop), status: 201, allow: Allowed.list,
      location: caller.shop.api("webhooks/\(id)"))
  }

  static func update(_ caller: Caller, _ id: Int) throws -> Response {
    try caller.require(.edit)
    var webhook = try find(id, caller)
    let fields = try caller.fields()
    let before = (webhook.deliveryURL, webhook.status)
    if let topic = fields["topic"]?.string {
      try check(topic: topic)
      webhook.topic = topic
    }
    if let url = fields["delivery_url"]?.string {
      try check(url: url)
      webhook.deliveryURL = url
    }
    webhook.name = fields["name"]?.string ?? webhook.name
    webhook.secret = fields["secret"]?.string ?? webhook.secret
    if let status = fields["status"]?.string {
      guard ["active", "paused", "disabled"].contains(status) else {
        throw RestError.invalid(
          "status", "rest_not_in_enum", "status is not one of active, paused, and disabled.")
      }
      webhook.status = status
      webhook.failures = status == "active" ? 0 : webhook.failures
    }
    webhook.modified = Date()
    try caller.db.run(.save(webhook, caller.shop.name))
    if webhook.status == "active", before != (webhook.deliveryURL, webhook.status) {
      Deliveries.ping(webhook, caller.shop)
    }
    return caller.answer(webhook.json(caller.shop), allow: Allowed.item)
  }

  static func delete(_ caller: Caller, _ id: Int) throws -> Response {
    try caller.require(.delete)
    let webhook = try find(id, caller)
    guard try caller.flag("force") || caller.fields()["force"]?.bool == true else {
      throw RestError(
        501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
    }
    try caller.db.run("DELETE FROM webhook WHERE shop = \(caller.shop.name) AND id = \(id)")
    return caller.answer(webhook.json(caller.shop), allow: Allowed.item)
  }

  private static func find(_ id: Int, _ caller: Caller) throws -> Webhook {
    let all = try caller.db.all(.webhooks(caller.shop.name))
    guard let webhook = all.first(where: { $0.id == id }) else {
      throw RestError(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
    }
    return webhook
  }

  private static func check(topic: String) throws {
    guard hooks[topic] != nil || others.contains(topic) else {
      throw RestError(
        400, "woocommerce_rest_shop_webhook_invalid_topic",
        "Webhook topic is required and must be valid.")
    }
  }

  private static func check(url: String) throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw RestError(
        400, "woocommerce_rest_shop_webhook_invalid_delivery_url",
        "Webhook delivery URL must be a valid URL starting with http:// or https://.")
    }
  }
}
