import Fetch
import HTTP
import Jobs
import Postgres
import Site

/// Asks a store to tell us about changes, and sees to it that it still does.
///
/// Idempotent by store and topic: hooks that lead to us already are kept, missing ones are made,
/// disabled ones are switched on again.
package struct KeepWebhooks: Job {
  package static let kind = "keep-webhooks"
  let store: StoreID
  package var uniqueKey: String? { "webhooks/\(store.pathText)" }

  package init(store: StoreID) { self.store = store }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store), let secret = try store.webhookSecret() else {
      return
    }
    do {
      let shop = try shift.open(store)
      let state = try shop.keepWebhooks(at: store.webhookAddress, secret: secret)
      if store.webhookIDs.isEmpty { try dropLeftovers(of: store, in: shop, shift) }
      try shift.transaction { db in
        try db.run(.webhooks(store.id, state.ids))
        try db.run(.contact(store.id, shop.allowance))
      }
      // Whoever disconnected meanwhile has none of these taken out by the job that does so.
      if try shift.store(store.id) == nil {
        try shop.dropWebhooks(at: store.webhookAddress, state.ids)
      }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  /// Takes out what earlier connections of the same shop have left: it did not answer when they
  /// ended, and would tell an address that nobody listens at.
  private func dropLeftovers(of store: ConnectedStore, in shop: any Shop, _ shift: Shift) throws {
    let former: [ConnectedStore] = try shift.db.read(as: shift.client, .former(store))
    for one in former {
      try shop.dropWebhooks(at: one.webhookAddress, [])
    }
  }
}

extension Stores {
  /// Looks after the webhooks of every store that was last seen to six hours ago.
  ///
  /// Runs in the system role, across accounts.
  package static let keepWebhooks: Statement = """
    INSERT INTO job (client_id, kind, payload, unique_key)
    SELECT client_id, 'keep-webhooks', jsonb_build_object('store', upper(id::text)),
      'webhooks/' || id
    FROM store WHERE state = 'connected'
      AND coalesce(webhooks_checked_at, connected_at) < now() - interval '6 hours'
    ON CONFLICT DO NOTHING
    """
}

/// Takes our webhooks out of a store that was disconnected; the keys travel sealed, since the
/// account forgets them at once.
///
/// A store that does not answer keeps hooks that lead nowhere.
package struct RemoveWebhooks: Job {
  package static let kind = "remove-webhooks"
  package static let attempts = 5
  let store: StoreID
  let platform: String
  let url: String
  let identity: String
  let access: String
  let sealed: String
  let hooks: [String]
  let address: String?
  package var uniqueKey: String? { "remove-webhooks/\(store.pathText)" }

  /// Everything that is needed once the store is forgotten; `nil` when its keys are gone already.
  init?(_ known: ConnectedStore) {
    guard let sealed = known.sealed else { return nil }
    (store, platform, url) = (known.id, known.platform.kind, known.url)
    (identity, access) = (known.identity, known.access)
    (self.sealed, hooks, address) = (sealed, known.webhookIDs, known.webhookAddress)
  }

  package func run(in shift: Shift) throws {
    guard let platform = Platforms.named(platform), !sealed.isEmpty else { return }
    let access = try StoreAccess(
      url: url, identity: identity, access: access, sealed: sealed, store: store,
      dimensionUnit: "cm")
    try platform.open(access, fetch: shift.fetch).dropWebhooks(at: address ?? "", hooks)
    try forgetKeys(shift)
  }

  package func failed(_ sentence: String, in shift: Shift) throws { try forgetKeys(shift) }

  /// The sealed keys are in the job's arguments; nothing of them stays behind.
  private func forgetKeys(_ shift: Shift) throws {
    try shift.transaction { db in
      _ = try db.run(
        "UPDATE job SET payload = payload || '{\"sealed\": \"\"}' WHERE id = \(shift.job)")
    }
  }
}
