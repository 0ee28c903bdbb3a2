import Accounts
import Crypto
import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Mail
import Postgres
import Site

/// Renews a store's token before it ends.
///
/// Never twice at once: whoever renews holds the store's lock, and looks again once it has it.
/// A platform gives the new pair once, so it is stored in the transaction right after the answer;
/// should the process die in between, the platform decides whether the old one still renews. A
/// merchant who connects anew meanwhile has brought newer keys, and those stay.
package struct RenewToken: Job {
  package static let kind = "renew-token"
  package static let priority = 1
  let store: StoreID
  package var uniqueKey: String? { "renew-token/\(store.pathText)" }

  package func run(in shift: Shift) throws { _ = try renewed(in: shift) }

  /// What it takes to call the store from now on.
  /// - Throws: `Snooze` while somebody else renews, `GiveUp` when only the merchant can help.
  func renewed(in shift: Shift) throws -> StoreAccess? {
    let access = try shift.db.ifFree("renew-token/\(store.pathText)") { try renew(shift) }
    guard let access else { throw Snooze(seconds: 1, "The store's token is being renewed.") }
    return access
  }

  private func renew(_ shift: Shift) throws -> StoreAccess? {
    guard let known = try shift.store(store), let access = try known.accessing() else { return nil }
    guard let ends = known.tokenEnds, ends.timeIntervalSinceNow < Self.early else { return access }
    do {
      let renewed = try known.platform.renew(access, fetch: shift.fetch)
      return try keep(renewed, known, shift)
    } catch let trouble as StoreTrouble {
      try refused(trouble, known, shift)
    }
  }

  /// How many seconds before its end a token is renewed.
  private static let early = 900.0

  private func keep(_ renewed: RenewedAccess, _ known: ConnectedStore, _ shift: Shift) throws
    -> StoreAccess
  {
    let sealed = try Configuration.current.secretBox
      .seal(renewed.secrets, for: "store/\(store.pathText)")
    let isKept = try shift.transaction { db in
      try db.run(
        """
        UPDATE store SET credentials = \(sealed), token_ends_at = \(renewed.tokenEnds)
        WHERE client_id = current_client() AND id = \(store) AND state <> 'disconnected'
          AND credentials = \(known.sealed)
        """) == 1
    }
    guard isKept else { throw Snooze(seconds: 1, "The store was connected anew meanwhile.") }
    return try StoreAccess(
      url: known.url, identity: known.identity, access: known.access, sealed: sealed, store: store,
      dimensionUnit: known.dimensionUnit)
  }

  private func refused(
    _ trouble: StoreTrouble, _ known: ConnectedStore, _ shift: Shift
  ) throws -> Never {
    guard case .refused(let status, _, _) = trouble, status < 500, status != 408 else {
      try shift.handle(trouble, of: store)
    }
    try shift.transaction { db in
      guard try db.one(Query<Bool>.holds(known.sealed, store)) else {
        throw Snooze(seconds: 1, "The store was connected anew meanwhile.")
      }
      let before = try db.first(.trouble(store, trouble, dead: true))
      guard before?.state == "connected" else { return }
      try Stores.tellOwners(store, trouble.sentence, shift.client, db)
    }
    throw GiveUp("The store's approval has ended. Connect the store again.")
  }
}

extension Stores {
  /// Starts a renewal for every token that ends within a quarter of an hour.
  ///
  /// Runs in the system role, across accounts.
  package static let renewTokens: Statement = """
    INSERT INTO job (client_id, kind, payload, unique_key, priority)
    SELECT client_id, 'renew-token', jsonb_build_object('store', upper(id::text)),
      'renew-token/' || id, 1
    FROM store WHERE state = 'connected' AND token_ends_at < now() + interval '14 minutes'
    ON CONFLICT DO NOTHING
    """

  /// Writes to every owner of the account that the store has to be connected again.
  static func tellOwners(_ store: StoreID, _ why: String, _ client: UUID, _ db: Database) throws {
    for owner in try db.all(Query<StoreOwner>.owners(of: store)) {
      let message = Message(
        to: owner.email, subject: "\(owner.store) has to be connected again",
        text: """
          Hello \(owner.name),

          your store \(owner.store) does not let Epox in any more. \(why)

          Nothing is published and nothing is updated until you connect it again:
          \(Configuration.current.baseURL)\(Site.storeConnect())

          Your products and pictures are all still here.
          """)
      try db.enqueue(SendMail(message), for: client)
    }
  }
}

extension Query<Bool> {
  /// Whether a store still has these keys; they stay until the transaction ends.
  fileprivate static func holds(_ sealed: String?, _ store: StoreID) -> Self {
    """
    SELECT credentials IS NOT DISTINCT FROM \(sealed) FROM store
    WHERE client_id = current_client() AND id = \(store) FOR UPDATE
    """
  }
}

private struct StoreOwner: RowReadable {
  let email: String
  let name: String
  let store: String
  init(_ row: Row) throws { (email, name, store) = (try row[0], try row[1], try row[2]) }
}

extension Query<StoreOwner> {
  fileprivate static func owners(of store: StoreID) -> Self {
    """
    SELECT p.email, p.name, coalesce(nullif(s.name, ''), s.url) FROM membership m
    JOIN person p ON p.id = m.person_id
    JOIN store s ON s.client_id = m.client_id AND s.id = \(store)
    WHERE m.client_id = current_client() AND m.role = 'owner'
    """
  }
}
