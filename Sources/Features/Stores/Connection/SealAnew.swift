import Crypto
import HTTP
import Postgres
import Site

/// What came of sealing secrets anew.
package struct SealedAnew: Equatable, Sendable {
  /// How many were sealed by the newest key.
  package var sealed = 0
  /// How many no key opens any more: whoever they belong to has to bring them again.
  package var lost = 0

  package init(sealed: Int = 0, lost: Int = 0) { (self.sealed, self.lost) = (sealed, lost) }

  /// Seals one secret by `seal`, which has nothing for what needs it not, and keeps it by `keep`.
  package mutating func take(_ seal: () throws -> String?, _ keep: (String) throws -> Int) throws {
    do {
      if let new = try seal() { sealed += try keep(new) }
    } catch is CryptoError {
      lost += 1
    }
  }
}

extension Stores {
  /// Seals the secrets of all stores anew that the newest key has not sealed, so that older keys
  /// can be taken away; words of webhooks that were never sealed are sealed.
  ///
  /// Runs in the owner's role, across accounts. What a store renews meanwhile stays as it is.
  package static func sealAnew(_ db: Database, with box: SecretBox) throws -> SealedAnew {
    var done = SealedAnew()
    for one in try db.all(Query<KeptSecrets>.ofStores) {
      if let old = one.credentials {
        try done.take {
          try box.sealedAnew(old, for: "store/\(one.store.pathText)")
        } _: { new in
          try db.run(
            """
            UPDATE store SET credentials = \(new)
            WHERE id = \(one.store) AND credentials = \(old)
            """)
        }
      }
      if let old = one.webhook {
        try done.take {
          try WebhookSecret.sealedAnew(old, for: one.store, box)
        } _: { new in
          try db.run(
            """
            UPDATE store SET webhook_secret = \(new)
            WHERE id = \(one.store) AND webhook_secret = \(old)
            """)
        }
      }
    }
    return done
  }
}

/// What a store's row keeps of secrets, sealed.
private struct KeptSecrets: RowReadable {
  let store: StoreID
  let credentials: String?
  let webhook: String?

  init(_ row: Row) throws { (store, credentials, webhook) = (try row[0], try row[1], try row[2]) }
}

extension Query<KeptSecrets> {
  fileprivate static var ofStores: Self {
    """
    SELECT id, credentials, webhook_secret FROM store
    WHERE credentials IS NOT NULL OR webhook_secret IS NOT NULL ORDER BY id
    """
  }
}
