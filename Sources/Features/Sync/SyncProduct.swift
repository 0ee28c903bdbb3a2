import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Brings the pictures of one product in the store to where they should be.
///
/// Exactly once, additive, reversible: the unique key makes it the only writer of the product;
/// an intent stands in the database before the store is called; the gallery is read again right
/// before each change and written by ids, so that no picture that was not seen is dropped; and
/// when an answer was lost, the picture is looked for by its marker and adopted, never sent
/// again before the store has had the time to finish.
package struct SyncProduct: Job {
  package static let kind = "sync-product"
  package static let priority = 3
  package static let attempts = 12
  let store: StoreID
  let product: ProductID
  package var uniqueKey: String? { "sync/\(product.pathText)" }

  package func run(in shift: Shift) throws {
    let external: Query<String> = """
      SELECT external_id FROM product WHERE client_id = current_client() AND id = \(product)
        AND store_id = \(store)
      """
    let (stores, ids, open) = try shift.db.read(
      as: shift.client, .store(store), external, .open(product))
    guard let store = stores.first, store.state != "disconnected" else {
      throw GiveUp("The store is not connected any more.")
    }
    guard let id = ids.first else { return }
    do {
      let writer = GalleryWriter(
        shop: try shift.open(store), store: self.store, product: product, externalID: id,
        shift: shift)
      try writer.waitForLostCalls(open)
      for picture in open {
        try shift.obeyWishes()
        try writer.bringAbout(picture)
      }
      try shift.transaction { _ = try $0.run(.contact(self.store)) }
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    let open: [SyncedPicture] = try shift.db.read(as: shift.client, .open(product))
    // A picture whose fate is unknown stays known as such: it may be live.
    for picture in open where picture.state != "pushing" {
      try shift.transaction { db in
        try db.run(.syncFailed(picture.id, sentence))
        try db.run(
          .event("failed", sentence, store: store, product: product, of: picture.id))
      }
    }
  }
}
