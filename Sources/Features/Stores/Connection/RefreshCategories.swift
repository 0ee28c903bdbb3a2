import Fetch
import Jobs
import Postgres
import Site

/// Brings the category tree up to date with the store.
///
/// Idempotent by the store's ids.
package struct RefreshCategories: Job {
  package static let kind = "refresh-categories"
  let store: StoreID
  package var uniqueKey: String? { "categories/\(store.pathText)" }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else { return }
    do {
      try Self.bring(from: try shift.open(store), store.id, shift)
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  package init(store: StoreID) { self.store = store }

  /// Saves the whole tree in one transaction; what the store no longer has goes, own ones stay.
  package static func bring(from shop: any Shop, _ store: StoreID, _ shift: Shift) throws {
    let found = try shop.categories()
    try shift.transaction { db in
      try db.run(.categories(of: store, found))
      try db.run(.categoriesRead(store))
      try db.run(.contact(store, shop.allowance))
    }
  }
}

extension RefreshCategories {
  /// Brings the tree where products name a category that is not here yet: not every store tells of
  /// new ones.
  ///
  /// At most every ten minutes: a store may name some that its tree leaves out.
  package static func bring(
    for products: [StoreProduct], from shop: any Shop, _ store: StoreID, _ shift: Shift
  ) throws {
    let named = Set(products.flatMap(\.categories))
    guard !named.isEmpty,
      try shift.db.read(as: shift.client, .missesCategory(Array(named), store)).first == true
    else { return }
    try bringIfTold(from: shop, store, shift)
  }

  /// The same as `bring`, where products matter more: a store that does not tell its tree right
  /// now is asked again another time.
  package static func bringIfTold(from shop: any Shop, _ store: StoreID, _ shift: Shift) throws {
    do { try bring(from: shop, store, shift) } catch let trouble as StoreTrouble {
      if trouble.isAboutKeys { throw trouble }
      try shift.transaction { _ = try $0.run(.categoriesRead(store)) }
    }
  }
}

extension Statement {
  fileprivate static func categoriesRead(_ store: StoreID) -> Self {
    """
    UPDATE store SET categories_read_at = now()
    WHERE client_id = current_client() AND id = \(store)
    """
  }
}

extension Query<Bool> {
  fileprivate static func missesCategory(_ ids: [String], _ store: StoreID) -> Self {
    """
    SELECT EXISTS (
      SELECT FROM unnest(\(ids)::text[]) AS named(id)
      WHERE NOT EXISTS (SELECT FROM category c WHERE c.client_id = s.client_id
        AND c.store_id = s.id AND c.external_id = named.id))
    FROM store s WHERE s.client_id = current_client() AND s.id = \(store)
      AND coalesce(s.categories_read_at < now() - interval '10 minutes', true)
    """
  }
}

extension Statement {
  /// The store's tree as it is now.
  static func categories(of store: StoreID, _ found: [StoreCategory]) -> Self {
    """
    WITH told AS (
      SELECT DISTINCT ON (id) id, parent, name, slug, count
      FROM unnest(\(found.map(\.id))::text[], \(found.map(\.parent))::text[],
        \(found.map(\.name))::text[], \(found.map(\.slug))::text[],
        \(found.map(\.count))::int[]) AS t(id, parent, name, slug, count)
    ), gone AS (
      DELETE FROM category WHERE client_id = current_client() AND store_id = \(store)
        AND external_id IS NOT NULL AND external_id NOT IN (SELECT id FROM told)
    )
    INSERT INTO category (client_id, id, store_id, external_id, parent_external_id, name, slug,
      store_count)
    SELECT current_client(), uuid7(), \(store)::uuid, id, parent, name, slug, count FROM told
    ON CONFLICT (client_id, store_id, external_id) DO UPDATE
    SET name = excluded.name, slug = excluded.slug,
      parent_external_id = excluded.parent_external_id, store_count = excluded.store_count
    WHERE (category.name, category.slug, category.parent_external_id, category.store_count)
      IS DISTINCT FROM (excluded.name, excluded.slug, excluded.parent_external_id,
        excluded.store_count)
    """
  }
}
