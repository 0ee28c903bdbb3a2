import Accounts
import Catalog
import Design
import Fetch
import HTTP
import Jobs
import Postgres
import Site
import Stores

extension Importing {
  /// Searches the store for the product that one added by hand belongs to.
  ///
  /// Without words the search is for the product's own SKU, or, where that leads nowhere, its name.
  package static func showLink(_ editor: Editor, _ id: ProductID) throws -> Response {
    let (products, stores) = try editor.read(Query<Linkable>.linkable(id), .active)
    guard let product = products.first else { throw Problem.missing }
    guard let store = stores.first else {
      throw Problem(.conflict, "No store is connected. Connect one first.")
    }
    let typed = (editor.request.query["q"] ?? "").trimmed
    var words = typed.isEmpty ? (product.sku.isEmpty ? product.name : product.sku) : typed
    var found = try search(store, words, editor)
    if typed.isEmpty, words != product.name, case .success(let rows) = found, rows.isEmpty {
      words = product.name
      found = try search(store, words, editor)
    }
    let ids = (try? found.get())?.map(\.id) ?? []
    let (taken, alike) = try editor.read(
      Query<Taken>.taken(ids, in: store.id), Query<LookAlike>.lookAlikes(of: id))
    let similar = try editor.read(Query<Taken>.here(alike.map(\.product), in: store.id))
    return linkPage(
      editor,
      LinkSearch(
        product: product, words: words, found: found, taken: taken,
        similar: typed.isEmpty ? similar : []))
  }

  private static func search(_ store: ConnectedStore, _ words: String, _ editor: Editor) throws
    -> Result<[StoreProduct], StoreTrouble>
  {
    try TestsUnderWay.run(for: editor.client) {
      do {
        guard let shop = try store.opened(.configured()) else {
          return .failure(.unreachable("The store has to be connected again."))
        }
        return .success(try shop.search(String(words.prefix(100))))
      } catch let trouble as StoreTrouble {
        return .failure(trouble)
      }
    }
  }

  /// Ties the product to one of the store; what the merchant wrote here stays as it is.
  package static func link(_ editor: Editor, _ id: ProductID) throws -> Response {
    let external = (editor.request.form["external"] ?? "").trimmed
    guard !external.isEmpty, external.utf8.count <= 200 else {
      throw Problem(.invalid, "Choose a product of your store.")
    }
    try editor.transaction {
      guard try editor.db.first(Query<Linkable>.linkable(id)) != nil else { throw Problem.missing }
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      if let other = try editor.db.first(Query<Taken>.taken([external], in: store.id)) {
        guard other.isUntouched, try editor.db.run(.makeRoom(other.id)) == 1 else {
          throw Problem(
            .conflict,
            "That product of your store is here already as “\(other.name)”, with generated pictures. "
              + "Go on with that one, or delete its pictures first.")
        }
      }
      try editor.db.run(.link(id, to: external, in: store.id))
      try editor.audit("product.linked", ["product": .string(id.pathText)])
      try editor.db.enqueue(
        RefreshProduct(store: store.id, externalID: external), for: editor.client.uuid)
    }
    return .see(Site.product(id)).flash("Linked. Its pictures can be published to your store now.")
  }

  /// Lets the product go from the store; nothing changes there.
  package static func unlink(_ editor: Editor, _ id: ProductID) throws -> Response {
    try editor.transaction {
      let live: Query<Bool> = """
        SELECT EXISTS (SELECT 1 FROM synced_asset WHERE client_id = current_client()
          AND product_id = \(id) AND state <> 'removed')
        """
      guard try !editor.db.one(live) else {
        throw Problem(
          .conflict, "Pictures of ours are in the store at this product. Take them out first.")
      }
      guard try editor.db.run(.unlink(id)) == 1 else { throw Problem.missing }
      try editor.audit("product.unlinked", ["product": .string(id.pathText)])
    }
    return .see(Site.product(id)).flash("It is yours alone now; your store is unchanged.")
  }
}

/// A product that was added by hand.
struct Linkable: RowReadable, Sendable {
  let id: ProductID
  let name: String
  let sku: String
  init(_ row: Row) throws { (id, name, sku) = (try row[0], try row[1], try row[2]) }
}

extension Query<Linkable> {
  static func linkable(_ id: ProductID) -> Self {
    """
    SELECT id, name, sku FROM product WHERE client_id = current_client() AND id = \(id)
      AND source = 'uploaded' AND deleted_at IS NULL
    """
  }
}

/// A product of the store that is here already.
struct Taken: RowReadable, Sendable {
  let external: String
  let id: ProductID
  let name: String
  /// Whether nothing was made of it: then another product may take its place.
  let isUntouched: Bool

  init(_ row: Row) throws {
    (external, id, name) = (try row[0], try row[1], try row[2])
    isUntouched = try row[3]
  }
}

extension Query<Taken> {
  static func taken(_ ids: [String], in store: StoreID) -> Self {
    found(externalIDs: ids, products: [], in: store)
  }

  /// Those of some products that belong to the store.
  static func here(_ products: [ProductID], in store: StoreID) -> Self {
    found(externalIDs: [], products: products.map(\.pathText), in: store)
  }

  private static func found(externalIDs: [String], products: [String], in store: StoreID) -> Self {
    """
    SELECT external_id, id, name, NOT EXISTS (
        SELECT 1 FROM asset a WHERE a.client_id = p.client_id AND a.product_id = p.id
          AND a.deleted_at IS NULL)
      AND NOT EXISTS (
        SELECT 1 FROM synced_asset s WHERE s.client_id = p.client_id AND s.product_id = p.id
          AND s.state <> 'removed')
    FROM product p WHERE client_id = current_client() AND store_id = \(store)
      AND (external_id = ANY (\(externalIDs)::text[]) OR id = ANY (\(products)::uuid[]))
    """
  }
}

extension Statement {
  /// Lets a product of the store go and puts it into the bin, so that another one is it instead.
  fileprivate static func makeRoom(_ id: ProductID) -> Self {
    """
    UPDATE product SET source = 'uploaded', store_id = NULL, external_id = NULL, permalink = '',
      gone_at = NULL, deleted_at = now(), updated_at = now()
    WHERE client_id = current_client() AND id = \(id) AND source = 'imported'
    """
  }

  /// All that the merchant wrote counts as edited here, so the store does not overwrite it.
  fileprivate static func link(_ id: ProductID, to external: String, in store: StoreID) -> Self {
    """
    UPDATE product SET source = 'imported', store_id = \(store), external_id = \(external),
      import_key = NULL, edited = ARRAY(SELECT DISTINCT unnest(edited ||
        '{name}' || CASE WHEN description <> '' THEN '{description}'::text[] ELSE '{}' END
        || CASE WHEN sku <> '' THEN '{sku}'::text[] ELSE '{}' END
        || CASE WHEN price_minor IS NOT NULL THEN '{price}'::text[] ELSE '{}' END
        || CASE WHEN width_mm IS NOT NULL THEN '{size}'::text[] ELSE '{}' END)), updated_at = now()
    WHERE client_id = current_client() AND id = \(id) AND source = 'uploaded'
    """
  }

  fileprivate static func unlink(_ id: ProductID) -> Self {
    """
    UPDATE product SET source = 'uploaded', store_id = NULL, external_id = NULL, permalink = '',
      gone_at = NULL, updated_at = now()
    WHERE client_id = current_client() AND id = \(id) AND source = 'imported'
    """
  }
}
