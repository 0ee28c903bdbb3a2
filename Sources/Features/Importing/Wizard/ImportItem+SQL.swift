import FoundationEssentials
import HTTP
import Postgres
import Site
import Stores

/// What an import was asked for.
struct WantedImport: RowReadable {
  let choice: ImportChoice
  let startsAtOnce: Bool
  /// The chosen categories and all below them, by the store's ids.
  let categories: [String]

  init(_ row: Row) throws {
    let (text, below): (String, String) = (try row[0], try row[2])
    choice = try JSONDecoder().decode(ImportChoice.self, from: Data(text.utf8))
    startsAtOnce = try row[1]
    categories = below.split(separator: "\u{1f}").map(String.init)
  }
}

extension Query<WantedImport> {
  static func wanted(_ run: ImportID) -> Self {
    """
    WITH RECURSIVE chosen AS (
      SELECT jsonb_array_elements_text(i.choice -> 'categories' -> 'ids') AS id, i.store_id
      FROM import_run i WHERE i.client_id = current_client() AND i.id = \(run)
      UNION
      SELECT c.external_id, c.store_id FROM category c JOIN chosen ON
        c.client_id = current_client() AND c.store_id = chosen.store_id
        AND c.parent_external_id = chosen.id)
    SELECT choice::text, starts_at_once,
      coalesce((SELECT string_agg(id, \("\u{1f}")) FROM chosen), '')
    FROM import_run WHERE client_id = current_client() AND id = \(run)
      AND state = 'looking'
    """
  }
}

extension StoreProduct {
  /// How much of what a good picture and a good listing need is known, in percent.
  var completeness: Int {
    let known = [
      !images.isEmpty, !description.isEmpty, priceMinor != nil, !sku.isEmpty,
      !categories.isEmpty, size.width != nil, size.height != nil,
      images.contains { !$0.alt.isEmpty },
    ]
    return 100 * known.count { $0 } / known.count
  }
}

extension Statement {
  /// Keeps what the store showed, compared with what is here.
  ///
  /// A product that is new by its id, but has the SKU or the exact name of one that is here
  /// already, looks like a duplicate. All of them are compared at once: the account's products are
  /// read once, not once for each.
  static func stage(
    _ products: [StoreProduct], _ run: ImportID, of store: ConnectedStore, after first: Int
  ) -> Self {
    let stamps = products.map { $0.modified?.formatted(.iso8601) }
    return """
      WITH told AS (
        SELECT * FROM unnest(\(products.map(\.id))::text[], \(products.map(\.sku))::text[],
          \(products.map(\.name))::text[], \(products.map(\.kind.rawValue))::text[],
          \(products.map { $0.price(in: store.currency) })::bigint[], \(products.map(\.images.count))::int[],
          \(products.map { $0.images.first?.url })::text[],
          \(products.map(\.completeness))::int[], \(stamps)::timestamptz[])
          WITH ORDINALITY AS t(id, sku, name, kind, price, pictures, thumb, complete, modified, n)
      ), twin AS (
        SELECT DISTINCT ON (alike.n) alike.n, alike.id FROM (
          SELECT told.n, p.id FROM told JOIN product p ON p.client_id = current_client()
            AND p.deleted_at IS NULL AND p.name = told.name
          UNION ALL
          SELECT told.n, p.id FROM told JOIN product p ON p.client_id = current_client()
            AND p.deleted_at IS NULL AND p.sku = told.sku AND told.sku <> '') alike
        ORDER BY alike.n, alike.id
      )
      INSERT INTO import_item (client_id, run_id, position, external_id, sku, name, kind,
        price_minor, thumb_url, pictures, completeness, outcome, twin_id, chosen)
      SELECT current_client(), \(run)::uuid, \(first)::int + told.n, told.id, told.sku, told.name,
        told.kind, told.price, told.thumb, told.pictures, told.complete,
        CASE
          WHEN own.deleted_at IS NOT NULL THEN 'binned'
          WHEN own.id IS NULL AND twin.id IS NOT NULL THEN 'duplicate'
          WHEN own.id IS NULL THEN 'new'
          WHEN own.gone_at IS NULL AND (
            own.store_modified_at = told.modified OR told.modified IS NULL
              AND own.price_minor IS NOT DISTINCT FROM told.price AND own.name = told.name)
            THEN 'unchanged'
          ELSE 'changed' END,
        coalesce(own.id, twin.id), own.deleted_at IS NULL
      FROM told
      LEFT JOIN product own ON own.client_id = current_client() AND own.store_id = \(store.id)
        AND own.external_id = told.id
      LEFT JOIN twin ON twin.n = told.n AND own.id IS NULL
      ON CONFLICT DO NOTHING
      """
  }

  static func unknown(_ entries: [String], _ run: ImportID) -> Self {
    """
    UPDATE import_run SET unknown = unknown || \(entries)::text[]
    WHERE client_id = current_client() AND id = \(run)
    """
  }

  /// The look is over; the merchant decides.
  static func looked(_ run: ImportID, seconds: Double) -> Self {
    """
    UPDATE import_run SET state = 'preview', looked_for = \(seconds)
    WHERE client_id = current_client() AND id = \(run) AND state = 'looking'
    """
  }

  /// Keeps what is ticked of the rows that a page showed.
  static func choose(_ chosen: [Int], among shown: [Int], _ run: ImportID) -> Self {
    """
    UPDATE import_item SET chosen = position = ANY (\(chosen)::int[])
    WHERE client_id = current_client() AND run_id = \(run) AND position = ANY (\(shown)::int[])
      AND chosen <> (position = ANY (\(chosen)::int[]))
    """
  }

