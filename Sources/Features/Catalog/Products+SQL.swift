import Postgres
import Site

/// One card of the product list: what the page shows and nothing more.
package struct ProductLine: RowReadable, Sendable {
  package let id: ProductID
  package let name: String
  package let sku: String
  package let price: Int?
  package let currency: String
  package let source: String
  package let isGone: Bool
  package let thumb: String?
  package let generated: Int
  package let approved: Int
  package let toReview: Int
  package let failed: Int
  package let pending: Int
  package let published: Int

  package init(_ row: Row) throws {
    (id, name, sku) = (try row[0], try row[1], try row[2])
    (price, currency, source) = (try row[3], try row[4], try row[5])
    (isGone, thumb) = (try row[6], try row[7])
    (generated, approved, toReview) = (try row[8], try row[9], try row[10])
    (failed, pending, published) = (try row[11], try row[12], try row[13])
  }
}

extension Query<ProductLine> {
  /// A screenful of products, newest first, and one more that tells whether there is another.
  ///
  /// The products are chosen before anything is counted, so the cost is that of one screenful
  /// however many products there are.
  static func page(_ filter: ProductFilter, limit: Int) -> Self {
    """
    SELECT p.id, p.name, p.sku, p.price_minor, p.currency, p.source, p.gone_at IS NOT NULL,
      picture.thumb, made.generated, made.approved, made.open, made.failed, made.pending,
      live.published
    FROM (
      SELECT * FROM product p
      WHERE p.deleted_at IS NULL \(filter.clause)
      ORDER BY p.id DESC
      LIMIT \(fixed: limit + 1)
    ) p
    LEFT JOIN LATERAL (
      SELECT pp.thumb FROM product_picture pp
      WHERE pp.client_id = p.client_id AND pp.product_id = p.id AND pp.removed_at IS NULL
      ORDER BY pp.position, pp.id LIMIT 1
    ) picture ON true
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE a.state = 'generated') AS generated,
        count(*) FILTER (WHERE a.approval = 'approved') AS approved,
        count(*) FILTER (WHERE a.state = 'generated' AND a.approval = 'open') AS open,
        count(*) FILTER (WHERE a.state = 'failed') AS failed,
        count(*) FILTER (WHERE a.state = 'pending') AS pending
      FROM asset a
      WHERE a.client_id = p.client_id AND a.product_id = p.id AND a.deleted_at IS NULL
    ) made
    CROSS JOIN LATERAL (
      SELECT count(*) AS published FROM synced_asset s
      WHERE s.client_id = p.client_id AND s.product_id = p.id AND s.state IN ('pushed', 'verified')
    ) live
    ORDER BY p.id DESC
    """
  }
}

/// How many products an account has; beyond ten thousand nobody waits for the exact number.
package struct ProductTotal: RowReadable, Sendable {
  package static let most = 10_000
  package let count: Int

  package init(_ row: Row) throws { count = try row[0] }
}

extension Query<ProductTotal> {
  /// The number of products that are not in the bin.
  static var total: Self {
    """
    SELECT count(*) FROM (
      SELECT FROM product WHERE deleted_at IS NULL LIMIT \(fixed: ProductTotal.most + 1)
    ) counted
    """
  }
}

/// A product in the bin.
struct BinLine: RowReadable, Sendable {
  let id: ProductID
  let name: String
  let sku: String
  let daysLeft: Int

  init(_ row: Row) throws {
    (id, name, sku, daysLeft) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<BinLine> {
  /// What was thrown away and can still be had back, newest first.
  static var bin: Self {
    """
    SELECT id, name, sku,
      greatest(0, 30 - extract(day FROM now() - deleted_at)::integer)
    FROM product WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 200
    """
  }
}

extension Query<ProductLine> {
  /// The first products of a filter, for other pages than the list.
  package static func screenful(_ filter: ProductFilter) -> Self {
    page(filter, limit: Catalog.screenful - 1)
  }
}
