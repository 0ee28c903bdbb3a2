import Design
import FoundationEssentials
import Postgres
import Site
import Stores

extension Statement {
  /// All variations of a product at once; those that the store no longer has are marked.
  static func variations(
    _ client: UUID, _ store: StoreID, of externalID: String, _ rows: [StoreVariation],
    _ currency: String
  ) -> Self {
    """
    WITH owner AS (
      SELECT id FROM product WHERE client_id = \(client) AND store_id = \(store)
        AND external_id = \(externalID)
    ), gone AS (
      UPDATE variation SET gone_at = now() FROM owner
      WHERE variation.client_id = \(client) AND product_id = owner.id AND gone_at IS NULL
        AND external_id <> ALL (\(rows.map(\.id))::text[])
    )
    INSERT INTO variation (client_id, id, product_id, external_id, sku, price_minor, options,
      external_picture_id)
    SELECT \(client)::uuid, uuid7(), owner.id, v.external_id, v.sku, v.price, v.options, v.image
    FROM owner, unnest(\(rows.map(\.id))::text[], \(rows.map(\.sku))::text[],
      \(rows.map { $0.price(in: currency) })::bigint[], \(rows.map(\.options))::text[],
      \(rows.map(\.imageID))::text[]) AS v(external_id, sku, price, options, image)
    ON CONFLICT (client_id, product_id, external_id) DO UPDATE
    SET sku = excluded.sku, price_minor = excluded.price_minor, options = excluded.options,
      external_picture_id = excluded.external_picture_id, gone_at = NULL
    """
  }
}

extension StoreProduct {
  /// The price in the smallest unit of a currency; stores tell decimals, read as hundredths.
  func price(in currency: String) -> Int? {
    priceMinor.map { smallestUnits(hundredths: $0, currency: currency) }
  }
}

extension StoreVariation {
  /// The price in the smallest unit of a currency.
  func price(in currency: String) -> Int? {
    priceMinor.map { smallestUnits(hundredths: $0, currency: currency) }
  }
}
