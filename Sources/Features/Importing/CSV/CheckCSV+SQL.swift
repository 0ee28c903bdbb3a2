import Postgres
import Site

/// What is found out about rows once all of them are there.
struct CSVFindings {
  let csv: CSVImportID
  private let hasParts, hasProblems: Bool

  /// `reading`: how the file was read, since most files ask for less than all of this.
  init(csv: CSVImportID, _ reading: CSVReading) {
    self.csv = csv
    (hasParts, hasProblems) = (reading.hasParts, reading.hasProblems)
  }

  /// Finds all of it out, in the caller's transaction; each statement sees what those before found.
  func find(_ db: Database) throws {
    var isSpoilt = hasProblems
    if hasParts {
      try db.run(Self.parents(csv))
      isSpoilt = try db.run(Self.orphans(csv)) > 0 || isSpoilt
    }
    if try db.one(Self.hasProducts) {
      // In a file whose products are all new there is nothing to compare with.
      if try db.run(Self.known(csv)) + db.run(Self.knownBySKU(csv)) > 0 {
        try db.run(Self.compare(csv))
        try db.run(Self.compareParts(csv))
        try db.run(Self.usurpers(csv))
      }
    }
    if isSpoilt { try db.run(Self.spoiled(csv)) }
  }

  private static let hasProducts: Query<Bool> =
    "SELECT EXISTS (SELECT 1 FROM product WHERE client_id = current_client())"

  /// Variations that name their product by its number in the shop.
  private static func parents(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row part SET key = owner.key FROM csv_row owner
    WHERE part.client_id = current_client() AND part.csv_id = \(id) AND NOT part.is_product
      AND owner.client_id = part.client_id AND owner.csv_id = part.csv_id AND owner.is_product
      AND owner.own_id IS NOT NULL AND part.key = 'id:' || owner.own_id
    """
  }

  private static func orphans(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row part SET outcome = 'bad',
      problem = concat_ws(' ', problem, 'Its product is not in this file.')
    WHERE client_id = current_client() AND csv_id = \(id) AND NOT is_product
      AND NOT EXISTS (SELECT 1 FROM csv_row owner WHERE owner.client_id = part.client_id
        AND owner.csv_id = part.csv_id AND owner.is_product AND owner.key = part.key)
    """
  }

  /// Products that a file brought before.
  private static func known(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row r SET product_id = p.id FROM product p
    WHERE r.client_id = current_client() AND r.csv_id = \(id) AND r.is_product
      AND p.client_id = r.client_id AND p.import_key = r.key
    """
  }

  /// Products of the catalogue with the same SKU; one that came from a store stays the store's.
  private static func knownBySKU(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row r SET product_id = p.id, outcome = CASE WHEN p.store_id IS NOT NULL
      THEN 'store' ELSE r.outcome END
    FROM (SELECT DISTINCT ON (lower(sku)) client_id, id, sku, store_id FROM product
      WHERE client_id = current_client() AND sku <> '' AND deleted_at IS NULL
      ORDER BY lower(sku), store_id NULLS LAST, id) p
    WHERE r.client_id = current_client() AND r.csv_id = \(id) AND r.is_product
      AND r.product_id IS NULL AND r.sku <> '' AND lower(p.sku) = lower(r.sku)
    """
  }

  /// What of a product would change; edited fields stay as the merchant made them.
  private static func compare(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row r SET outcome = CASE
      WHEN p.deleted_at IS NULL
        AND ('name' = ANY (p.edited) OR p.name = r.name)
        AND ('description' = ANY (p.edited) OR p.description = coalesce(r.description, p.description))
        AND ('sku' = ANY (p.edited) OR p.sku = coalesce(r.sku, p.sku))
        AND ('price' = ANY (p.edited)
          OR p.price_minor IS NOT DISTINCT FROM coalesce(r.price_minor, p.price_minor))
        AND ('size' = ANY (p.edited) OR (p.width_mm, p.height_mm, p.depth_mm) IS NOT DISTINCT FROM
          (coalesce(r.width_mm, p.width_mm), coalesce(r.height_mm, p.height_mm),
            coalesce(r.depth_mm, p.depth_mm)))
      THEN 'unchanged' ELSE 'changed' END
    FROM product p
    WHERE r.client_id = current_client() AND r.csv_id = \(id) AND r.is_product
      AND r.outcome = 'new' AND p.client_id = r.client_id AND p.id = r.product_id
    """
  }

  /// One bad row keeps its whole product back.
  private static func spoiled(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row SET outcome = 'bad'
    WHERE client_id = current_client() AND csv_id = \(id) AND is_product AND key IN (
      SELECT key FROM csv_row WHERE client_id = current_client() AND csv_id = \(id)
        AND problem IS NOT NULL)
    """
  }

  /// New pictures and variations change a product as well.
  private static func compareParts(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row r SET outcome = 'changed'
    WHERE r.client_id = current_client() AND r.csv_id = \(id) AND r.outcome = 'unchanged'
      AND EXISTS (
        SELECT 1 FROM (
          SELECT r.pictures, r.options, r.sku, r.price_minor
          UNION ALL
          SELECT part.pictures, part.options, part.sku, part.price_minor FROM csv_row part
          WHERE part.client_id = r.client_id AND part.csv_id = r.csv_id AND part.key = r.key
            AND NOT part.is_product) line
        WHERE EXISTS (
          SELECT 1 FROM string_to_table(line.pictures, E'\\n') url
          WHERE NOT EXISTS (SELECT 1 FROM product_picture pp WHERE pp.client_id = r.client_id
            AND pp.product_id = r.product_id AND pp.external_id = 'csv:' || md5(url)))
        OR line.options <> '' AND NOT EXISTS (
          SELECT 1 FROM variation v WHERE v.client_id = r.client_id
            AND v.product_id = r.product_id AND v.options = line.options
            AND v.sku = coalesce(line.sku, '')
            AND v.price_minor IS NOT DISTINCT FROM line.price_minor))
    """
  }

  /// Two shops number their products alike: what would take another one's place is told.
  private static func usurpers(_ id: CSVImportID) -> Statement {
    """
    UPDATE csv_row r SET warning = concat_ws(' ', r.warning, 'It takes the place of “' || p.name
      || '”, which has the same number in its shop. Leave it out if it is another product.')
    FROM product p
    WHERE r.client_id = current_client() AND r.csv_id = \(id) AND r.is_product
      AND r.key LIKE 'id:%' AND p.client_id = r.client_id AND p.id = r.product_id
      AND lower(p.name) <> lower(r.name) AND NOT 'name' = ANY (p.edited)
    """
  }
}
