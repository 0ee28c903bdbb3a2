import HTTP
import Postgres
import Site

extension Statement {
  static func connect(
    _ id: StoreID, client: ClientID, _ report: ConnectionReport, sealed: String,
    webhookSecret: String
  ) -> Self {
    """
    INSERT INTO store (client_id, id, platform, url, name, currency, version, dimension_unit,
      credentials, access, state, last_contact_at, webhook_secret)
    VALUES (\(client), \(id), 'woocommerce', \(report.base), \(report.name), \(report.currency),
      \(report.version), \(report.dimensionUnit), \(sealed), \(report.access.rawValue),
      'connected', now(), \(webhookSecret))
    """
  }

  /// New keys for a store that is already connected.
  static func reconnect(_ id: StoreID, _ report: ConnectionReport, sealed: String) -> Self {
    """
    UPDATE store SET url = \(report.base), name = \(report.name), currency = \(report.currency),
      version = \(report.version), dimension_unit = \(report.dimensionUnit),
      credentials = \(sealed), access = \(report.access.rawValue), state = 'connected',
      last_contact_at = now(), last_error = NULL
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  /// Forgets the keys; products and history stay.
  static func disconnect(_ id: StoreID) -> Self {
    """
    UPDATE store SET state = 'disconnected', credentials = NULL, webhook_secret = NULL,
      webhook_ids = '{}', disconnected_at = now()
    WHERE client_id = current_client() AND id = \(id) AND state <> 'disconnected'
    """
  }

  static func autoSync(_ id: StoreID, _ on: Bool) -> Self {
    """
    UPDATE store SET auto_sync = \(on) WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func webhooks(_ id: StoreID, _ ids: [String]) -> Self {
    """
    UPDATE store SET webhook_ids = \(ids)::text[]
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  /// Connecting the same shop again takes over what it had brought before.
  static func inherit(_ id: StoreID, url: String) -> Self {
    """
    WITH moved AS (
      UPDATE product p SET store_id = \(id) FROM store s
      WHERE p.client_id = current_client() AND s.client_id = p.client_id AND s.id = p.store_id
        AND s.state = 'disconnected' AND s.url = \(url) RETURNING p.id)
    UPDATE category c SET store_id = \(id) FROM store s
    WHERE c.client_id = current_client() AND s.client_id = c.client_id AND s.id = c.store_id
      AND s.state = 'disconnected' AND s.url = \(url)
    """
  }
}

/// The webhook ids and the secret that a store knows us by.
struct WebhookKeys: RowReadable {
  let ids: String
  let secret: String?
  init(_ row: Row) throws { (ids, secret) = (try row[0], try row[1]) }
}

extension Query<WebhookKeys> {
  static func webhookKeys(_ id: StoreID) -> Self {
    """
    SELECT array_to_string(webhook_ids, ','), webhook_secret FROM store
    WHERE client_id = current_client() AND id = \(id)
    """
  }
}
