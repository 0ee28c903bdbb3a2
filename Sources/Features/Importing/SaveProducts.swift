import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// What saving a product did; `stale`: nothing, since what is here is newer than what was told.
package enum SaveOutcome: String { case created, updated, unchanged, stale }

/// Writes products of a store into the catalogue: new, or brought up to date.
///
/// The store's ids are the keys, so saving twice changes nothing. Fields that the merchant edited
/// here keep the merchant's values. Some statements save them all, however many they are: one
/// product after the other, an import would spend its time on the way to the database and back.
package struct SaveProducts {
  let client: UUID
  let store: StoreID
  let currency: String
  /// The import that these belong to; `nil` for news about single products.
  let run: ImportID?
  /// Whether what is told may be hours old, as in a file that a large shop has laid out.
  let mayBeOld: Bool
  let db: Database

  /// Saves into the catalogue of an account, in the transaction that `db` is in.
  package init(
    client: UUID, store: StoreID, currency: String, run: ImportID? = nil, mayBeOld: Bool = false,
    db: Database
  ) {
    (self.client, self.store, self.currency) = (client, store, currency)
    (self.run, self.mayBeOld, self.db) = (run, mayBeOld, db)
  }

  /// Saves the products with their categories, pictures and variations, in the caller's
  /// transaction, and lets the pictures be fetched that are not here yet.
  ///
  /// Of a product that is told twice, the last word counts.
  /// - Returns: how many of them had which outcome.
  @discardableResult
  package func save(_ told: [StoreProduct]) throws -> [SaveOutcome: Int] {
    let products = Dictionary(told.map { ($0.id, $0) }) { $1 }
    guard !products.isEmpty else { return [:] }
    // In one order everywhere: two that save the same products at a time wait, and never in a ring.
    let saved = try db.all(upsert(products.values.sorted { $0.id < $1.id }))
    let told = saved.compactMap { row in
      products[row.externalID].map { OwnedProduct(id: row.id, outcome: row.outcome, product: $0) }
    }
    let owned = told.filter { $0.outcome != .stale }
    try db.run(.categories(of: owned, client, store))
    let pictures = try db.all(.pictures(of: owned, client, isImport: run != nil))
    try Importing.fetch(pictures, client, db)
    // A product that was variable and is simple now has none left.
    let varied = owned.filter { $0.product.kind == .variable || $0.outcome == .updated }
    if !varied.isEmpty { try db.run(.variations(of: varied, client, currency)) }
    if let run, !owned.older.isEmpty { try db.run(.forgetUnchanged(run, owned.older)) }
    return Dictionary(grouping: told, by: \.outcome).mapValues(\.count)
  }

  /// One statement that inserts, updates or finds that nothing changed.
  ///
  /// OFFSET has each product looked up: PostgreSQL takes an account that it has not counted yet for
  /// empty, and would walk all of its products for every one of these.
  private func upsert(_ new: [StoreProduct]) -> Query<SavedProduct> {
    """
    WITH new AS (
      SELECT * FROM unnest(\(new.map(\.id))::text[], \(new.map(\.kind.rawValue))::text[],
        \(new.map(\.name))::text[], \(new.map(\.description))::text[], \(new.map(\.sku))::text[],
        \(new.map { $0.price(in: currency) })::bigint[], \(new.map(\.permalink))::text[],
        \(new.map(\.status))::text[], \(new.map(\.size.width))::int[],
        \(new.map(\.size.height))::int[], \(new.map(\.size.depth))::int[],
        \(new.map(\.modified))::timestamptz[], \(literals: new.map(\.tags))::text[],
        \(new.map(\.attributesText))::text[], \(new.map(\.extra.text))::text[])
        AS n(external_id, kind, name, description, sku, price_minor, permalink, status, width,
          height, depth, modified, tags, attributes, extra)
    ), old AS (
      SELECT p.id, p.external_id, (p.name, p.description, p.sku, p.price_minor, p.kind, p.permalink,
        p.store_status, p.gone_at, p.store_modified_at) AS before
      FROM new CROSS JOIN LATERAL (
        SELECT * FROM product own WHERE own.client_id = \(client) AND own.store_id = \(store)
          AND own.external_id = new.external_id OFFSET 0) p
    ), saved AS (
      INSERT INTO product AS p (client_id, id, source, store_id, external_id, kind, name,
        description, sku, price_minor, currency, permalink, store_status, width_mm, height_mm,
        depth_mm, last_import, store_modified_at, tags, attributes, extra)
      SELECT \(client)::uuid, uuid7(), 'imported', \(store)::uuid, external_id, kind, name,
        description, sku, price_minor, \(currency), permalink, status, width, height, depth,
        \(run)::uuid, modified, tags::text[], attributes::jsonb, extra::jsonb
      FROM new
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
      WHERE NOT \(mayBeOld) OR p.deleted_at IS NOT NULL
        OR NOT coalesce(p.store_modified_at > excluded.store_modified_at, false)
      RETURNING id, external_id, (name, description, sku, price_minor, kind, permalink,
        store_status, gone_at, store_modified_at) AS after, xmax = 0 AS is_new
    )
    SELECT saved.id, saved.external_id, CASE WHEN saved.is_new THEN 'created'
      WHEN old.before IS NOT DISTINCT FROM saved.after THEN 'unchanged' ELSE 'updated' END
    FROM saved LEFT JOIN old ON old.external_id = saved.external_id
    UNION ALL
    SELECT id, external_id, 'stale' FROM old
    WHERE NOT EXISTS (SELECT FROM saved WHERE saved.external_id = old.external_id)
    """
  }
}

