import FoundationEssentials
import HTTP
import Postgres
import Site
import Stores

/// An approved picture that could go to the store.
struct Publishable: RowReadable, Sendable {
  let asset: AssetID
  let product: ProductID
  let productName: String
  let blob: String
  init(_ row: Row) throws {
    (asset, product, productName, blob) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<Publishable> {
  /// Approved pictures of products of this store that have no placement there.
  ///
  /// `asset`: only this one, or all.
  static func publishable(_ store: StoreID, asset: AssetID? = nil, product: ProductID? = nil)
    -> Self
  {
    """
    SELECT a.id, p.id, p.name, coalesce(a.store_file, a.large) FROM asset a
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    WHERE a.client_id = current_client() AND a.approval = 'approved' AND a.deleted_at IS NULL
      AND p.store_id = \(store) AND p.external_id IS NOT NULL
      AND p.gone_at IS NULL AND p.deleted_at IS NULL
      AND (\(asset)::uuid IS NULL OR a.id = \(asset))
      AND (\(product)::uuid IS NULL OR p.id = \(product))
      AND NOT EXISTS (
        SELECT 1 FROM synced_asset s WHERE s.client_id = a.client_id AND s.store_id = \(store)
          AND s.asset_id = a.id AND s.state NOT IN ('removed', 'failed'))
    ORDER BY a.id LIMIT 5000
    """
  }
}

extension Query<SyncedPicture> {
  /// What is still to be done for a product, oldest first.
  static func open(_ product: ProductID) -> Self {
    """
    SELECT s.id, s.state, s.marker, s.external_id, s.picture_path,
      coalesce(a.store_file, a.large), a.alt, s.writing_since, s.pushed_at
    FROM synced_asset s JOIN asset a ON a.client_id = s.client_id AND a.id = s.asset_id
    WHERE s.client_id = current_client() AND s.product_id = \(product)
      AND s.state IN ('planned', 'pushing', 'pushed', 'removing')
    ORDER BY s.state <> 'removing', s.id
    """
  }

  /// One placement as it stands now.
  static func placement(_ id: SyncedAssetID) -> Self {
    """
    SELECT s.id, s.state, s.marker, s.external_id, s.picture_path,
      coalesce(a.store_file, a.large), a.alt, s.writing_since, s.pushed_at
    FROM synced_asset s JOIN asset a ON a.client_id = s.client_id AND a.id = s.asset_id
    WHERE s.client_id = current_client() AND s.id = \(id)
    """
  }
}

extension Statement {
  /// Writes the intent down; a failed placement of the same picture makes room for it.
  static func plan(
    _ intent: Intent, client: UUID, store: StoreID, marker: String, path: String, checksum: String,
    by person: PersonID?
  ) -> Self {
    """
    WITH cleared AS (
      UPDATE synced_asset SET state = 'removed', removed_at = now()
      WHERE client_id = \(client) AND store_id = \(store) AND asset_id = \(intent.asset)
        AND state = 'failed')
    INSERT INTO synced_asset (client_id, id, store_id, product_id, asset_id, marker, picture_path,
      checksum, requested_by)
    VALUES (\(client), \(intent.id), \(store), \(intent.product), \(intent.asset), \(marker),
      \(path), \(checksum), \(person))
    ON CONFLICT (client_id, store_id, asset_id) WHERE state <> 'removed' DO NOTHING
    """
  }

  static func pushing(_ id: SyncedAssetID) -> Self {
    """
    UPDATE synced_asset SET state = 'pushing', writing_since = now(), reason = NULL
    WHERE client_id = current_client() AND id = \(id) AND state IN ('planned', 'pushing')
    """
  }

  /// The store never got the call: as if it had not been tried.
  static func notSent(_ id: SyncedAssetID) -> Self {
    """
    UPDATE synced_asset SET state = 'planned', writing_since = NULL
    WHERE client_id = current_client() AND id = \(id) AND state = 'pushing'
    """
  }

  /// A call that takes it out is about to be made.
  static func writing(_ id: SyncedAssetID) -> Self {
    """
    UPDATE synced_asset SET writing_since = now()
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func pushed(_ id: SyncedAssetID, as image: GalleryImage) -> Self {
    """
    UPDATE synced_asset SET state = 'pushed', external_id = \(image.id),
      external_url = \(image.url ?? ""), pushed_at = now(), writing_since = NULL
    WHERE client_id = current_client() AND id = \(id) AND state IN ('planned', 'pushing')
    """
  }

  static func verified(_ id: SyncedAssetID) -> Self {
    """
    UPDATE synced_asset SET state = 'verified', verified_at = now()
    WHERE client_id = current_client() AND id = \(id) AND state = 'pushed'
    """
  }

  static func removed(_ id: SyncedAssetID) -> Self {
    """
    UPDATE synced_asset SET state = 'removed', removed_at = now(), writing_since = NULL
    WHERE client_id = current_client() AND id = \(id)
    """
  }

  static func syncFailed(_ id: SyncedAssetID, _ reason: String) -> Self {
    """
    UPDATE synced_asset SET state = 'failed', reason = \(reason)
    WHERE client_id = current_client() AND id = \(id)
      AND state IN ('planned', 'pushing', 'pushed', 'removing')
    """
  }

  /// What the store had before Epox changed anything; only the first time counts.
  static func snapshot(_ store: StoreID, _ product: ProductID, _ images: JSON) -> Self {
    """
    INSERT INTO store_snapshot (client_id, store_id, product_id, images)
    VALUES (current_client(), \(store), \(product), \(images.text)::jsonb)
    ON CONFLICT (client_id, store_id, product_id) DO NOTHING
    """
  }

  /// The store changed by our own hand, from one stamp of its own to another: news that is no newer
  /// is an echo, and what was known before is still known.
  static func written(_ product: ProductID, from before: Gallery, to after: Gallery) -> Self {
    """
    UPDATE product SET written_at = coalesce(\(after.modified)::timestamptz, now()),
      store_modified_at = CASE WHEN store_modified_at = \(before.modified)::timestamptz
        THEN coalesce(\(after.modified)::timestamptz, store_modified_at)
        ELSE store_modified_at END
    WHERE client_id = current_client() AND id = \(product)
    """
  }

  /// A line of the history.
  static func event(
    _ action: String, _ detail: String, store: StoreID, product: ProductID,
    of placement: SyncedAssetID?, by person: PersonID? = nil
  ) -> Self {
    """
    INSERT INTO sync_event (client_id, store_id, product_id, synced_asset_id, action, detail,
      person_id)
    VALUES (current_client(), \(store), \(product), \(placement), \(action), \(detail), \(person))
    """
  }

  /// Asks for a placement to be taken out of the store.
  static func remove(_ id: SyncedAssetID) -> Self {
    """
    UPDATE synced_asset SET state = CASE WHEN state = 'planned' THEN 'removed' ELSE 'removing' END,
      removed_at = CASE WHEN state = 'planned' THEN now() END
    WHERE client_id = current_client() AND id = \(id)
      AND state IN ('planned', 'pushed', 'verified', 'failed')
    """
  }

  /// A picture that is no longer approved and not in the store yet does not go there.
  static func withdraw(_ asset: AssetID) -> Self {
    """
    UPDATE synced_asset SET state = 'removed', removed_at = now()
    WHERE client_id = current_client() AND asset_id = \(asset) AND state = 'planned'
    """
  }
}

extension Sync {
  /// Starts a job again for products whose placements are open although no job is: the last one was
  /// parked while the store was away.
  ///
  /// Runs in the system role, across accounts.
  package static let resumeForgotten: Statement = """
    INSERT INTO job (client_id, kind, payload, unique_key, priority)
    SELECT DISTINCT s.client_id, 'sync-product',
      jsonb_build_object('store', upper(s.store_id::text), 'product', upper(s.product_id::text)),
      'sync/' || s.product_id, 3
    FROM synced_asset s
    JOIN store ON store.client_id = s.client_id AND store.id = s.store_id
      AND store.state = 'connected'
    WHERE s.state IN ('planned', 'pushing', 'removing') AND NOT EXISTS (
      SELECT 1 FROM job j WHERE j.client_id = s.client_id
        AND j.unique_key = 'sync/' || s.product_id AND j.state IN ('ready', 'running', 'paused'))
    ON CONFLICT DO NOTHING
    """
}
