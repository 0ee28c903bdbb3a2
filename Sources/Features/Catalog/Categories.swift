import Postgres
import Site

/// A category as the store knows it.
package struct CategoryLine: RowReadable, Sendable {
  package let id: CategoryID
  package let name: String
  package let slug: String
  package let key: String
  package let parentKey: String?

  package init(_ row: Row) throws {
    (id, name, slug) = (try row[0], try row[1], try row[2])
    (key, parentKey) = (try row[3], try row[4])
  }

  init(id: CategoryID, name: String, key: String, parentKey: String?) {
    (self.id, self.name, self.slug) = (id, name, key)
    (self.key, self.parentKey) = (key, parentKey)
  }
}

extension Query<CategoryLine> {
  /// Every category, in the order of their names.
  static var categories: Self {
    """
    SELECT id, name, slug, coalesce(store_id::text, '') || '/' || coalesce(external_id, id::text),
      coalesce(store_id::text, '') || '/' || parent_external_id
    FROM category ORDER BY lower(name), id LIMIT 2000
    """
  }

  /// The categories that a product is in.
  static func categories(of product: ProductID) -> Self {
    """
    SELECT c.id, c.name, c.slug, coalesce(c.external_id, c.id::text), c.parent_external_id
    FROM product_category pc JOIN category c ON c.client_id = pc.client_id AND c.id = pc.category_id
    WHERE pc.product_id = \(product) ORDER BY lower(c.name), c.id
    """
  }
}

/// A category at its place in the tree.
package struct CategoryBranch: Sendable {
  package let category: CategoryLine
  package let depth: Int
}

/// Categories as a tree written out line by line, children after their parent.
///
/// One whose parent is unknown stands at the top; a circle, which a store should not have, is
/// cut where it was entered.
package func categoryTree(_ lines: [CategoryLine]) -> [CategoryBranch] {
  let known = Set(lines.map(\.key))
  var children: [String: [CategoryLine]] = [:]
  for line in lines {
    let parent = line.parentKey.flatMap { known.contains($0) && $0 != line.key ? $0 : nil }
    children[parent ?? "", default: []].append(line)
  }
  var branches: [CategoryBranch] = []
  var seen: Set<String> = []
  func write(_ lines: [CategoryLine], _ depth: Int) {
    for line in lines where seen.insert(line.key).inserted {
      branches.append(CategoryBranch(category: line, depth: depth))
      write(children[line.key] ?? [], depth + 1)
    }
  }
  write(children[""] ?? [], 0)
  write(lines, 0)
  return branches
}
