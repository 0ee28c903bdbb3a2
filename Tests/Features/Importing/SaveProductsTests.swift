import FoundationEssentials
import HTTP
import Importing
import Postgres
import Site
import Stores
import Testing

/// Products of a store that come into an account of which PostgreSQL knows nothing yet.
@Suite struct SaveProductsTests {
  let db = TestHouse.app()
  let client: UUID
  let store = StoreID()
  static let known = 3000

  init() throws { client = try TestHouse.client(of: try TestHouse.merchant()) }

  private func fill() throws {
    try db.run(
      """
      INSERT INTO store (client_id, id, platform, url, credentials, state)
      VALUES (\(client), \(store), 'woocommerce', 'https://shop.example', 'x', 'connected')
      """)
    try db.run(
      """
      INSERT INTO product (client_id, id, source, store_id, external_id, name)
      SELECT \(client)::uuid, uuid7(), 'imported', \(store)::uuid, n::text, 'Sofa ' || n
      FROM generate_series(1, \(Self.known)::int) AS n
      """)
  }

  /// As a store tells them: half of each screenful is here already.
  private func screenful(_ number: Int) -> [StoreProduct] {
    (0..<50).compactMap { place in
      let id = Self.known + 25 * number + place - 24
      return StoreProduct(woo: ["id": .int(id), "name": .string("Chair \(id)")], unit: "cm")
    }
  }

  private func rowsRead() throws -> Int {
    try db.one(
      """
      SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
      FROM pg_stat_xact_user_tables WHERE relname = 'product'
      """ as Query<Int>)
  }

  @Test func `a screenful is looked up in a large account and not searched for`() throws {
    try db.transaction(as: client) {
      try fill()
      let saver = SaveProducts(client: client, store: store, currency: "EUR", db: db)
      let before = try rowsRead()
      // After some times PostgreSQL plans without looking at what is asked for.
      for number in 0..<8 {
        let outcomes = try saver.save(screenful(number))
        #expect(outcomes[.created] == 25)
      }
      #expect(try rowsRead() - before < Self.known)
    }
  }
}
