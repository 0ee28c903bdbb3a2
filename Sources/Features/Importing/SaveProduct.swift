import FoundationEssentials
import HTTP
import Postgres
import Site
import Stores

/// What saving a product did.
enum SaveOutcome: String { case created, updated, unchanged }

/// Writes one product of a store into the catalogue: new, or brought up to date.
///
/// The store's ids are the keys, so saving twice changes nothing. Fields that the merchant edited
/// here keep the merchant's values.
struct SaveProduct {
  let client: UUID
  let store: StoreID
  let currency: String
  /// The import that this belongs to; `nil` for news about a single product.
  var run: ImportID?
  let db: Database

  /// Saves the product with its categories and pictures.
  /// - Returns: what it did, and the pictures that have to be fetched.
  func save(_ product: StoreProduct) throws -> (SaveOutcome, [PictureID]) {
    let saved = try db.one(upsert(product))
    try db.run(categories(product, saved.id))
    let pictures = try db.all(pictures(product, saved.id))
    try db.run(retire(product, saved.id))
    // A product that was variable and is simple now has none left.
    if product.kind == .variable || saved.outcome == .updated {
      try db.run(.variations(client, store, of: product.id, product.variations, currency))
    }
    return (saved.outcome, pictures)
  }

  /// One statement that inserts, updates or finds that nothing changed.
  private func upsert(_ new: StoreProduct) -> Query<Saved> {
    """
    WITH old AS (
      SELECT id, (name, description, sku, price_minor, kind, permalink, store_status, gone_at,
        store_modified_at) AS before
      FROM product WHERE client_id = \(client) AND store_id = \(store)
        AND external_id = \(new.id)
    ), saved AS (
      INSERT INTO product AS p (client_id, id, source, store_id, external_id, kind, name,
        description, sku, price_minor, currency, permalink, store_status, width_mm, height_mm,
        depth_mm, last_import, store_modified_at, tags, attributes, extra)
      VALUES (\(client), uuid7(), 'imported', \(store), \(new.id), \(new.kind.rawValue), \(new.name),
        \(new.description), \(new.sku), \(new.price(in: currency)), \(currency), \(new.permalink),
        \(new.status), \(new.size.width), \(new.size.height), \(new.size.depth),
        \(run), \(new.modified), \(new.tags)::text[], \(attributes(new))::jsonb,
        \(new.extra.text)::jsonb)
      ON CONFLICT (client_id, store_id, external_id) DO UPDATE SET
        name = CASE WHEN 'name' = ANY (p.edited) THEN p.name ELSE excluded.name END,
        description = CASE WHEN 'description' = ANY (p.edited) THEN p.description
          ELSE excluded.description END,
        sku = CASE WHEN 'sku' = ANY (p.edited) THEN p.sku ELSE excluded.sku END,
        price_minor = CASE WHEN 'price' = ANY (p.edited) THEN p.price_minor
          ELSE excluded.price_minor END,
        width_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.width_mm ELSE excluded.width_mm END,
        height_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.height_mm ELSE excluded.height_mm END,
        depth_mm = CASE WHEN 'size' = ANY (p.edited) THEN p.depth_mm ELSE excluded.depth_mm END,
        tags = excluded.tags, attributes = excluded.attributes, extra = excluded.extra,
        kind = excluded.kind, permalink = excluded.permalink, currency = excluded.currency,
        store_status = excluded.store_status, store_modified_at = excluded.store_modified_at,
        last_import = coalesce(excluded.last_import, p.last_import), gone_at = NULL,
        deleted_at = CASE WHEN excluded.last_import IS NULL THEN p.deleted_at END,
        updated_at = now()
      RETURNING id, (name, description, sku, price_minor, kind, permalink, store_status, gone_at,
        store_modified_at) AS after
    )
    SELECT saved.id, CASE WHEN old.id IS NULL THEN 'created'
      WHEN old.before IS NOT DISTINCT FROM saved.after THEN 'unchanged' ELSE 'updated' END
    FROM saved LEFT JOIN old ON true
    """
  }

  private func attributes(_ new: StoreProduct) -> String {
    JSON.array(
      new.attributes.map {
        ["name": .string($0.name), "values": .array($0.values.map(JSON.string))]
      }
    ).text
  }

  private struct Saved: RowReadable {
    let id: ProductID
    let outcome: SaveOutcome
    init(_ row: Row) throws {
      id = try row[0]
      outcome = SaveOutcome(rawValue: try row[1]) ?? .updated
    }
  }

  private func categories(_ new: StoreProduct, _ product: ProductID) -> Statement {
    """
    WITH wanted AS (
      SELECT id FROM category WHERE client_id = \(client) AND store_id = \(store)
        AND external_id = ANY (\(new.categories)::text[])
    ), dropped AS (
      DELETE FROM product_category pc USING category c
      WHERE pc.client_id = \(client) AND pc.product_id = \(product)
        AND c.client_id = pc.client_id AND c.id = pc.category_id AND c.store_id = \(store)
        AND pc.category_id NOT IN (SELECT id FROM wanted)
    )
    INSERT INTO product_category (client_id, product_id, category_id)
    SELECT \(client), \(product), id FROM wanted ON CONFLICT DO NOTHING
    """
  }

  /// Adds pictures that are new and answers with all that have no bytes yet.
  ///
  /// Pictures that Epox itself put into the store are not the product's own: they do not come back
  /// as such.
  private func pictures(_ new: StoreProduct, _ product: ProductID) -> Query<PictureID> {
    let images = new.images
    return """
      WITH listed AS (
        SELECT * FROM unnest(\(images.map(\.id))::text[], \(images.map(\.url))::text[],
          \(images.map(\.alt))::text[], \(images.map(\.position))::int[])
          AS i(external_id, url, alt, position)
        WHERE NOT EXISTS (
          SELECT 1 FROM synced_asset s WHERE s.client_id = \(client)
            AND s.product_id = \(product)
            AND (s.external_id = i.external_id OR strpos(i.url, s.marker) > 0))
      ), saved AS (
        INSERT INTO product_picture AS pp
          (client_id, id, product_id, external_id, position, alt, source_url)
        SELECT DISTINCT ON (external_id)
          \(client)::uuid, uuid7(), \(product)::uuid, external_id, position, alt, url
        FROM listed ORDER BY external_id, position
        ON CONFLICT (client_id, product_id, external_id) DO UPDATE
        SET position = excluded.position, alt = excluded.alt, removed_at = NULL,
          source_url = excluded.source_url
        RETURNING id, state
      )
      SELECT id FROM saved WHERE state = 'pending'
      """
  }

  /// Pictures that the store took out of the product.
  private func retire(_ new: StoreProduct, _ product: ProductID) -> Statement {
    """
    UPDATE product_picture SET removed_at = now()
    WHERE client_id = \(client) AND product_id = \(product) AND external_id IS NOT NULL
      AND removed_at IS NULL AND external_id <> ALL (\(new.images.map(\.id))::text[])
    """
  }
}
