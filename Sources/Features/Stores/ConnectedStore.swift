import Crypto
import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

/// A store that an account has connected.
package struct ConnectedStore: RowReadable, Sendable {
  package let id: StoreID
  package let url: String
  package let name: String
  package let currency: String
  package let version: String
  package let dimensionUnit: String
  package let state: String
  package let autoSync: Bool
  package let lastContact: Date?
  package let lastWebhook: Date?
  package let lastError: String?
  package let connected: Date
  let sealed: String?
  let access: WooCommerce.Access
  let webhookCount: Int

  package init(_ row: Row) throws {
    (id, url, name) = (try row[0], try row[1], try row[2])
    (currency, version, dimensionUnit) = (try row[3], try row[4], try row[5])
    (state, autoSync, lastContact) = (try row[6], try row[7], try row[8])
    (lastWebhook, lastError, connected) = (try row[9], try row[10], try row[11])
    sealed = try row[12]
    access = WooCommerce.Access(rawValue: try row[13]) ?? .basic
    webhookCount = try row[14]
  }

  /// What to call it.
  package var title: String { name.isEmpty ? url : name }

  /// The store, ready to be called.
  /// - Throws: `GiveUp` when it was disconnected meanwhile.
  package func open(_ fetch: Fetch) throws -> WooCommerce {
    guard let sealed else { throw GiveUp("The store is not connected any more.") }
    let keys = try Configuration.current.secretBox.open(sealed, for: "store/\(id.pathText)")
    let halves = keys.split(separator: ":", maxSplits: 1).map(String.init)
    guard halves.count == 2 else { throw GiveUp("The store's keys are not readable.") }
    return WooCommerce(
      base: url, key: halves[0], secret: halves[1], access: access, fetch: fetch)
  }
}

extension Query<ConnectedStore> {
  /// The account's store, if one is connected.
  package static var active: Self {
    """
    SELECT id, url, name, currency, version, dimension_unit, state, auto_sync, last_contact_at,
      last_webhook_at, last_error, connected_at, credentials, access,
      coalesce(array_length(webhook_ids, 1), 0)
    FROM store WHERE client_id = current_client() AND state <> 'disconnected'
    """
  }

  /// One store of the account.
  package static func store(_ id: StoreID) -> Self {
    """
    SELECT id, url, name, currency, version, dimension_unit, state, auto_sync, last_contact_at,
      last_webhook_at, last_error, connected_at, credentials, access,
      coalesce(array_length(webhook_ids, 1), 0)
    FROM store WHERE client_id = current_client() AND id = \(id)
    """
  }
}

extension Statement {
  /// The store answered.
  package static func contact(_ store: StoreID) -> Self {
    """
    UPDATE store SET last_contact_at = now(), last_error = NULL,
      state = CASE WHEN state = 'needs reconnection' THEN 'connected' ELSE state END
    WHERE client_id = current_client() AND id = \(store) AND state <> 'disconnected'
    """
  }

  /// The store did not answer as it should.
  package static func trouble(_ store: StoreID, _ trouble: StoreTrouble) -> Self {
    """
    UPDATE store SET last_error = \(trouble.sentence),
      state = CASE WHEN \(trouble.isAboutKeys) THEN 'needs reconnection' ELSE state END
    WHERE client_id = current_client() AND id = \(store) AND state <> 'disconnected'
    """
  }
}

extension Shift {
  /// The client for calls out of this worker thread.
  package var fetch: Fetch { tool { Fetch.configured() } }

  /// Notes what kept the store from answering, then decides when the job tries again.
  package func handle(_ trouble: StoreTrouble, of store: StoreID) throws -> Never {
    try transaction { _ = try $0.run(.trouble(store, trouble)) }
    switch trouble {
    case .busy(let seconds, _): throw Snooze(seconds: Double(seconds), trouble.sentence)
    case .refused where !trouble.isPassing: throw GiveUp(trouble.sentence)
    default: throw trouble
    }
  }
}

extension Fetch {
  /// A client with the hosts that the settings allow.
  package static func configured() -> Fetch {
    let settings = Configuration.current
    return Fetch(
      allowed: settings.allowedHosts, recorder: settings.recordFile.map { Recorder(path: $0) })
  }
}
