import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Brings products of a store into the catalogue.
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
    var next: String?
    var page = 0
    var hasCategories = false
  }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else {
      throw GiveUp("The store was disconnected before the import was finished.")
    }
    do {
      try go(try shift.open(store), store, shift)
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  private func go(_ shop: any Shop, _ store: ConnectedStore, _ shift: Shift) throws {
    var place = Place()
    if let kept = shift.place {
      place = try JSONDecoder().decode(Place.self, from: Data(kept.utf8))
    }
    if !place.hasCategories {
      try RefreshCategories.bring(from: shop, self.store, shift)
      place.hasCategories = true
    }
    repeat {
      try shift.obeyWishes()
      let page = try shop.products(.all, at: place.next)
      (place.next, place.page) = (page.next, place.page + 1)
      try save(page, store, place, shop.allowance, shift)
    } while place.next != nil
    try shift.transaction { db in
      try db.run(.markGone(self.store, run))
      try db.run(.importState(run, "done"))
      try db.run(.followed(self.store, since: store.connected))
    }
  }

  private func save(
    _ page: CatalogPage, _ store: ConnectedStore, _ place: Place, _ allowance: Allowance?,
    _ shift: Shift
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
      try db.run(.contact(self.store, allowance))
      try db.run(
        .counted(
          run, page: place.page, total: page.total, created: count[.created] ?? 0,
          updated: count[.updated] ?? 0, unchanged: count[.unchanged] ?? 0))
      try shift.keepPlace(kept)
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { _ = try $0.run(.importState(run, "failed", note: sentence)) }
  }
}
