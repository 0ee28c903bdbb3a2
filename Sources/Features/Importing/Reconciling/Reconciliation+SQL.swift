import FoundationEssentials
import Postgres
import Site
import Stores

/// One of our pictures that should be in a product of the store.
struct PlacedPicture: RowReadable {
  let id: SyncedAssetID
  /// The store's id of the product.
  let product: String
  let externalID: String
  let marker: String
  init(_ row: Row) throws {
    (id, product, externalID, marker) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<PlacedPicture> {
  /// Published pictures that a listing of their products does not show.
  static func missingPictures(_ products: [StoreProduct], _ store: StoreID) -> Self {
    let images = products.flatMap { product in product.images.map { (product.id, $0) } }
    return """
      WITH shown AS (
        SELECT * FROM unnest(\(images.map(\.0))::text[], \(images.map(\.1.id))::text[],
          \(images.map(\.1.url))::text[]) AS t(product, id, url)
      )
      SELECT s.id, p.external_id, s.external_id, s.marker
      FROM product p JOIN synced_asset s ON s.client_id = p.client_id AND s.product_id = p.id
        AND s.state = 'verified'
      WHERE p.client_id = current_client() AND p.store_id = \(store)
        AND p.external_id = ANY (\(products.map(\.id))::text[])
        AND NOT EXISTS (SELECT 1 FROM shown WHERE shown.product = p.external_id
          AND (shown.id = s.external_id OR strpos(shown.url, s.marker) > 0))
      """
  }
}

extension Query<String> {
  /// Keeps what a page of the store shows, and gives the products that have to be brought in.
  ///
  /// A change of the last minutes is no difference: the news of it may still be on its way. Of
  /// products that are not here, `room` are wanted at most.
  static func compared(
    _ products: [StoreProduct], _ id: StoreReconciliationID, _ store: ConnectedStore, room: Int
  ) -> Self {
    """
    WITH told AS (
      SELECT * FROM unnest(\(products.map(\.id))::text[], \(products.map(\.name))::text[],
        \(products.map { $0.modified?.formatted(.iso8601) })::timestamptz[])
        AS t(id, name, modified)
    ), listed AS (
      INSERT INTO listed_product (client_id, reconciliation_id, external_id)
      SELECT current_client(), \(id)::uuid, id FROM told ON CONFLICT DO NOTHING
      RETURNING external_id
    ), against AS (
      SELECT told.*, p.gone_at, p.store_modified_at, p.id IS NULL AS is_new,
        row_number() OVER (PARTITION BY p.id IS NULL ORDER BY told.id) AS rank
      FROM told JOIN listed ON listed.external_id = told.id
      LEFT JOIN LATERAL (
        SELECT * FROM product own WHERE own.client_id = current_client()
          AND own.store_id = \(store.id) AND own.external_id = told.id OFFSET 0) p ON true
      WHERE p.deleted_at IS NULL
    ), differing AS (
      INSERT INTO store_difference (client_id, reconciliation_id, kind, external_id, name)
      SELECT current_client(), \(id)::uuid, CASE WHEN is_new THEN 'new'
        WHEN gone_at IS NOT NULL THEN 'returned' ELSE 'changed' END, id, name
      FROM against WHERE CASE
        WHEN is_new THEN rank <= \(room)::bigint - (
          SELECT count(*) FROM store_difference d WHERE d.client_id = current_client()
            AND d.reconciliation_id = \(id) AND d.kind = 'new')
        ELSE gone_at IS NOT NULL OR modified > coalesce(store_modified_at, '-infinity')
          AND modified < now() - interval '5 minutes' END
      ON CONFLICT DO NOTHING RETURNING external_id, kind
    ), counted AS (
      UPDATE store_reconciliation SET listed = listed + (SELECT count(*) FROM listed),
        elsewhere = elsewhere + (SELECT count(*) FROM against WHERE is_new)
          - (SELECT count(*) FROM differing WHERE kind = 'new')
      WHERE client_id = current_client() AND id = \(id)
    )
    SELECT external_id FROM differing
    """
  }

  /// Products here that the store has not listed.
  static func unlisted(_ id: StoreReconciliationID, _ store: StoreID) -> Self {
    """
    SELECT p.external_id FROM product p
    JOIN store_reconciliation r ON r.client_id = p.client_id AND r.id = \(id)
    WHERE p.client_id = current_client() AND p.store_id = \(store)
      AND p.gone_at IS NULL AND p.deleted_at IS NULL AND p.created_at < r.began_at
      AND NOT EXISTS (
        SELECT 1 FROM listed_product l WHERE l.client_id = p.client_id
          AND l.reconciliation_id = \(id) AND l.external_id = p.external_id)
    ORDER BY p.id LIMIT 50
    """
  }
}

extension Statement {
  /// What the store said about products that it had not listed: some are there all the same.
  static func unlisted(
    _ asked: [String], found: [String], _ id: StoreReconciliationID, _ store: StoreID
  ) -> Self {
    """
    WITH there AS (
      INSERT INTO listed_product (client_id, reconciliation_id, external_id)
      SELECT current_client(), \(id)::uuid, unnest(\(found)::text[]) ON CONFLICT DO NOTHING
    ), gone AS (
      UPDATE product SET gone_at = now()
      WHERE client_id = current_client() AND store_id = \(store) AND gone_at IS NULL
        AND external_id = ANY (\(asked)::text[]) AND external_id <> ALL (\(found)::text[])
      RETURNING external_id, name
    )
    INSERT INTO store_difference (client_id, reconciliation_id, kind, external_id, name)
    SELECT current_client(), \(id)::uuid, 'gone', external_id, name FROM gone
    ON CONFLICT DO NOTHING
    """
  }

  /// One of our pictures was taken out by somebody else.
  static func takenOut(_ picture: PlacedPicture, _ id: StoreReconciliationID) -> Self {
    """
    WITH gone AS (
      UPDATE synced_asset SET state = 'removed', removed_at = now()
      WHERE client_id = current_client() AND id = \(picture.id) AND state = 'verified'
      RETURNING client_id, id, store_id, product_id
    ), told AS (
      INSERT INTO sync_event (client_id, store_id, product_id, synced_asset_id, action, detail)
      SELECT client_id, store_id, product_id, id, 'removed',
        'It was no longer in the product; somebody took it out in the store.' FROM gone
    )
    INSERT INTO store_difference (client_id, reconciliation_id, kind, external_id, name)
    SELECT gone.client_id, \(id)::uuid, 'picture', p.external_id, p.name
    FROM gone JOIN product p ON p.client_id = gone.client_id AND p.id = gone.product_id
    ON CONFLICT DO NOTHING
    """
  }

  /// The comparison is over; with a reason, it was given up.
  static func reconciled(_ id: StoreReconciliationID, reason: String? = nil) -> Self {
    """
    WITH emptied AS (
      DELETE FROM listed_product WHERE client_id = current_client() AND reconciliation_id = \(id))
    UPDATE store_reconciliation SET ended_at = now(), reason = \(reason),
      state = CASE WHEN \(reason)::text IS NULL THEN 'done' ELSE 'failed' END
    WHERE client_id = current_client() AND id = \(id) AND state = 'running'
    """
  }
}

extension Importing {
  /// Begins a comparison with every store that has had none for a day, a hundred at a time.
  ///
  /// Runs in the system role, across accounts.
  package static let reconcileStores: Statement = """
    WITH due AS (
      SELECT s.client_id, s.id FROM store s
      WHERE s.state = 'connected' AND s.swept_until IS NOT NULL
        AND s.connected_at < now() - interval '23 hours' AND NOT EXISTS (
          SELECT 1 FROM store_reconciliation r WHERE r.client_id = s.client_id
            AND r.store_id = s.id
            AND (r.state = 'running' OR r.began_at > now() - interval '23 hours'))
      ORDER BY s.id LIMIT 100
    ), begun AS (
      INSERT INTO store_reconciliation (client_id, store_id)
      SELECT client_id, id FROM due ON CONFLICT DO NOTHING RETURNING client_id, id, store_id
    )
    INSERT INTO job (client_id, kind, payload, unique_key, priority)
    SELECT client_id, 'reconcile-store', jsonb_build_object(
        'reconciliation', upper(id::text), 'store', upper(store_id::text)),
      'reconcile/' || store_id, 8
    FROM begun ON CONFLICT DO NOTHING
    """

  /// Forgets reports that are three months old, and those that never came to an end.
  package static let forgetReconciliations: Statement = """
    DELETE FROM store_reconciliation WHERE began_at < now() - interval '90 days'
      OR state = 'running' AND began_at < now() - interval '2 days'
    """
}
