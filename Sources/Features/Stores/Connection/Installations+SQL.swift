import FoundationEssentials
import Postgres
import Site

extension Statement {
  /// Keeps an installation; an earlier one of the same shop holds a token that is dead by now.
  static func keep(
    _ new: NewInstallation, _ hash: [UInt8], sealed: String, isBound: Bool
  ) -> Self {
    """
    WITH former AS (
      DELETE FROM store_installation WHERE platform = \(new.platform) AND shop = \(new.shop))
    INSERT INTO store_installation (token_hash, platform, shop, title, sealed, is_bound)
    VALUES (\(hash), \(new.platform), \(new.shop), \(new.title), \(sealed), \(isBound))
    """
  }

  /// Puts another secret in the place of a link's, once.
  static func bind(_ link: [UInt8], to hash: [UInt8]) -> Self {
    """
    UPDATE store_installation SET token_hash = \(hash), is_bound = true
    WHERE token_hash = \(link) AND NOT is_bound AND created_at > now() - interval '10 minutes'
    """
  }
}

extension Query<WaitingInstallation> {
  static func waiting(_ hash: [UInt8]) -> Self {
    """
    SELECT platform, shop, title, sealed FROM store_installation
    WHERE token_hash = \(hash) AND is_bound AND created_at > now() - interval '10 minutes'
    """
  }

  /// Uses it up.
  static func take(_ hash: [UInt8]) -> Self {
    """
    DELETE FROM store_installation
    WHERE token_hash = \(hash) AND is_bound AND created_at > now() - interval '10 minutes'
    RETURNING platform, shop, title, sealed
    """
  }
}

/// Where a shop is connected.
struct Connection: RowReadable {
  let client: UUID
  let store: StoreID
  init(_ row: Row) throws { (client, store) = (try row[0], try row[1]) }
}

extension Query<Connection> {
  /// Every account that a shop is connected to.
  static func connections(of shop: String, at platform: String) -> Self {
    "SELECT client_id, id FROM stores_of_shop(\(platform), \(shop))"
  }
}

extension ConnectedStore {
  /// Whether it was connected by an installation in the store, whose end ends the connection.
  var isInstalled: Bool { isConnected && access == "app" }
}
