import Postgres
import Site

extension ProductFilter {
  /// What a product `p` must fulfil to pass; nothing is asked of it that the visitor did not ask.
  var clause: Clause {
    let parts: [Clause?] = [
      after.map { "AND p.id < \($0)" },
      pattern.map { "AND (p.name ILIKE \($0) OR p.sku ILIKE \($0))" },
      category.map { Self.inside($0) },
      status?.clause,
    ]
    return parts.compactMap(\.self).reduce("", +)
  }

  /// In the category or one below it.
  private static func inside(_ category: CategoryID) -> Clause {
    """
    AND p.id IN (
      WITH RECURSIVE below AS (
        SELECT c.id, c.store_id, c.key FROM category c WHERE c.id = \(category)
        UNION
        SELECT c.id, c.store_id, c.key FROM category c
        JOIN below b ON c.parent_external_id = b.key AND c.store_id IS NOT DISTINCT FROM b.store_id
      )
      SELECT pc.product_id FROM product_category pc JOIN below ON pc.category_id = below.id)
    """
  }
}

extension ProductFilter.Status {
  fileprivate var clause: Clause {
    switch self {
    case .toReview: Self.withPicture("a.state = 'generated' AND a.approval = 'open'")
    case .approved: Self.withPicture("a.approval = 'approved'")
    case .failed: Self.withPicture("a.state = 'failed'")
    case .published:
      """
      AND EXISTS (SELECT FROM synced_asset s WHERE s.client_id = p.client_id
        AND s.product_id = p.id AND s.state IN ('pushed', 'verified'))
      """
    case .without:
      """
      AND NOT EXISTS (SELECT FROM asset a WHERE a.client_id = p.client_id
        AND a.product_id = p.id AND a.deleted_at IS NULL)
      """
    }
  }

  private static func withPicture(_ rule: Clause) -> Clause {
    """
    AND EXISTS (SELECT FROM asset a WHERE a.client_id = p.client_id AND a.product_id = p.id
      AND a.deleted_at IS NULL
    """ + "AND" + rule + ")"
  }
}
