import Accounts
import FoundationEssentials
import Jobs
import Postgres
import Site
import Stores
import Studio

/// Sends pictures to the store when they are approved, where the store is set to that.
package struct PublishOnApproval: ApprovalWatcher {
  package init() {}

  package func approvalChanged(
    asset: AssetID, product: ProductID, approved: Bool, member: Member, db: Database
  ) throws {
    guard approved else {
      try db.run(.withdraw(asset))
      return
    }
    guard let store = try db.first(.active), store.autoSync else { return }
    try Sync.plan(
      try db.all(.publishable(store.id, asset: asset)), for: store.id, by: member.person,
      client: member.client.uuid, db)
  }
}

extension Sync {
  /// Writes down the intents and starts one job for each product; all in the caller's transaction.
  /// - Returns: how many pictures will go to the store.
  @discardableResult
  static func plan(
    _ pictures: [Publishable], for store: StoreID, by person: PersonID?, client: UUID,
    _ db: Database
  ) throws -> Int {
    var planned = 0
    for picture in pictures {
      let intent = Intent(asset: picture.asset, product: picture.product)
      let checksum = String(picture.blob.prefix { $0 != "." })
      let marker = intent.marker(checksum: checksum)
      let path = intent.picturePath(
        name: picture.productName, marker: marker,
        ending: picture.blob.split(separator: ".").last.map(String.init) ?? "webp")
      let added = try db.run(
        .plan(
          intent, client: client, store: store, marker: marker, path: path, checksum: checksum,
          by: person))
      guard added == 1 else { continue }
      planned += 1
      try db.run(
        .event(
          "planned", "Approved for the store.", store: store, product: picture.product,
          of: intent.id, by: person))
    }
    for product in Set(pictures.map(\.product)) {
      try db.enqueue(SyncProduct(store: store, product: product), for: client)
    }
    return planned
  }
}

/// Puts approved pictures into the store, exactly once, and takes them out again.
package enum Sync {}
