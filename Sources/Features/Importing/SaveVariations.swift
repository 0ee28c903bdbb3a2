import Design
import FoundationEssentials
import Postgres
import Site
import Stores

extension Statement {
  /// All variations of some products at once; those that the store no longer has are marked.
  static func variations(
    of products: [OwnedProduct], _ client: UUID, _ currency: String
  ) -> Self {
    let rows = products.parts(\.variations)
    return """
      WITH told AS (
        SELECT DISTINCT ON (product_id, external_id) *
        FROM unnest(\(rows.map(\.owner))::uuid[], \(rows.map(\.part.id))::text[],
          \(rows.map(\.part.sku))::text[], \(rows.map { $0.part.price(in: currency) })::bigint[],
          \(rows.map(\.part.options))::text[], \(rows.map(\.part.imageID))::text[])
          AS v(product_id, external_id, sku, price, options, image)
      ), gone AS (
        UPDATE variation v SET gone_at = now()
        WHERE v.client_id = \(client) AND v.product_id = ANY (\(products.older)::uuid[])
          AND v.gone_at IS NULL AND NOT EXISTS (SELECT 1 FROM told t
            WHERE t.product_id = v.product_id AND t.external_id = v.external_id)
      )
      INSERT INTO variation (client_id, id, product_id, external_id, sku, price_minor, options,
        external_picture_id)
      SELECT \(client)::uuid, uuid7(), product_id, external_id, sku, price, options, image
      FROM told
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
