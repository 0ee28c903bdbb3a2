import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Brings all products of a store into the catalogue.
///
/// Idempotent by the store's ids. It keeps its place after every page, in the same transaction
/// as the page's products, so a run that is cut short goes on where it stopped. Pictures come
/// later, each as a job of its own.
package struct ImportProducts: Job {
  package static let kind = "import-products"
  package static let priority = 4
  /// A store may break now and then while a long import runs: hours of tries, not minutes.
  package static let attempts = 24
  let run: ImportID
  let store: StoreID
  package var uniqueKey: String? { "import/\(run.pathText)" }

  private struct Place: Codable {
    var page = 1
    var hasCategories = false
  }

  package func run(in shift: Shift) throws {
    guard let store = try shift.db.read(as: shift.client, .store(store)).first,
      store.state != "disconnected"
    else { throw GiveUp("The store was disconnected before the import was finished.") }
    let woo = try store.open(shift.fetch)
    do {
      try go(woo, store, shift)
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  private func go(_ woo: WooCommerce, _ store: ConnectedStore, _ shift: Shift) throws {
    var place = Place()
    if let kept = shift.place {
      place = try JSONDecoder().decode(Place.self, from: Data(kept.utf8))
    }
    if !place.hasCategories {
      try bringCategories(woo, shift)
      place.hasCategories = true
    }
    while true {
      try shift.obeyWishes()
      let answer = try woo.call(
        .get, "/products",
        query: [
          ("per_page", "50"), ("page", String(place.page)), ("orderby", "id"), ("order", "asc"),
          ("status", "any"), ("_fields", StoreProduct.fields),
        ], timeout: 60)
      let rows = try answer.rows()
      // What is marked as gone at the end rests on this: an empty page before the end is a lie.
      if rows.isEmpty, place.page <= answer.totalPages ?? 0 { throw StoreTrouble.nonsense }
      let page = try StorePage(rows, of: store, woo)
      place.page += 1
      try save(page, store, total: answer.total, place, shift)
      if rows.isEmpty || place.page > (answer.totalPages ?? place.page) { break }
    }
    try shift.transaction { db in
      try db.run(.markGone(self.store, run))
      try db.run(.importState(run, "done"))
      try db.run(.contact(self.store))
    }
  }

  private func save(
    _ page: StorePage, _ store: ConnectedStore, total: Int?, _ place: Place, _ shift: Shift
  ) throws {
    let kept = String(decoding: try JSONEncoder().encode(place), as: UTF8.self)
    try shift.transaction { db in
      var count: [SaveOutcome: Int] = [:]
      let saver = SaveProduct(
        client: shift.client, store: self.store, currency: store.currency, run: run, db: db)
      for product in page.products {
        let (outcome, pictures) = try saver.save(product)
        count[outcome, default: 0] += 1
        for picture in pictures {
          try db.enqueue(FetchPicture(picture: picture), for: shift.client)
        }
      }
      for (product, rows) in page.variations {
        try db.run(.variations(shift.client, self.store, of: product, rows))
      }
      try db.run(.contact(self.store))
      try db.run(
        .counted(
          run, page: place.page, total: total, created: count[.created] ?? 0,
          updated: count[.updated] ?? 0, unchanged: count[.unchanged] ?? 0))
      try shift.keepPlace(kept)
    }
  }

  private func bringCategories(_ woo: WooCommerce, _ shift: Shift) throws {
    var page = 1
    while page <= 100 {
      let answer = try woo.call(
        .get, "/products/categories",
        query: [
          ("per_page", "100"), ("page", String(page)), ("orderby", "id"), ("order", "asc"),
          ("_fields", "id,name,slug,parent"),
        ])
      let rows = try answer.rows()
      try shift.transaction { db in
        for row in rows {
          guard let id = row["id"].int else { continue }
          let parent = row["parent"].int.flatMap { $0 > 0 ? String($0) : nil }
          try db.run(
            .category(
              shift.client, store, externalID: String(id), parent: parent,
              name: String(plainText(row["name"].string ?? "Category \(id)").prefix(200)),
              slug: row["slug"].string ?? String(id)))
        }
      }
      page += 1
      if rows.isEmpty || page > (answer.totalPages ?? 1) { break }
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { _ = try $0.run(.importState(run, "failed", note: sentence)) }
  }
}
