import Postgres
import Site

/// A category with how many products are in it.
struct CategoryCount: RowReadable, Sendable {
  let category: CategoryLine
  /// Products in this very category.
  let direct: Int
  /// Products in it or anywhere below it, each once.
  let inAll: Int
  /// How many the store counts in it; more may be there than were imported.
  let inStore: Int?

  init(_ row: Row) throws {
    category = try CategoryLine(row)
    (direct, inAll, inStore) = (try row[5], try row[6], try row[7])
  }
}

extension Query<CategoryCount> {
  /// Every category with its counts, in the order of their names.
  static var categoryCounts: Self {
    """
    WITH RECURSIVE listed AS MATERIALIZED (
      SELECT id, store_id, key, parent_external_id FROM category
      WHERE client_id = current_client() ORDER BY lower(name), id LIMIT 2000
    ), above AS (
      SELECT id AS top, id, store_id, key FROM listed t WHERE EXISTS (
        SELECT 1 FROM listed c WHERE c.parent_external_id = t.key
          AND c.store_id IS NOT DISTINCT FROM t.store_id)
      UNION
      SELECT above.top, c.id, c.store_id, c.key FROM listed c
      JOIN above ON c.parent_external_id = above.key
        AND c.store_id IS NOT DISTINCT FROM above.store_id
    ), placed AS MATERIALIZED (
      SELECT pc.category_id, pc.product_id FROM product_category pc
      JOIN product p ON p.client_id = pc.client_id AND p.id = pc.product_id
        AND p.deleted_at IS NULL
      WHERE pc.client_id = current_client()
    ), direct AS (
      SELECT category_id, count(*) FROM placed GROUP BY category_id
    ), whole AS (
      SELECT top, count(*) FROM (
        SELECT DISTINCT above.top, placed.product_id FROM above
        JOIN placed ON placed.category_id = above.id) each GROUP BY top
    )
    SELECT c.id, c.name, c.slug, coalesce(c.store_id::text, '') || '/' || c.key,
      coalesce(c.store_id::text, '') || '/' || c.parent_external_id,
      coalesce(direct.count, 0), coalesce(whole.count, direct.count, 0), c.store_count
    FROM listed JOIN category c ON c.client_id = current_client() AND c.id = listed.id
    LEFT JOIN direct ON direct.category_id = c.id LEFT JOIN whole ON whole.top = c.id
    ORDER BY lower(c.name), c.id
    """
  }
}
