import Crypto
import Fetch
import HTTP

extension WooCommerce {
  /// What a store tells us about; a forced deletion is told by no topic.
  private static let topics = [
    "product.created", "product.updated", "product.deleted", "product.restored",
  ]

  package func keepWebhooks(at address: String, secret: String) throws -> WebhookState {
    let ours = try webhooks(at: address)
    var ids: [String] = []
    var mended = 0
    for topic in Self.topics {
      if let hook = ours.first(where: { $0["topic"].string == topic }), let id = hook["id"].int {
        ids.append(String(id))
        guard hook["status"].string != "active" else { continue }
        _ = try call(.put, "/webhooks/\(id)", body: ["status": "active"])
      } else {
        let made = try make(topic, address, secret)
        made.map { ids.append($0) }
      }
      mended += 1
    }
    return WebhookState(ids: ids, mended: mended)
  }

  private func make(_ topic: String, _ address: String, _ secret: String) throws -> String? {
    let body: JSON = [
      "name": "Epox", "topic": .string(topic), "delivery_url": .string(address),
      "secret": .string(secret), "status": "active",
    ]
    return try call(.post, "/webhooks", body: body).json["id"].int.map(String.init)
  }

  private func webhooks(at address: String) throws -> [JSON] {
    try call(.get, "/webhooks", query: [("per_page", "100")]).rows()
      .filter { $0["delivery_url"].string == address }
  }

  package func dropWebhooks(at address: String, _ ids: [String]) throws {
    let leading = try webhooks(at: address).compactMap { $0["id"].int.map(String.init) }
    for id in Set(ids + leading) {
      do {
        _ = try call(.delete, "/webhooks/\(id)", query: [("force", "true")])
      } catch let trouble as StoreTrouble {
        guard case .refused(let status, _, _) = trouble, status < 500 else { throw trouble }
      }
    }
  }
}

extension WooCommercePlatform {
  /// The signature is `base64(HMAC-SHA256(secret, body))` in `X-WC-Webhook-Signature`.
  package static func hear(_ request: Request, secret: String) throws -> StoreDelivery {
    let given = request.headers["x-wc-webhook-signature"] ?? ""
    let topic = request.headers["x-wc-webhook-topic"] ?? ""
    // The ping that follows the creation of a webhook is not signed and says nothing.
    if given.isEmpty, topic.isEmpty, request.contentType == "application/x-www-form-urlencoded",
      request.form["webhook_id"] != nil
    {
      return StoreDelivery(topic: "ping", news: .nothing, key: [])
    }
    let expected = base64(hmacSHA256(key: Array(secret.utf8), request.body))
    guard isEqual(Array(expected.utf8), Array(given.utf8)) else { throw Problem.unsignedDelivery }
    guard topic.hasPrefix("product.") else {
      return StoreDelivery(topic: topic, news: .nothing, key: [])
    }
    return try product(topic, request)
  }

  /// Variations come dressed as products, with their product as `parent_id`.
  ///
  /// `X-WC-Webhook-Delivery-ID` is no key of its own: two events of one second share it. A product
  /// that is deleted, restored and deleted again is told in the same words, and by that id alone
  /// the second time is known from the first.
  private static func product(_ topic: String, _ request: Request) throws -> StoreDelivery {
    let body = try JSON(bytes: request.body)
    let parent = body["parent_id"].int ?? 0
    let delivery =
      topic == "product.deleted" ? request.headers["x-wc-webhook-delivery-id"] ?? "" : ""
    let key = sha256(Array("\(topic)\n\(delivery)\n".utf8) + request.body)
    guard let id = parent > 0 ? parent : body["id"].int else {
      return StoreDelivery(topic: topic, news: .nothing, key: key)
    }
    return StoreDelivery(
      topic: topic, news: .product(String(id)), key: key,
      modified: parent > 0 ? nil : moment(body["date_modified_gmt"].string))
  }
}
