import FoundationEssentials
import Imaging
import Postgres
import Site

/// What is seen in a product's first picture.
package struct PictureSight: RowReadable, Sendable {
  package let analysis: PictureAnalysis

  package init(_ row: Row) throws {
    let text: String = try row[0]
    analysis = try JSONDecoder().decode(PictureAnalysis.self, from: Data(text.utf8))
  }
}

extension Query<PictureSight> {
  /// What is seen in the first picture of a product that has been looked at.
  static func sight(of product: ProductID) -> Self {
    """
    SELECT s.analysis::text
    FROM product_picture p
    JOIN picture_sight s ON s.client_id = p.client_id AND s.picture_id = p.id
      AND s.original = p.original
    WHERE p.product_id = \(product) AND p.removed_at IS NULL
    ORDER BY p.position, p.id LIMIT 1
    """
  }
}

extension Statement {
  /// What is seen in a picture, unless it has another file by now.
  static func keep(_ analysis: PictureAnalysis, of picture: PictureID, _ file: String) throws
    -> Self
  {
    let text = String(decoding: try JSONEncoder().encode(analysis), as: UTF8.self)
    return """
      INSERT INTO picture_sight (client_id, picture_id, original, analysis, hash)
      SELECT client_id, id, original, \(text)::jsonb, \(analysis.hash.hex)
      FROM product_picture
      WHERE client_id = current_client() AND id = \(picture) AND original = \(file)
      ON CONFLICT (client_id, picture_id) DO UPDATE SET original = excluded.original,
        analysis = excluded.analysis, hash = excluded.hash, seen_at = now()
      """
  }
}
