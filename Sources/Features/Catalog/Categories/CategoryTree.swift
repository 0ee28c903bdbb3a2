import Design
import Postgres
import Site

/// A category: one of the store's, or one of the merchant's own.
package struct CategoryLine: RowReadable, Sendable {
  package let id: CategoryID
  package let name: String
  package let slug: String
  package let key: String
  package let parentKey: String?

  /// Whether it is the merchant's own; the store's are kept in step with the store.
  package var isOwn: Bool { key.hasPrefix("/") }

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
    SELECT id, name, slug, coalesce(store_id::text, '') || '/' || key,
      coalesce(store_id::text, '') || '/' || parent_external_id
    FROM category ORDER BY lower(name), id LIMIT 2000
    """
  }

  /// The categories that a merchant may put a product into: the store's own products have the
  /// store's categories from there.
  static func choices(for product: ProductDetail) -> Self {
    """
    SELECT id, name, slug, coalesce(store_id::text, '') || '/' || key,
      coalesce(store_id::text, '') || '/' || parent_external_id
    FROM category WHERE \(product.source != "imported") OR store_id IS NULL
    ORDER BY lower(name), id LIMIT 2000
    """
  }

  /// The categories that a product is in.
  static func categories(of product: ProductID) -> Self {
    """
    SELECT c.id, c.name, c.slug, coalesce(c.store_id::text, '') || '/' || c.key,
      coalesce(c.store_id::text, '') || '/' || c.parent_external_id
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

extension Statement {
  /// Puts a product into the categories that are ticked in a form, and takes it out of the others.
  ///
  /// Those of the store stay as they are where the store decides.
  static func sort(_ product: ProductID, into form: Form) -> Self {
    let ids = form.all("category").compactMap(CategoryID.init(pathText:))
    return """
      WITH open AS (
        SELECT c.id FROM category c JOIN product p ON p.client_id = c.client_id
          AND p.id = \(product)
        WHERE c.client_id = current_client() AND (c.store_id IS NULL OR p.source = 'uploaded')
      ), dropped AS (
        DELETE FROM product_category pc USING open
        WHERE pc.client_id = current_client() AND pc.product_id = \(product)
          AND pc.category_id = open.id AND open.id <> ALL (\(ids.map(\.pathText))::uuid[])
      )
      INSERT INTO product_category (client_id, product_id, category_id)
      SELECT current_client(), \(product)::uuid, id FROM open
      WHERE id = ANY (\(ids.map(\.pathText))::uuid[]) ON CONFLICT DO NOTHING
      """
  }
}
