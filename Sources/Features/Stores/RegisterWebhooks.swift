import Crypto
import Fetch
import HTTP
import Jobs
import Postgres
import Site

/// Asks a store to tell us about changes.
///
/// Idempotent by store and topic: hooks that point to us already are kept, missing ones are made,
/// disabled ones are switched on again.
package struct RegisterWebhooks: Job {
  package static let kind = "register-webhooks"
  package static let topics = ["product.created", "product.updated", "product.deleted"]
  let store: StoreID
  package var uniqueKey: String? { "webhooks/\(store.pathText)" }

  package init(store: StoreID) { self.store = store }

  package func run(in shift: Shift) throws {
    let (stores, keys) = try shift.db.read(as: shift.client, .store(store), .webhookKeys(store))
    guard let connected = stores.first, let secret = keys.first?.secret else { return }
    let woo = try connected.open(shift.fetch)
    let address = Configuration.current.baseURL + Site.wooCommerceWebhook(store)
    do {
      let known = try woo.call(.get, "/webhooks", query: [("per_page", "100")]).rows()
      let ours = known.filter { $0["delivery_url"].string == address }
      var ids: [String] = []
      for topic in Self.topics {
        if let hook = ours.first(where: { $0["topic"].string == topic }), let id = hook["id"].int {
          if hook["status"].string != "active" {
            _ = try woo.call(.put, "/webhooks/\(id)", body: ["status": "active"])
          }
          ids.append(String(id))
        } else {
          let body: JSON = [
            "name": "Epox", "topic": .string(topic), "delivery_url": .string(address),
            "secret": .string(secret), "status": "active",
          ]
          let made = try woo.call(.post, "/webhooks", body: body)
          made.json["id"].int.map { ids.append(String($0)) }
        }
      }
      let found = ids
      try shift.transaction { db in
        try db.run(.webhooks(store, found))
        try db.run(.contact(store))
      }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: store)
    }
  }
}

/// Takes our webhooks out of a store that was disconnected; the keys travel sealed, since the
/// account forgets them at once.
///
/// A store that does not answer keeps hooks that lead nowhere.
package struct RemoveWebhooks: Job {
  package static let kind = "remove-webhooks"
  package static let attempts = 5
  let store: StoreID
  let url: String
  let access: String
  let sealed: String
  let hooks: [String]
  package var uniqueKey: String? { "remove-webhooks/\(store.pathText)" }

  package func run(in shift: Shift) throws {
    let keys = try Configuration.current.secretBox.open(sealed, for: "store/\(store.pathText)")
    let halves = keys.split(separator: ":", maxSplits: 1).map(String.init)
    guard halves.count == 2 else { return }
    let woo = WooCommerce(
      base: url, key: halves[0], secret: halves[1],
      access: WooCommerce.Access(rawValue: access) ?? .basic, fetch: shift.fetch)
    for hook in hooks {
      do {
        _ = try woo.call(.delete, "/webhooks/\(hook)", query: [("force", "true")])
      } catch let trouble as StoreTrouble {
        guard case .refused(let status, _, _) = trouble, status < 500 else { throw trouble }
      }
    }
    // The sealed keys are in the job's arguments; nothing of them stays behind.
    try shift.transaction { db in
      _ = try db.run(
        "UPDATE job SET payload = payload || '{\"sealed\": \"\"}' WHERE id = \(shift.job)")
    }
  }
}
