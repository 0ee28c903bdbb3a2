import FoundationEssentials
import HTTP

/// One connected shop as the features call it, whatever its platform.
///
/// Every answer is distrusted: what cannot be understood is `StoreTrouble.nonsense`, and a list
/// that breaks off before its end is never taken for a whole one. All calls throw `StoreTrouble`.
package protocol Shop {
  /// The whole category tree; parents may come after their children.
  func categories() throws -> [StoreCategory]

  /// A page of products, in an order that does not shift while the catalogue changes.
  ///
  /// `place`: what the page before gave as `next`, `nil` for the first one. A listing leaves out
  /// what takes calls of its own, such as variations.
  func products(_ choice: ProductChoice, _ detail: ProductDetail, at place: String?) throws
    -> CatalogPage

  /// Asks the store to lay out its whole catalogue as one file.
  ///
  /// Returns what the file is called by; `nil` where there is no such way, or not at this time.
  func layOutCatalogue() throws -> String?

  /// Where such a file stands.
  func catalogueFile(_ id: String) throws -> CatalogueFile

  /// Reads the products, whole, out of a file that was downloaded; it may be larger than memory.
  func readCatalogue(_ path: String, _ body: (StoreProduct) throws -> Void) throws

  /// A few products whose name or SKU holds some words, best first where the store knows.
  func search(_ words: String) throws -> [StoreProduct]

  /// One product with all its variations; `nil` when the store no longer has it.
  func product(_ id: String) throws -> StoreProduct?

  /// The product's pictures in the store's order.
  func gallery(of product: String) throws -> Gallery

  /// Puts a picture behind those that the product has, `seen`, and drops none of them.
  ///
  /// One attempt: a lost answer is `StoreTrouble` whose picture is looked for by its marker.
  func add(_ picture: NewPicture, to product: String, seen: Gallery) throws -> Gallery

  /// Takes pictures out of a product whose gallery has just been read as `seen`.
  func remove(_ ids: Set<String>, from product: String, seen: Gallery) throws -> Gallery

  /// What the shop says of itself, which may change; `nil` where nobody is told of that.
  func profile() throws -> ShopProfile?

  /// Makes sure that the store tells us about changes: hooks that lead to us are kept, missing
  /// ones are made, and those that the store has switched off are switched on again.
  func keepWebhooks(at address: String, secret: String) throws -> WebhookState

  /// Takes the webhooks out that lead to an address, and those with some ids; those that are gone
  /// already do not matter.
  func dropWebhooks(at address: String, _ ids: [String]) throws

  /// Looks at everything that stands in the way of reading and publishing.
  func examine(_ house: ExaminedHouse) -> [Finding]

  /// How many calls the store still takes right now, where it says so.
  var allowance: Allowance? { get }
}

extension Shop {
  package var allowance: Allowance? { nil }
  package func profile() throws -> ShopProfile? { nil }
}

/// What a shop says of itself.
package struct ShopProfile: Sendable, Equatable {
  package let name: String
  /// ISO 4217.
  package let currency: String
  /// Where it stands, should that change; `nil` when it cannot.
  package let url: String?
  package let dimensionUnit: String?

  package init(name: String, currency: String, url: String? = nil, dimensionUnit: String? = nil) {
    (self.name, self.currency, self.url) = (name, currency, url)
    self.dimensionUnit = dimensionUnit
  }
}

/// Which products are meant.
package enum ProductChoice: Sendable, Equatable {
  case all
  /// The store's ids.
  case ids([String])
  case skus([String])
  /// A category and those below it, by the store's ids.
  case categories([String])
  /// Changed since a moment; a few that changed just before may come along.
  case changed(since: Date)
}

/// How much of each product is wanted.
package enum ProductDetail: Sendable { case listing, whole }

/// How many calls a store takes.
package struct Allowance: Sendable, Equatable {
  package let left: Int
  package let most: Int
  package init(left: Int, most: Int) { (self.left, self.most) = (left, most) }
}

/// The webhooks that lead from a store to us.
package struct WebhookState: Sendable {
  package let ids: [String]
  /// How many had to be made anew or switched on again.
  package let mended: Int
  package init(ids: [String], mended: Int) { (self.ids, self.mended) = (ids, mended) }
}
