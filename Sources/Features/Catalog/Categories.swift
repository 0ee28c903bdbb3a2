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
  var places = [String: Int](minimumCapacity: lines.count)
  for index in lines.indices { places[lines[index].key] = index }
  var roots: [Int] = []
  var children = [[Int]](repeating: [], count: lines.count)
  for index in lines.indices {
    let parent = lines[index].parentKey.flatMap { places[$0] }
    if let parent, parent != index { children[parent].append(index) } else { roots.append(index) }
  }
  var branches: [CategoryBranch] = []
  var isWritten = [Bool](repeating: false, count: lines.count)
  func write(_ indices: some Sequence<Int>, _ depth: Int) {
    for index in indices where !isWritten[index] {
      isWritten[index] = true
      branches.append(CategoryBranch(category: lines[index], depth: depth))
      write(children[index], depth + 1)
    }
  }
  write(roots, 0)
  // What is left goes in circles.
  write(lines.indices, 0)
  return branches
}
