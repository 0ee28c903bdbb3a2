import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Finds out what the store has of what was asked for, before anything is written.
///
/// Idempotent: products are kept by the store's ids, with the place reached, in one transaction.
package struct LookAtStore: Job {
  package static let kind = "look-at-store"
  package static let priority = 2
  package static let attempts = 12
  let run: ImportID
  let store: StoreID
  package var uniqueKey: String? { "look/\(run.pathText)" }

  struct Place: Codable {
    var next: String?
    /// How far a list of ids and SKUs is.
    var entries = 0
    var products = 0
    var seconds = 0.0
    var isOver = false
    /// How many products there are in all, where the store says so.
    var total: Int?
    /// What came of asking for one file, in a shop that is large.
    var file: WholeCatalogue.Request?
  }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else {
      throw GiveUp("The store was disconnected before the import began.")
    }
    guard let wanted = try shift.db.read(as: shift.client, .wanted(run)).first else { return }
    do {
      let shop = try shift.open(store)
      if shift.place == nil { try RefreshCategories.bringIfTold(from: shop, store.id, shift) }
      var place =
        try shift.place.map {
          try JSONDecoder().decode(Place.self, from: Data($0.utf8))
        } ?? Place()
      try readFile(shop, store, &place, shift)
      var counting = CountAnew()
      while !place.isOver {
        try shift.obeyWishes()
        try counting.saved(shift.db)
        let began = ContinuousClock.now
        let (products, unknown) = try step(shop, wanted, &place)
        place.seconds += began.duration(to: .now) / .seconds(1)
        try keep(products, unknown, store, &place, shift)
        try readFile(shop, store, &place, shift)
      }
      try finish(wanted, place, shift)
    } catch let trouble as StoreTrouble {
      try shift.handle(trouble, of: self.store)
    }
  }

  private func step(_ shop: any Shop, _ wanted: WantedImport, _ place: inout Place) throws
    -> (products: [StoreProduct], unknown: [String])
  {
    if case .list(let entries) = wanted.choice {
      let batch = Array(entries.dropFirst(place.entries).prefix(50))
      place.entries += batch.count
      place.isOver = place.entries >= entries.count
      return try ListedProducts(shop: shop).find(batch)
    }
    let choice: ProductChoice =
      if case .categories = wanted.choice { .categories(wanted.categories) } else { .all }
    let page = try shop.products(choice, .listing, at: place.next)
    (place.next, place.isOver) = (page.next, page.next == nil)
    if choice == .all, let total = page.total { place.total = total }
    return (page.products, [])
  }

  /// Takes the rest out of one file where there is very much of it, and the store can do that.
  private func readFile(
    _ shop: any Shop, _ store: ConnectedStore, _ place: inout Place, _ shift: Shift
  ) throws {
    guard !place.isOver, place.total ?? 0 >= WholeCatalogue.least else { return }
    var (reached, began) = (place, ContinuousClock.now)
    let isWhole = try WholeCatalogue(shop: shop, shift: shift).bring(place.file ?? .init()) {
      reached.file = $0
      try keep([], [], store, &reached, shift)
    } _: { products in
      reached.seconds += began.duration(to: .now) / .seconds(1)
      began = .now
      try keep(products, [], store, &reached, shift)
    }
    place = reached
    place.isOver = isWhole
  }

  private func keep(
    _ products: [StoreProduct], _ unknown: [String], _ store: ConnectedStore, _ place: inout Place,
    _ shift: Shift
  ) throws {
    let first = place.products
    place.products += products.count
    let kept = String(decoding: try JSONEncoder().encode(place), as: UTF8.self)
    try shift.transaction { db in
      // They are compared with all that are here, at once and not one after the other: of an
      // account that PostgreSQL has not counted yet it thinks that there is nothing.
      try db.script("SET LOCAL enable_nestloop = off")
      try db.run(.stage(products, run, of: store, after: first))
      try db.script("SET LOCAL enable_nestloop = on")
      if !unknown.isEmpty { try db.run(.unknown(unknown, run)) }
      try db.run(.contact(store.id))
      try shift.keepPlace(kept)
    }
  }

  private func finish(_ wanted: WantedImport, _ place: Place, _ shift: Shift) throws {
    try shift.transaction { db in
      try db.run(.looked(run, seconds: place.seconds))
      guard wanted.startsAtOnce else {
        try db.enqueue(CompareItems(run: run), for: shift.client)
        return
      }
      _ = try Importing.confirm(run, store: store, client: shift.client, db)
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { try Importing.fail(run, sentence, shift.client, $0) }
  }
}

/// Products that were asked for by id or SKU.
struct ListedProducts {
  let shop: any Shop

  /// Looks entries up as ids where they can be ids, and as SKUs where that found nothing.
  /// - Returns: what was found, and what the store does not know.
  func find(_ entries: [String]) throws -> (products: [StoreProduct], unknown: [String]) {
    let ids = entries.filter { !$0.isEmpty && $0.utf8.count <= 18 && $0.utf8.allSatisfy(isDigit) }
    let byID = try ids.isEmpty ? [] : all(.ids(ids))
    let known = Set(byID.map(\.id))
    let rest = entries.filter { !known.contains($0) }
    let bySKU = try rest.isEmpty ? [] : all(.skus(rest))
    let skus = Set(bySKU.flatMap(\.skus))
    let unknown = rest.filter { !skus.contains($0.lowercased()) }
    let wanted = Set(rest.map { $0.lowercased() })
    let found = byID + bySKU.filter { !wanted.isDisjoint(with: $0.skus) }
    var seen: Set<String> = []
    return (found.filter { seen.insert($0.id).inserted }, unknown)
  }

  private func all(_ choice: ProductChoice) throws -> [StoreProduct] {
    var found: [StoreProduct] = []
    var place: String?
    repeat {
      let page = try shop.products(choice, .listing, at: place)
      found += page.products
      place = page.next
    } while place != nil
    return found
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

extension StoreProduct {
  /// Its own SKU and those of its variations; stores compare them without regard to case.
  fileprivate var skus: [String] { ([sku] + variations.map(\.sku)).map { $0.lowercased() } }
}
