import FoundationEssentials
import HTTP
import Postgres
import Site

extension Statement {
  static func connect(
    _ id: StoreID, client: ClientID, _ platform: String, _ new: NewConnection, sealed: String,
    webhookSecret: String
  ) -> Self {
    """
    INSERT INTO store (client_id, id, platform, url, identity, name, currency, version,
      dimension_unit, credentials, access, token_ends_at, state, last_contact_at, webhook_secret)
    VALUES (\(client), \(id), \(platform), \(new.url), \(new.identity), \(new.name),
      \(new.currency), \(new.version), \(new.dimensionUnit), \(sealed), \(new.access),
      \(new.tokenEnds), 'connected', now(), \(webhookSecret))
    """
  }

  /// New keys for a store that is already connected.
  static func reconnect(_ id: StoreID, _ new: NewConnection, sealed: String) -> Self {
    """
    UPDATE store SET url = \(new.url), identity = \(new.identity), name = \(new.name),
      currency = \(new.currency), version = \(new.version), dimension_unit = \(new.dimensionUnit),
      credentials = \(sealed), access = \(new.access), token_ends_at = \(new.tokenEnds),
      state = 'connected', keys_dead = false, connected_at = now(), last_contact_at = now(),
      last_error = NULL
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  /// Forgets the keys; products and history stay.
  ///
  /// `told`: when the store said so, by its clock, which is not ours. A connection that is newer
  /// than that stays.
  static func disconnect(_ id: StoreID, told: Date? = nil) -> Self {
    """
    UPDATE store SET state = 'disconnected', credentials = NULL, webhook_secret = NULL,
      webhook_ids = '{}', token_ends_at = NULL, disconnected_at = now()
    WHERE client_id = current_client() AND id = \(id) AND state <> 'disconnected'
      AND (\(told)::timestamptz IS NULL OR connected_at < \(told)::timestamptz + interval '5 s')
    """
  }

  static func settings(_ id: StoreID, autoSync: Bool, followsNew: Bool) -> Self {
    """
    UPDATE store SET auto_sync = \(autoSync), follows_new = \(followsNew)
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func webhooks(_ id: StoreID, _ ids: [String]) -> Self {
    """
    UPDATE store SET webhook_ids = \(ids)::text[], webhooks_checked_at = now()
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  /// Connecting the same shop again takes over what it had brought before, the pictures that are in
  /// it, how it was set, and the moment from which on changes are to be asked for.
  static func inherit(_ id: StoreID, _ platform: String, identity: String) -> Self {
    """
    WITH before AS (
      SELECT id, auto_sync, follows_new, swept_until, connected_at FROM store
      WHERE client_id = current_client() AND state = 'disconnected'
        AND platform = \(platform) AND identity = \(identity)
    ), products AS (
      UPDATE product SET store_id = \(id)
      WHERE client_id = current_client() AND store_id IN (SELECT id FROM before)
    ), categories AS (
      UPDATE category SET store_id = \(id)
      WHERE client_id = current_client() AND store_id IN (SELECT id FROM before)
    ), pictures AS (
      UPDATE synced_asset SET store_id = \(id)
      WHERE client_id = current_client() AND store_id IN (SELECT id FROM before)
        -- Of a picture that more than one of them has, the newest is in the shop.
        AND (state = 'removed' OR id IN (
          SELECT DISTINCT ON (asset_id) id FROM synced_asset
          WHERE client_id = current_client() AND store_id IN (SELECT id FROM before)
            AND state <> 'removed' ORDER BY asset_id, id DESC))
    )
    UPDATE store SET auto_sync = b.auto_sync, follows_new = b.follows_new,
      swept_until = b.swept_until
    FROM (SELECT * FROM before ORDER BY connected_at DESC LIMIT 1) b
    WHERE store.client_id = current_client() AND store.id = \(id)
    """
  }
}

extension Stores {
  /// The merchant took us out of the store: its keys are dead, and nothing is called any more.
  ///
  /// Runs in the account's transaction.
  /// - Returns: whether it was let go; what was `told` before it was connected anew is old.
  @discardableResult
  package static func letGo(_ store: StoreID, told: Date?, _ db: Database) throws -> Bool {
    try db.run(.disconnect(store, told: told)) == 1
  }
}
