import Postgres
import Site

/// Two products with pictures that look alike; once the same one, with two pictures.
struct DuplicatePair: RowReadable, Sendable {
  let one: Side
  let other: Side
  /// How many pairs of pictures they share.
  let count: Int
  /// In how many of 64 bits the nearest two differ.
  let distance: Int

  struct Side: Sendable {
    let id: ProductID
    let name: String
    let sku: String
    let thumb: String?
  }

  init(_ row: Row) throws {
    one = Side(id: try row[0], name: try row[1], sku: try row[2], thumb: try row[3])
    other = Side(id: try row[4], name: try row[5], sku: try row[6], thumb: try row[7])
    (count, distance) = (try row[8], try row[9])
  }
}

extension Query<DuplicatePair> {
  /// What looks alike and was not dismissed, the nearest first.
  ///
  /// `run`: only what an import has brought.
  static func duplicates(of run: ImportID?) -> Self {
    """
    SELECT a.id, a.name, a.sku, min(one.thumb), b.id, b.name, b.sku, min(other.thumb), count(*),
      min(l.distance)::int
    FROM look_alike l
    JOIN product_picture one ON one.client_id = l.client_id AND one.id = l.one_id
      AND one.removed_at IS NULL
    JOIN product_picture other ON other.client_id = l.client_id AND other.id = l.other_id
      AND other.removed_at IS NULL
    JOIN product a ON a.client_id = l.client_id AND a.id = one.product_id AND a.deleted_at IS NULL
    JOIN product b ON b.client_id = l.client_id AND b.id = other.product_id
      AND b.deleted_at IS NULL
    WHERE l.client_id = current_client() AND l.dismissed_at IS NULL
      AND (\(run)::uuid IS NULL OR a.last_import = \(run) OR b.last_import = \(run))
    GROUP BY a.client_id, a.id, b.client_id, b.id
    ORDER BY min(l.distance), a.name, a.id, b.id LIMIT 50
    """
  }
}

extension Statement {
  /// Keeps two products both: their pairs are not told again.
  static func keepBoth(_ one: ProductID, _ other: ProductID, by person: PersonID) -> Self {
    """
    UPDATE look_alike l SET dismissed_at = now(), dismissed_by = \(person)
    FROM product_picture a, product_picture b
    WHERE l.client_id = current_client() AND l.dismissed_at IS NULL
      AND a.client_id = l.client_id AND a.id = l.one_id
      AND b.client_id = l.client_id AND b.id = l.other_id
      AND (a.product_id = \(one) AND b.product_id = \(other)
        OR a.product_id = \(other) AND b.product_id = \(one))
    """
  }
}
