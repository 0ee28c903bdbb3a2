import Billing
import FoundationEssentials
import Jobs
import Postgres
import Site
import Stores

/// Compares everything that a store lists with what is here, mends what differs, and keeps a report.
///
/// News gets lost, and a sweep for changes never hears of what was deleted. Idempotent: differences
/// are kept by the store's ids with the place reached, and mending asks the store how things stand.
package struct ReconcileStore: Job {
  package static let kind = "reconcile-store"
  /// When somebody asks for it; the nightly ones stand behind all other work.
  package static let priority = 3
  package static let attempts = 12
  let reconciliation: StoreReconciliationID
  let store: StoreID
  package var uniqueKey: String? { "reconcile/\(store.pathText)" }

  private struct Place: Codable {
    var next: String?
    var isListed = false
  }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else {
      throw GiveUp("The store was disconnected before the comparison was over.")
    }
    do {
      let comparison = Comparison(
        id: reconciliation, store: store, shop: try shift.open(store), shift: shift)
      if shift.place == nil {
        try RefreshCategories.bringIfTold(from: comparison.shop, store.id, shift)
      }
      var place = try shift.place.map(Self.read) ?? Place()
      while !place.isListed {
        try shift.obeyWishes()
        let page = try comparison.page(at: place.next)
        place = Place(next: page.next, isListed: page.next == nil)
        try comparison.keep(page, place: Self.text(place))
      }
      while try comparison.markGone() { try shift.obeyWishes() }
      try shift.transaction { _ = try $0.run(.reconciled(reconciliation)) }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { _ = try $0.run(.reconciled(reconciliation, reason: sentence)) }
  }

  private static func read(_ text: String) throws -> Place {
    try JSONDecoder().decode(Place.self, from: Data(text.utf8))
  }

  private static func text(_ place: Place) throws -> String {
    String(decoding: try JSONEncoder().encode(place), as: UTF8.self)
  }
}

/// One comparison of a store with the catalogue, page by page.
private struct Comparison {
  let id: StoreReconciliationID
  let store: ConnectedStore
  let shop: any Shop
  let shift: Shift

  func page(at place: String?) throws -> CatalogPage {
    try shop.products(.all, .listing, at: place)
  }

  /// Keeps what a page shows, and leaves to jobs of their own what has to be brought in.
  func keep(_ page: CatalogPage, place: String) throws {
    let lost = try picturesTakenOut(of: page.products)
    try shift.transaction { db in
      let room = try store.followsNew ? Billing.productsLeft(db) ?? .max : 0
      let differences = try db.all(.compared(page.products, id, store, room: room))
      for external in differences {
        try db.enqueue(RefreshProduct(store: store.id, externalID: external), for: shift.client)
      }
      for picture in lost { try db.run(.takenOut(picture, id)) }
      try db.run(.contact(store.id, shop.allowance))
      try shift.keepPlace(place)
    }
  }

  /// Pictures of ours that the store no longer shows; a listing may be short, so the gallery says.
  private func picturesTakenOut(of products: [StoreProduct]) throws -> [PlacedPicture] {
    let suspects = try shift.db.read(as: shift.client, .missingPictures(products, store.id))
    var lost: [PlacedPicture] = []
    for (product, pictures) in Dictionary(grouping: suspects, by: \.product) {
      let gallery = try shop.gallery(of: product).images
      lost += pictures.filter { picture in
        !gallery.contains { image in
          image.id == picture.externalID || image.traces.contains { $0.contains(picture.marker) }
        }
      }
    }
    return lost
  }

  /// Asks for some products that the list left out, and marks those that are gone.
  /// - Returns: whether there were any to ask for.
  func markGone() throws -> Bool {
    let missing = try shift.db.read(as: shift.client, .unlisted(id, store.id))
    guard !missing.isEmpty else { return false }
    let found = try StillThere.among(missing, shop)
    try shift.transaction { db in
      try db.run(.unlisted(missing, found: Array(found), id, store.id))
      try db.run(.contact(store.id, shop.allowance))
    }
    return true
  }
}
