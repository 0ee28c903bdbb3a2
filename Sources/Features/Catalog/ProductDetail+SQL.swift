import FoundationEssentials
import Imaging
import Postgres
import Site

/// Everything that a product's own page says about it.
package struct ProductDetail: RowReadable, Sendable {
  package let id: ProductID
  package let name: String
  package let details: String
  package let sku: String
  package let price: Int?
  package let currency: String
  package let source: String
  package let permalink: String
  package let kind: String
  /// Width, height and depth in millimetres.
  package let size: [Int?]
  package let edited: [String]
  package let isGone: Bool
  package let isDeleted: Bool
  package let storeName: String?
  package let createdAt: Date
  /// Whether the store has more pictures of it than were read.
  package let hasMorePictures: Bool

  package init(_ row: Row) throws {
    (id, name, details, sku) = (try row[0], try row[1], try row[2], try row[3])
    (price, currency, source) = (try row[4], try row[5], try row[6])
    (permalink, kind) = (try row[7], try row[8])
    size = [try row[9], try row[10], try row[11]]
    let fields: String = try row[12]
    edited = fields.split(separator: ",").map(String.init)
    (isGone, isDeleted, storeName) = (try row[13], try row[14], try row[15])
    (createdAt, hasMorePictures) = (try row[16], try row[17])
  }
}

extension Query<ProductDetail> {
  /// One product, also from the bin.
  static func product(_ id: ProductID) -> Self {
    """
    SELECT p.id, p.name, p.description, p.sku, p.price_minor, p.currency, p.source, p.permalink,
      p.kind, p.width_mm, p.height_mm, p.depth_mm, array_to_string(p.edited, ','),
      p.gone_at IS NOT NULL, p.deleted_at IS NOT NULL, s.name, p.created_at,
      p.extra @> '{"has_more_pictures": true}'
    FROM product p LEFT JOIN store s ON s.client_id = p.client_id AND s.id = p.store_id
    WHERE p.id = \(id)
    """
  }
}

/// A picture of a product as it came from the store or the merchant.
package struct PictureLine: RowReadable, Sendable {
  package let id: PictureID
  package let alt: String
  package let state: String
  package let reason: String?
  package let large: String?
  package let thumb: String?
  package let width: Int?
  package let height: Int?
  package let colour: String
  package let isPlain: Bool?
  package let isFromStore: Bool
  /// Whether it is not sure that it is cut out well: it was and asked for help, or its background
  /// says so before.
  package let isUnsure: Bool

  package init(_ row: Row) throws {
    (id, alt, state, reason) = (try row[0], try row[1], try row[2], try row[3])
    (large, thumb, width, height) = (try row[4], try row[5], try row[6], try row[7])
    (colour, isPlain, isFromStore) = (try row[8], try row[9], try row[10])
    let confidence: Double? = try row[11]
    let isDrawn: Bool = try row[12]
    isUnsure = !isDrawn && (confidence.map { $0 < CutOut.leastConfidence } ?? (isPlain == false))
  }
}

extension Query<PictureLine> {
  /// The pictures of a product, in their order.
  package static func pictures(of product: ProductID) -> Self {
    """
    SELECT id, alt, state, reason, large, thumb, width, height, colour, plain_background,
      external_id IS NOT NULL,
      CASE WHEN cut_out IS NOT NULL THEN cut_out_confidence END, cut_out_hint IS NOT NULL
    FROM product_picture WHERE product_id = \(product) AND removed_at IS NULL
    ORDER BY position, id LIMIT 200
    """
  }
}

/// One variant of a product with variations, such as its green one.
struct VariationLine: RowReadable, Sendable {
  let id: VariationID
  let options: String
  let sku: String
  let price: Int?

  init(_ row: Row) throws {
    (id, options, sku, price) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<VariationLine> {
  /// The variations that the store still has.
  static func variations(of product: ProductID) -> Self {
    """
    SELECT id, options, sku, price_minor FROM variation
    WHERE product_id = \(product) AND gone_at IS NULL ORDER BY options, id LIMIT 200
    """
  }
}
