import Postgres
import Site

/// A picture that looks like one of a product's.
package struct LookAlike: RowReadable, Sendable {
  package let product: ProductID
  let name: String
  let thumb: String?

  package init(_ row: Row) throws { (product, name, thumb) = (try row[0], try row[1], try row[2]) }
}

extension Query<LookAlike> {
  /// Pictures that look like one of the product's and were not dismissed; each pair within the
  /// product is told once.
  package static func lookAlikes(of product: ProductID) -> Self {
    """
    SELECT product_id, name, thumb FROM (
      SELECT DISTINCT ON (pp.id) pp.product_id, p.name, pp.thumb, pair.distance
      FROM product_picture mine
      CROSS JOIN LATERAL (
        SELECT other_id AS id, distance FROM look_alike l
        WHERE l.client_id = mine.client_id AND l.one_id = mine.id AND l.dismissed_at IS NULL
        UNION ALL
        SELECT one_id, distance FROM look_alike l
        WHERE l.client_id = mine.client_id AND l.other_id = mine.id AND l.dismissed_at IS NULL
      ) pair
      JOIN product_picture pp ON pp.client_id = mine.client_id AND pp.id = pair.id
        AND pp.removed_at IS NULL AND (pp.product_id <> mine.product_id OR pp.id > mine.id)
      JOIN product p ON p.client_id = pp.client_id AND p.id = pp.product_id
        AND p.deleted_at IS NULL
      WHERE mine.product_id = \(product) AND mine.removed_at IS NULL
      ORDER BY pp.id, pair.distance
    ) found ORDER BY distance, name LIMIT 12
    """
  }

  /// Pictures that are the very same file as one of these.
  static func same(as files: [String], besides product: ProductID) -> Self {
    """
    SELECT DISTINCT ON (p.id) p.id, p.name, pp.thumb
    FROM product_picture pp
    JOIN product p ON p.client_id = pp.client_id AND p.id = pp.product_id AND p.deleted_at IS NULL
    WHERE pp.original = ANY (\(files)::text[]) AND pp.removed_at IS NULL
      AND pp.product_id <> \(product)
    ORDER BY p.id LIMIT 3
    """
  }
}

extension Statement {
  /// One at a time in an account, until the transaction ends: two pictures that arrive at the
  /// same moment would not see each other.
  static let pairingTurn: Statement =
    "SELECT pg_advisory_xact_lock(hashtextextended('look-alikes/' || current_client(), 7203909))"

  /// Takes an earlier hash of a picture out of the index, and the pairs that it made.
  static func unfileHash(of picture: PictureID) -> [Statement] {
    [
      "DELETE FROM picture_band WHERE picture_id = \(picture)",
      """
      DELETE FROM look_alike WHERE client_id = current_client() AND one_id = \(picture)
        AND dismissed_at IS NULL
      """,
      """
      DELETE FROM look_alike WHERE client_id = current_client() AND other_id = \(picture)
        AND dismissed_at IS NULL
      """,
    ]
  }

  /// Files a picture's hash so that look-alikes find it.
  static func fileHash(of picture: PictureID) -> Self {
    """
    INSERT INTO picture_band (client_id, band, value, picture_id, hash)
    SELECT client_id, band, get_byte(decode(hash, 'hex'), band), picture_id,
      ('x' || hash)::bit(64)
    FROM picture_sight, generate_series(0, 7) band WHERE picture_id = \(picture)
    ON CONFLICT DO NOTHING
    """
  }

  /// Pairs pictures with those whose perceptual hash differs in seven bits or fewer, the nearest
  /// twenty each: a placeholder at a thousand products makes no million pairs.
  ///
  /// Such hashes share at least one of their eight bytes, so both sides come from the index. A pair
  /// that was dismissed stays so.
  static func pair(_ pictures: [PictureID]) -> Self {
    """
    INSERT INTO look_alike (client_id, one_id, other_id, distance)
    SELECT DISTINCT ON (least(mine.id, near.id), greatest(mine.id, near.id))
      current_client(), least(mine.id, near.id), greatest(mine.id, near.id), near.distance
    FROM unnest(\(pictures.map(\.pathText))::uuid[]) AS mine(id) CROSS JOIN LATERAL (
      SELECT b.picture_id AS id, min(bit_count(a.hash # b.hash)) AS distance
      FROM picture_band a
      JOIN picture_band b ON b.client_id = a.client_id AND b.band = a.band AND b.value = a.value
        AND b.picture_id <> a.picture_id AND bit_count(a.hash # b.hash) <= 7
      JOIN product_picture pp ON pp.client_id = b.client_id AND pp.id = b.picture_id
        AND pp.removed_at IS NULL
      WHERE a.client_id = current_client() AND a.picture_id = mine.id
      GROUP BY b.picture_id ORDER BY distance, b.picture_id LIMIT 20
    ) near
    ON CONFLICT DO NOTHING
    """
  }
}
