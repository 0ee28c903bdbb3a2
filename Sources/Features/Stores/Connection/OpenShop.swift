import Fetch
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

extension Shift {
  /// The client for calls out of this worker thread.
  package var fetch: Fetch { tool { Fetch.configured() } }

  /// A store of the job's account; `nil` when it is not connected any more.
  package func store(_ id: StoreID) throws -> ConnectedStore? {
    try db.read(as: client, .store(id)).first.flatMap { $0.isConnected ? $0 : nil }
  }

  /// A connected store, ready to be called; a token that is about to end is renewed first.
  /// - Throws: `GiveUp` when it was disconnected meanwhile, or needs the merchant.
  package func open(_ store: ConnectedStore) throws -> any Shop {
    var access = try store.accessing()
    if let ends = store.tokenEnds, ends.timeIntervalSinceNow < 120 {
      access = try RenewToken(store: store.id).renewed(in: self)
    }
    guard let access else { throw GiveUp("The store is not connected any more.") }
    return try store.platform.open(access, fetch: fetch)
  }

  /// Notes what kept the store from answering, then decides when the job tries again.
  package func handle(_ trouble: StoreTrouble, of store: StoreID) throws -> Never {
    try transaction { db in
      let before = try db.first(.trouble(store, trouble))
      if trouble.isAboutKeys, before?.state == "connected" {
        try Stores.tellOwners(store, trouble.sentence, client, db)
      }
    }
    switch trouble {
    case .busy(let seconds, _): throw Snooze(seconds: Double(seconds), trouble.sentence)
    case .refused where !trouble.isPassing: throw GiveUp(trouble.sentence)
    default: throw trouble
    }
  }
}

extension Statement {
  /// The store answered, and told how many calls it still takes.
  package static func contact(_ store: StoreID, _ allowance: Allowance? = nil) -> Self {
    """
    UPDATE store SET last_contact_at = now(), last_error = NULL,
      calls_left = \(allowance?.left), calls_most = \(allowance?.most),
      state = CASE WHEN state = 'needs reconnection' AND NOT keys_dead THEN 'connected'
        ELSE state END
    WHERE client_id = current_client() AND id = \(store) AND state <> 'disconnected'
    """
  }
}

/// How a store stood before trouble was written down.
struct FormerState: RowReadable {
  let state: String
  init(_ row: Row) throws { state = try row[0] }
}

extension Query<FormerState> {
  /// The store did not answer as it should.
  static func trouble(_ store: StoreID, _ trouble: StoreTrouble, dead: Bool = false) -> Self {
    """
    WITH old AS (
      SELECT state FROM store WHERE client_id = current_client() AND id = \(store)
        AND state <> 'disconnected' FOR UPDATE)
    UPDATE store SET last_error = \(trouble.sentence), keys_dead = keys_dead OR \(dead),
      state = CASE WHEN \(trouble.isAboutKeys || dead) THEN 'needs reconnection'
        ELSE store.state END
    FROM old WHERE client_id = current_client() AND id = \(store)
    RETURNING old.state
    """
  }
}

extension ConnectedStore {
  /// The store for a call that somebody waits for; `nil` when its keys are gone or have ended.
  ///
  /// Nothing is renewed here: that is the workers' affair.
  package func opened(_ fetch: Fetch) throws -> (any Shop)? {
    if let ends = tokenEnds, ends.timeIntervalSinceNow < 10 { return nil }
    return try accessing().map { try platform.open($0, fetch: fetch) }
  }
}
