import Stores

/// Asks a store for products that it did not list: a list can be short by mistake.
enum StillThere {
  /// Those of some products that the store still has, by its ids.
  ///
  /// That one product is not there is said in so many words, so that a list that is empty by mistake
  /// takes nothing away.
  /// - Throws: `StoreTrouble`.
  static func among(_ ids: [String], _ shop: any Shop) throws -> Set<String> {
    var found: Set<String> = []
    var place: String?
    repeat {
      let page = try shop.products(.ids(ids), .listing, at: place)
      found.formUnion(page.products.map(\.id))
      place = page.next
    } while place != nil
    found.formIntersection(ids)
    if found.isEmpty, let first = ids.first, try shop.product(first) != nil {
      throw StoreTrouble.nonsense
    }
    return found
  }
}
