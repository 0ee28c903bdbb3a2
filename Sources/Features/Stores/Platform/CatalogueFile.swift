/// Where a whole catalogue stands that a store lays out as one file, in its own time.
package enum CatalogueFile: Sendable, Equatable {
  case underWay
  /// Its address, and how many products have to be in it.
  case ready(url: String, products: Int)
  /// There will be none: the store gave up, forgot it, or has nothing to put into it.
  case missing
}

extension Shop {
  package func layOutCatalogue() throws -> String? { nil }
  package func catalogueFile(_ id: String) throws -> CatalogueFile { .missing }
  package func readCatalogue(_ path: String, _ body: (StoreProduct) throws -> Void) throws {}
}
