import HTTP
import Postgres

/// Webhook subscriptions that an app makes by itself.
extension ShopifyDesk {
  func hooks(_ arguments: [String: JSON]) throws -> GraphObject {
    let topics = arguments["topics"]?.array
    let uri = arguments["uri"]?.string
    let found = try all("WebhookSubscription").filter { hook in
      (topics?.contains(hook.doc["topic"]) ?? true)
        && (uri.map { hook.doc["uri"] == .string($0) } ?? true)
    }
    return list("WebhookSubscription", found.map { .object(hook($0)) }, arguments)
  }

  private func hook(_ thing: ShopifyThing) -> GraphObject {
    var doc = thing.doc
    doc["id"] = .string(thing.gid)
    doc["updatedAt"] = Self.time(thing.updated)
    return GraphObject("WebhookSubscription", doc)
  }

  func subscribe(_ arguments: [String: JSON]) throws -> GraphValue {
    let topic = arguments["topic"] ?? nil
    let uri = arguments["webhookSubscription"]?["uri"].string ?? ""
    guard uri.hasPrefix("http") else {
      return payload(
        ["webhookSubscription": .leaf(.null)], refused: "Address is invalid", field: "uri")
    }
    let isTaken = try all("WebhookSubscription").contains {
      $0.doc["topic"] == topic && $0.doc["uri"] == .string(uri)
    }
    guard !isTaken else {
      return payload(
        ["webhookSubscription": .leaf(.null)],
        refused: "Address for this topic has already been taken", field: "uri")
    }
    let id = try add(
      "WebhookSubscription",
      [
        "topic": topic, "uri": .string(uri), "format": "JSON", "failures": 0,
        "includeFields": arguments["webhookSubscription"]?["includeFields"].array.map(JSON.array)
          ?? [],
      ])
    return try shown(id)
  }

  func resubscribe(_ arguments: [String: JSON]) throws -> GraphValue {
    let number = ShopifyThing.number(arguments["id"] ?? nil, "WebhookSubscription")
    guard var thing = try find(number, "WebhookSubscription") else { return missing }
    if let uri = arguments["webhookSubscription"]?["uri"].string { thing.doc["uri"] = .string(uri) }
    try keep(thing)
    return try shown(thing.id)
  }

  func unsubscribe(_ id: JSON) throws -> GraphValue {
    let number = ShopifyThing.number(id, "WebhookSubscription")
    guard let thing = try find(number, "WebhookSubscription") else {
      return payload(
        ["deletedWebhookSubscriptionId": .leaf(.null)],
        refused: "Webhook subscription does not exist")
    }
    try remove(thing.id)
    return payload(["deletedWebhookSubscriptionId": .leaf(id)])
  }

  private func shown(_ id: Int) throws -> GraphValue {
    guard let thing = try find(id, "WebhookSubscription") else { return missing }
    return payload(["webhookSubscription": .object(hook(thing))])
  }

  private var missing: GraphValue {
    payload(
      ["webhookSubscription": .leaf(.null)], refused: "Webhook subscription does not exist")
  }
}