/// A product of the catalogue, and what the store says of it.
struct OwnedProduct {
  let id: ProductID
  let outcome: SaveOutcome
  let product: StoreProduct
}

private struct SavedProduct: RowReadable {
  let id: ProductID
  let externalID: String
  let outcome: SaveOutcome
  init(_ row: Row) throws {
    (id, externalID) = (try row[0], try row[1])
    outcome = SaveOutcome(rawValue: try row[2]) ?? .updated
  }
}

extension StoreProduct {
  fileprivate var attributesText: String {
    JSON.array(
      attributes.map {
        ["name": .string($0.name), "values": .array($0.values.map(JSON.string))]
      }
    ).text
  }
}

extension [OwnedProduct] {
  /// Those that were here before: new ones have nothing that could be taken away.
  var older: [ProductID] { filter { $0.outcome != .created }.map(\.id) }

  /// The parts of all products, each with its product.
  func parts<Part>(_ parts: (StoreProduct) -> [Part]) -> [(owner: ProductID, part: Part)] {
    flatMap { owned in parts(owned.product).map { (owned.id, $0) } }
  }
}

extension Statement {
  /// Puts products into the store's categories, and out of those that they are in no more.
  fileprivate static func categories(
    of products: [OwnedProduct], _ client: UUID, _ store: StoreID
  ) -> Self {
    let listed = products.parts(\.categories)
    return """
      WITH wanted AS (
        SELECT DISTINCT l.product_id, c.id
        FROM unnest(\(listed.map(\.owner))::uuid[], \(listed.map(\.part))::text[])
          AS l(product_id, external_id)
        JOIN category c ON c.client_id = \(client) AND c.store_id = \(store)
          AND c.external_id = l.external_id
      ), dropped AS (
        DELETE FROM product_category pc USING category c
        WHERE pc.client_id = \(client) AND pc.product_id = ANY (\(products.older)::uuid[])
          AND c.client_id = pc.client_id AND c.id = pc.category_id AND c.store_id = \(store)
          AND NOT EXISTS (SELECT 1 FROM wanted w
            WHERE w.product_id = pc.product_id AND w.id = pc.category_id)
      )
      INSERT INTO product_category (client_id, product_id, category_id)
      SELECT \(client)::uuid, product_id, id FROM wanted ON CONFLICT DO NOTHING
      """
  }
}

extension Query<PictureID> {
  /// Adds pictures that are new, takes those away that the store took out, and answers with all
  /// whose bytes are to be fetched: those that have none, and those that the store has changed.
  ///
  /// An import tries once more what could not be fetched.
  ///
  /// Pictures that Epox itself put into the store are not the product's own: they do not come back
  /// as such.
  fileprivate static func pictures(
    of products: [OwnedProduct], _ client: UUID, isImport: Bool
  ) -> Self {
    let images = products.parts(\.images)
    return """
      WITH told AS (
        SELECT DISTINCT ON (product_id, external_id) *
        FROM unnest(\(images.map(\.owner))::uuid[], \(images.map(\.part.id))::text[],
          \(images.map(\.part.url))::text[], \(images.map(\.part.alt))::text[],
          \(images.map(\.part.position))::int[])
          AS i(product_id, external_id, url, alt, position)
        ORDER BY product_id, external_id, position
      ), retired AS (
        UPDATE product_picture pp SET removed_at = now()
        WHERE pp.client_id = \(client) AND pp.product_id = ANY (\(products.older)::uuid[])
          AND pp.external_id IS NOT NULL AND pp.removed_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM told t
            WHERE t.product_id = pp.product_id AND t.external_id = pp.external_id)
      ), saved AS (
        INSERT INTO product_picture AS pp
          (client_id, id, product_id, external_id, position, alt, source_url)
        SELECT \(client)::uuid, uuid7(), product_id, external_id, position, alt, url
        FROM told t WHERE NOT EXISTS (
          SELECT 1 FROM synced_asset s WHERE s.client_id = \(client)
            AND s.product_id = t.product_id
            AND (s.external_id = t.external_id OR strpos(t.url, s.marker) > 0))
        ORDER BY product_id, position
        ON CONFLICT (client_id, product_id, external_id) DO UPDATE
        SET position = excluded.position, alt = excluded.alt, removed_at = NULL,
          source_url = excluded.source_url,
          state = CASE WHEN pp.state = 'failed' AND \(isImport) THEN 'pending' ELSE pp.state END
        RETURNING id, state, source_url, fetched_url
      )
      SELECT id FROM saved WHERE state = 'pending'
        OR state = 'ready' AND fetched_url IS DISTINCT FROM source_url
      """
  }
}
