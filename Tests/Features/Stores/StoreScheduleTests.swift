import FoundationEssentials
import Importing
import Postgres
import Site
import Stores
import Testing

/// What the scheduler does for stores: whom it comes to, and whom it leaves alone.
@Suite struct StoreScheduleTests {
  let owner = Database(Configuration.current.ownerDSN)
  let system = TestHouse.system()
  let client: UUID
  let store = StoreID()

  init() throws {
    client = try TestHouse.client(of: try TestHouse.merchant())
    try owner.run(
      """
      INSERT INTO store (client_id, id, platform, url, credentials, state)
      VALUES (\(client), \(store), 'woocommerce', 'https://shop.example', 'sealed', 'connected')
      """)
  }

  /// Jobs of a kind, done or not: a worker may be quick.
  private func jobs(_ kind: String) throws -> Int {
    try owner.one(
      "SELECT count(*) FROM job WHERE client_id = \(client) AND kind = \(kind)" as Query<Int>)
  }

  @Test func `a token is renewed before it ends, and only then`() throws {
    try owner.run(
      "UPDATE store SET token_ends_at = now() + interval '1 hour' WHERE id = \(store)")
    try system.run(Stores.renewTokens)
    #expect(try jobs("renew-token") == 0)
    try owner.run(
      "UPDATE store SET token_ends_at = now() + interval '10 minutes' WHERE id = \(store)")
    try system.run(Stores.renewTokens)
    #expect(try jobs("renew-token") == 1)
  }

  @Test func `a store that needs the merchant is not asked for a token`() throws {
    try owner.run(
      """
      UPDATE store SET token_ends_at = now(), state = 'needs reconnection' WHERE id = \(store)
      """)
    try system.run(Stores.renewTokens)
    #expect(try jobs("renew-token") == 0)
  }

  @Test func `changes are swept every quarter of an hour once products are here`() throws {
    try system.run(Importing.sweepStores)
    #expect(try jobs("sweep-store") == 0)
    try owner.run("UPDATE store SET swept_until = now() WHERE id = \(store)")
    try system.run(Importing.sweepStores)
    #expect(try jobs("sweep-store") == 0)
    try owner.run(
      "UPDATE store SET swept_until = now() - interval '16 minutes' WHERE id = \(store)")
    try system.run(Importing.sweepStores)
    #expect(try jobs("sweep-store") == 1)
  }

  @Test func `webhooks are looked after four times a day`() throws {
    try owner.run("UPDATE store SET webhooks_checked_at = now() WHERE id = \(store)")
    try system.run(Stores.keepWebhooks)
    #expect(try jobs("keep-webhooks") == 0)
    try owner.run(
      "UPDATE store SET webhooks_checked_at = now() - interval '7 hours' WHERE id = \(store)")
    try system.run(Stores.keepWebhooks)
    #expect(try jobs("keep-webhooks") == 1)
  }

  @Test func `a store is compared once a night, and never twice at once`() throws {
    try owner.run("UPDATE store SET swept_until = now() WHERE id = \(store)")
    try system.run(Importing.reconcileStores)
    #expect(try jobs("reconcile-store") == 0, "it was connected a moment ago")
    try owner.run("UPDATE store SET connected_at = now() - interval '2 days' WHERE id = \(store)")
    try system.run(Importing.reconcileStores)
    try system.run(Importing.reconcileStores)
    #expect(try jobs("reconcile-store") == 1)
    try owner.run(
      """
      UPDATE store_reconciliation SET state = 'done', ended_at = now(),
        began_at = now() - interval '22 hours' WHERE store_id = \(store)
      """)
    try owner.run("DELETE FROM job WHERE client_id = \(client)")
    try system.run(Importing.reconcileStores)
    #expect(try jobs("reconcile-store") == 0, "the last report is still fresh")
    try owner.run(
      """
      UPDATE store_reconciliation SET began_at = now() - interval '24 hours'
      WHERE store_id = \(store)
      """)
    try system.run(Importing.reconcileStores)
    #expect(try jobs("reconcile-store") == 1)
  }
}
