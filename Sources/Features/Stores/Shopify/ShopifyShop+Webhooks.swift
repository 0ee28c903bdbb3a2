import Crypto
import HTTP
import Site

extension ShopifyShop {
  /// What the shop tells us about.
  private static let topics = [
    "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "COLLECTIONS_CREATE",
    "COLLECTIONS_UPDATE", "COLLECTIONS_DELETE", "APP_UNINSTALLED", "SHOP_UPDATE",
  ]

  /// The app's own secret signs: the one of the store is not used.
  package func keepWebhooks(at address: String, secret: String) throws -> WebhookState {
    let known = try webhooks(at: address)
    var ids: [String] = []
    var mended = 0
    for topic in Self.topics {
      if let id = known[topic] {
        ids.append(id)
        continue
      }
      let made = try change(
        "webhookSubscriptionCreate",
        """
        mutation Listen($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
          webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
            webhookSubscription { id } userErrors { field message } } }
        """, ["topic": .string(topic), "hook": ["uri": .string(address), "format": "JSON"]])
      let id = made["webhookSubscription"]["id"]
      ShopifyID.short(id, "WebhookSubscription").map { ids.append($0) }
      mended += 1
    }
    return WebhookState(ids: ids, mended: mended)
  }

  /// The numbers of the subscriptions that lead to an address, by topic.
  func webhooks(at address: String) throws -> [String: String] {
    let page = try ask(
      """
      query Hooks($uri: String) { webhookSubscriptions(first: 100, uri: $uri) {
        nodes { id topic uri } } }
      """, ["uri": .string(address)])["webhookSubscriptions"]
    guard let rows = page["nodes"].array else { throw StoreTrouble.nonsense }
    var known: [String: String] = [:]
    for row in rows where row["uri"].string == address {
      known[row["topic"].string ?? ""] = ShopifyID.short(row["id"], "WebhookSubscription")
    }
    return known
  }

  package func dropWebhooks(at address: String, _ ids: [String]) throws {
    for id in try Set(ids + webhooks(at: address).values) {
      do {
        _ = try change(
          "webhookSubscriptionDelete",
          """
          mutation Forget($id: ID!) { webhookSubscriptionDelete(id: $id) {
            deletedWebhookSubscriptionId userErrors { field message } } }
          """, ["id": ShopifyID.long(id, "WebhookSubscription")])
      } catch let trouble as StoreTrouble {
        guard case .refused(let status, _, _) = trouble, status < 500 else { throw trouble }
      }
    }
  }
}

extension ShopifyPlatform {
  /// The signature is over the raw bytes, with the app's secret; while that is rolled, the old one
  /// is believed too.
  package static func hear(_ request: Request, secret: String) throws -> StoreDelivery {
    let secrets = Configuration.current.shopify?.secrets ?? []
    guard ShopifySignature.holds(request, secrets) else { throw Problem.unsignedDelivery }
    let topic = ShopifySignature.header("topic", request)
    let event = ShopifySignature.header("event-id", request)
    let key = sha256(Array("\(topic)\n\(event)\n".utf8) + (event.isEmpty ? request.body : []))
    switch topic {
    case "products/create", "products/update", "products/delete":
      let body = try JSON(bytes: request.body)
      guard let id = body["id"].int else { break }
      return StoreDelivery(
        topic: topic, news: .product(String(id)), key: key,
        modified: moment(body["updated_at"].string))
    case "collections/create", "collections/update", "collections/delete":
      return StoreDelivery(topic: topic, news: .categories, key: key)
    case "shop/update": return StoreDelivery(topic: topic, news: .shop, key: key)
    case "app/uninstalled":
      return StoreDelivery(
        topic: topic, news: .uninstalled, key: key,
        modified: moment(ShopifySignature.header("triggered-at", request)))
    default: break
    }
    return StoreDelivery(topic: topic, news: .nothing, key: key)
  }
}
