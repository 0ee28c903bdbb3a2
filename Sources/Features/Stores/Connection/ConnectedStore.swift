import Crypto
import FoundationEssentials
import HTTP
import Postgres
import Site

/// A store that an account has connected.
package struct ConnectedStore: RowReadable, Sendable {
  package let id: StoreID
  package let platform: any StorePlatform.Type
  package let url: String
  package let identity: String
  package let name: String
  package let currency: String
  package let version: String
  package let dimensionUnit: String
  package let state: String
  package let autoSync: Bool
  package let followsNew: Bool
  package let lastContact: Date?
  package let lastWebhook: Date?
  package let lastError: String?
  package let connected: Date
  package let tokenEnds: Date?
  package let webhookIDs: [String]
  package let sweptUntil: Date?
  package let examined: Date?
  package let findings: [Finding]
  package let allowance: Allowance?
  let sealed: String?
  let access: String
  private let sealedWord: String?

  package init(_ row: Row) throws {
    platform = Platforms.named(try row[1]) ?? WooCommercePlatform.self
    (id, url, identity, name) = (try row[0], try row[2], try row[3], try row[4])
    (currency, version, dimensionUnit) = (try row[5], try row[6], try row[7])
    (state, autoSync, followsNew) = (try row[8], try row[9], try row[10])
    (lastContact, lastWebhook, lastError) = (try row[11], try row[12], try row[13])
    (connected, tokenEnds) = (try row[14], try row[15])
    let hooks: String = try row[16]
    webhookIDs = hooks.split(separator: ",").map(String.init)
    (sealedWord, sweptUntil, examined) = (try row[17], try row[18], try row[19])
    let kept: String = try row[20]
    findings = (try? JSON(bytes: Array(kept.utf8)))?.array?.compactMap(Finding.init) ?? []
    let (left, most): (Int?, Int?) = (try row[21], try row[22])
    allowance = left.flatMap { left in most.map { Allowance(left: left, most: $0) } }
    (sealed, access) = (try row[23], try row[24])
  }

  /// What to call it.
  package var title: String { name.isEmpty ? url : name }

  /// Whether it can be called.
  package var isConnected: Bool { state != "disconnected" }

  /// Where the store's news should arrive.
  package var webhookAddress: String { Configuration.current.baseURL + Site.storeWebhook(id) }

  /// What signs its deliveries, where its platform has each store sign with a word of its own.
  func webhookSecret() throws -> String? {
    try sealedWord.map { try WebhookSecret.open($0, for: id) }
  }

  /// What it takes to call it; `nil` when its keys are destroyed.
  func accessing() throws -> StoreAccess? {
    guard let sealed else { return nil }
    return try StoreAccess(
      url: url, identity: identity, access: access, sealed: sealed, store: id,
      dimensionUnit: dimensionUnit)
  }
}

extension StoreAccess {
  /// Opens sealed secrets.
  init(
    url: String, identity: String, access: String, sealed: String, store: StoreID,
    dimensionUnit: String
  ) throws {
    (self.url, self.identity, self.access) = (url, identity, access)
    self.dimensionUnit = dimensionUnit
    secrets = try Configuration.current.secretBox.open(sealed, for: "store/\(store.pathText)")
  }
}

extension Query<ConnectedStore> {
  /// The account's store, if one is connected.
  package static var active: Self { stores("state <> 'disconnected'") }

  /// One store of the account.
  package static func store(_ id: StoreID) -> Self { stores("id = \(id)") }

  /// The last connections of the same shop that were let go.
  static func former(_ store: ConnectedStore) -> Self {
    stores(
      """
      state = 'disconnected' AND platform = \(store.platform.kind)
        AND identity = \(store.identity) ORDER BY disconnected_at DESC LIMIT 10
      """)
  }

  private static func stores(_ condition: Clause) -> Self {
    """
    SELECT id, platform, url, identity, name, currency, version, dimension_unit, state, auto_sync,
      follows_new, last_contact_at, last_webhook_at, last_error, connected_at, token_ends_at,
      array_to_string(webhook_ids, ','), webhook_secret, swept_until, examined_at,
      findings::text, calls_left, calls_most, credentials, access
    FROM store WHERE client_id = current_client() AND \(condition)
    """
  }
}