  /// Ticks all rows of one kind, or none of them; an empty kind is every kind.
  static func chooseAll(_ isChosen: Bool, outcome: String, _ run: ImportID) -> Self {
    """
    UPDATE import_item SET chosen = \(isChosen)
    WHERE client_id = current_client() AND run_id = \(run) AND chosen <> \(isChosen)
      AND (\(outcome) = '' OR outcome = \(outcome))
    """
  }
}

/// A product that an import could bring.
struct ImportItem: RowReadable, Sendable {
  let position: Int
  let name: String
  let sku: String
  let kind: String
  let priceMinor: Int?
  let pictures: Int
  let completeness: Int
  let outcome: String
  let isChosen: Bool
  let twin: ProductID?
  let twinName: String?
  let thumb: String?
  /// Whether the twin was found by its picture, not by name or SKU.
  let isTwinByPicture: Bool

  init(_ row: Row) throws {
    (position, name, sku, kind) = (try row[0], try row[1], try row[2], try row[3])
    (priceMinor, pictures, completeness) = (try row[4], try row[5], try row[6])
    (outcome, isChosen, twin) = (try row[7], try row[8], try row[9])
    (twinName, thumb, isTwinByPicture) = (try row[10], try row[11], try row[12])
  }
}

extension Query<ImportItem> {
  /// A screenful in the store's order.
  static func items(_ run: ImportID, outcome: String, after last: Int) -> Self {
    """
    SELECT i.position, i.name, i.sku, i.kind, i.price_minor, i.pictures, i.completeness, i.outcome,
      i.chosen, i.twin_id, p.name, coalesce(i.thumb, (
        SELECT pp.thumb FROM product_picture pp WHERE pp.client_id = i.client_id
          AND pp.product_id = i.twin_id AND pp.removed_at IS NULL AND pp.thumb IS NOT NULL
        ORDER BY pp.position, pp.id LIMIT 1)), i.is_twin_by_picture
    FROM import_item i
    LEFT JOIN product p ON p.client_id = i.client_id AND p.id = i.twin_id
    WHERE i.client_id = current_client() AND i.run_id = \(run) AND i.position > \(last)
      AND (\(outcome) = '' OR i.outcome = \(outcome))
    ORDER BY i.position LIMIT 48
    """
  }
}

/// What a look found, in numbers.
struct ImportLook: RowReadable, Sendable {
  let all: Int
  let new: Int
  let changed: Int
  let unchanged: Int
  let duplicate: Int
  let binned: Int
  let chosen: Int
  let chosenNew: Int
  let pictures: Int
  let unknown: [String]
  let unknownCount: Int
  let seconds: Double
  /// How many pictures are compared with those that are here, and how many are to be.
  let compared: Int
  let toCompare: Int
  /// Seconds that this account's last imports took for a product, pictures included.
  let pace: Double?

  init(_ row: Row) throws {
    (all, new, changed, unchanged) = (try row[0], try row[1], try row[2], try row[3])
    (duplicate, binned, chosen) = (try row[4], try row[5], try row[6])
    (chosenNew, pictures) = (try row[7], try row[8])
    let names: String = try row[9]
    unknown = names.split(separator: "\u{1f}").map(String.init)
    (unknownCount, seconds, pace) = (try row[10], try row[11], try row[12])
    (compared, toCompare) = (try row[13], try row[14])
  }

  /// How many seconds the import will take: at the pace of the last ones, or, the first time, of
  /// the look, in which the store answered with the same products.
  var estimate: Double {
    let own = all == 0 ? 0 : seconds / Double(all)
    return Double(chosen) * (pace ?? (own * 2)) + (pace == nil ? Double(pictures) * own : 0)
  }
}

extension Query<ImportLook> {
  static func look(_ run: ImportID) -> Self {
    """
    SELECT count(i.*), count(i.*) FILTER (WHERE outcome = 'new'),
      count(i.*) FILTER (WHERE outcome = 'changed'),
      count(i.*) FILTER (WHERE outcome = 'unchanged'),
      count(i.*) FILTER (WHERE outcome = 'duplicate'),
      count(i.*) FILTER (WHERE outcome = 'binned'), count(i.*) FILTER (WHERE chosen),
      count(i.*) FILTER (WHERE chosen AND outcome IN ('new', 'duplicate', 'binned')),
      coalesce(sum(pictures) FILTER (WHERE chosen), 0)::bigint,
      array_to_string(r.unknown[1:200], \("\u{1f}")), cardinality(r.unknown),
      coalesce(r.looked_for, 0), (
        SELECT (sum(extract(epoch FROM coalesce(l.over_at, l.finished_at) - l.confirmed_at))
            / nullif(sum(l.created + l.updated + l.unchanged), 0))::double precision
        FROM (SELECT * FROM import_run l WHERE l.client_id = r.client_id AND l.state = 'done'
          AND l.store_id IS NOT NULL AND l.created > 0 ORDER BY l.id DESC LIMIT 3) l),
      count(i.*) FILTER (WHERE compared), least(\(CompareItems.most)::bigint,
        count(i.*) FILTER (WHERE compared OR outcome = 'new' AND thumb_url <> ''))
    FROM import_run r LEFT JOIN import_item i ON i.client_id = r.client_id AND i.run_id = r.id
    WHERE r.client_id = current_client() AND r.id = \(run)
    GROUP BY r.client_id, r.id
    """
  }
}
