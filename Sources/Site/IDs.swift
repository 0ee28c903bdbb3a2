import FoundationEssentials
import HTTP
import Postgres

/// The key of one kind of thing; keys of different kinds do not mix.
///
/// It is a UUID of version 7: made anywhere, unguessable enough, and in the order of time.
package struct ID<Thing: Named>: Hashable, Sendable, PathValue, SQLValue, SQLReadable, RowReadable,
  Codable
{
  /// The bare key.
  package let uuid: UUID

  package init(_ uuid: UUID) { self.uuid = uuid }

  /// A new key.
  package init() { uuid = .version7() }

  package static var pathName: String { Thing.name }
  package init?(pathText: String) {
    guard let uuid = UUID(uuidString: pathText) else { return nil }
    self.uuid = uuid
  }
  package var pathText: String { uuid.lowercaseText }
  package var sqlText: String { uuid.sqlText }
  package init?(sqlText: UnsafeBufferPointer<UInt8>) {
    guard let uuid = unsafe UUID(sqlText: sqlText) else { return nil }
    self.uuid = uuid
  }
  package init(_ row: Row) throws { self = try row[0] }

  package init(from decoder: any Decoder) throws { uuid = try UUID(from: decoder) }
  package func encode(to encoder: any Encoder) throws { try uuid.encode(to: encoder) }
}

/// A kind of thing that has keys.
package protocol Named: SendableMetatype {
  /// What the thing is called in the API's description.
  static var name: String { get }
}

package enum Client: Named { package static let name = "account" }
package enum Person: Named { package static let name = "person" }
package enum Session: Named { package static let name = "session" }
package enum Invitation: Named { package static let name = "invitation" }
package enum Product: Named { package static let name = "product" }
package enum ProductPicture: Named { package static let name = "picture" }
package enum Variation: Named { package static let name = "variation" }
package enum Category: Named { package static let name = "category" }
package enum Store: Named { package static let name = "store" }
package enum ImportRun: Named { package static let name = "import" }
package enum CSVImport: Named { package static let name = "csv_import" }
package enum Flow: Named { package static let name = "flow" }
package enum Asset: Named { package static let name = "asset" }
package enum Purchase: Named { package static let name = "purchase" }
package enum StoreReconciliation: Named {
  package static let name = "reconciliation"
}
package enum SyncedAsset: Named { package static let name = "synced_asset" }

package typealias ClientID = ID<Client>
package typealias PersonID = ID<Person>
package typealias SessionID = ID<Session>
package typealias InvitationID = ID<Invitation>
package typealias ProductID = ID<Product>
package typealias PictureID = ID<ProductPicture>
package typealias VariationID = ID<Variation>
package typealias CategoryID = ID<Category>
package typealias StoreID = ID<Store>
package typealias ImportID = ID<ImportRun>
package typealias CSVImportID = ID<CSVImport>
package typealias FlowID = ID<Flow>
package typealias AssetID = ID<Asset>
package typealias PurchaseID = ID<Purchase>
package typealias SyncedAssetID = ID<SyncedAsset>
package typealias StoreReconciliationID = ID<StoreReconciliation>
