import Engines
import FoundationEssentials
import Postgres
import Site

/// A picture that is to be described.
struct DescribedPicture: RowReadable, Sendable {
  let product: String
  let categories: String
  /// Since somebody wanted to know.
  let hours: Double

  init(_ row: Row) throws { (product, categories, hours) = (try row[0], try row[1], try row[2]) }
}

extension Query<DescribedPicture> {
  /// What is known of a picture, while it still has this file.
  static func described(_ picture: PictureID, _ file: String, job: UUID) -> Self {
    """
    SELECT p.name, coalesce((SELECT string_agg(c.name, ', ' ORDER BY c.name)
        FROM product_category pc
        JOIN category c ON c.client_id = pc.client_id AND c.id = pc.category_id
        WHERE pc.client_id = p.client_id AND pc.product_id = p.id), ''),
      coalesce((SELECT extract(epoch FROM now() - created_at) / 3600 FROM job
        WHERE id = \(job)), 0)::float8
    FROM product_picture pp
    JOIN product p ON p.client_id = pp.client_id AND p.id = pp.product_id
    WHERE pp.id = \(picture) AND pp.original = \(file) AND pp.removed_at IS NULL
    """
  }
}

/// The words for a product: what a model read, or what the merchant says.
struct ReadingLine: RowReadable, Sendable {
  /// Whether the merchant says so.
  let isCorrection: Bool
  let words: PictureReading
  /// Why there are no words.
  let reason: String?

  init(_ row: Row) throws {
    isCorrection = try row[0]
    func list(_ text: String?) -> [String] {
      (text ?? "").split(separator: ",").map(String.init)
    }
    words = PictureReading(
      type: try row[1], materials: list(try row[2]), styles: list(try row[3]),
      rooms: list(try row[4]))
    reason = try row[5]
  }
}

extension Query<ReadingLine> {
  /// What is read in a product's first picture, and what the merchant corrected.
  static func readings(of product: ProductID) -> Self {
    """
    (SELECT false, r.type, array_to_string(r.materials, ','), array_to_string(r.styles, ','),
      array_to_string(r.rooms, ','), r.reason
    FROM product_picture p
    JOIN picture_reading r ON r.client_id = p.client_id AND r.picture_id = p.id
      AND r.original = p.original
    WHERE p.product_id = \(product) AND p.removed_at IS NULL
    ORDER BY p.position, p.id LIMIT 1)
    UNION ALL
    SELECT true, type, array_to_string(materials, ','), array_to_string(styles, ','),
      array_to_string(rooms, ','), NULL
    FROM product_words WHERE product_id = \(product)
    """
  }
}

/// A product's first picture that can be described.
struct FirstPicture: RowReadable, Sendable {
  let id: PictureID
  let file: String

  init(_ row: Row) throws { (id, file) = (try row[0], try row[1]) }
}

extension Query<FirstPicture> {
  static func firstPicture(of product: ProductID) -> Self {
    """
    SELECT id, original FROM product_picture
    WHERE product_id = \(product) AND removed_at IS NULL AND original IS NOT NULL
    ORDER BY position, id LIMIT 1
    """
  }
}

extension Statement {
  /// What a model says of a picture, unless it has another file by now.
  static func keep(_ reading: PictureReading, of picture: PictureID, _ file: String) -> Self {
    """
    INSERT INTO picture_reading (client_id, picture_id, original, type, materials, styles, rooms)
    SELECT client_id, id, original, \(reading.type), \(reading.materials)::text[],
      \(reading.styles)::text[], \(reading.rooms)::text[]
    FROM product_picture
    WHERE client_id = current_client() AND id = \(picture) AND original = \(file)
    ON CONFLICT (client_id, picture_id) DO UPDATE SET original = excluded.original,
      type = excluded.type, materials = excluded.materials, styles = excluded.styles,
      rooms = excluded.rooms, reason = NULL, read_at = now()
    """
  }

  /// Why a model says nothing; words that are there stay.
  static func noReading(_ reason: String, of picture: PictureID, _ file: String) -> Self {
    """
    INSERT INTO picture_reading (client_id, picture_id, original, reason)
    SELECT client_id, id, original, \(reason) FROM product_picture
    WHERE client_id = current_client() AND id = \(picture) AND original = \(file)
    ON CONFLICT (client_id, picture_id) DO UPDATE SET original = excluded.original, type = NULL,
      materials = '{}', styles = '{}', rooms = '{}', reason = excluded.reason, read_at = now()
    WHERE picture_reading.original <> excluded.original OR picture_reading.type IS NULL
    """
  }

  /// The merchant's words; an empty field counts as not corrected.
  static func correct(
    _ words: PictureReading, of product: ProductID, by person: PersonID
  ) -> Self {
    """
    INSERT INTO product_words (client_id, product_id, type, materials, styles, rooms, corrected_by)
    SELECT client_id, id, \(words.type), nullif(\(words.materials)::text[], '{}'),
      nullif(\(words.styles)::text[], '{}'), nullif(\(words.rooms)::text[], '{}'), \(person)
    FROM product WHERE id = \(product) AND deleted_at IS NULL
    ON CONFLICT (client_id, product_id) DO UPDATE SET type = excluded.type,
      materials = excluded.materials, styles = excluded.styles, rooms = excluded.rooms,
      corrected_by = excluded.corrected_by, corrected_at = now()
    """
  }
}
