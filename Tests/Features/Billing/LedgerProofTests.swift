import Billing
import Crypto
import FoundationEssentials
import Postgres
import Site
import Testing

/// What the ledger's rows prove, and that nobody can change them unseen.
@Suite struct LedgerProofTests {
  let account: LedgerAccount
  let owner = Database(Configuration.current.ownerDSN)

  init() throws {
    account = try LedgerAccount()
    try account.move { db in
      try Billing.reserve(1, for: ["asset/1", "asset/2"], db)
      try Billing.capture("asset/1", db)
      try Billing.release("asset/2", because: "too | dark", db)
    }
  }

  @Test func `the chain follows from nothing but its rows`() throws {
    let links = try owner.all(.links(of: account.client))
    #expect(links.count == 5)
    var newest: [UInt8] = []
    for link in links {
      newest = sha256(newest + Array(link.text.utf8))
      #expect(newest == link.hash)
    }
  }

  @Test func `rows can neither be changed nor removed`() throws {
    let changes: [Statement] = [
      "UPDATE credit_transaction SET amount = 99 WHERE client_id = \(account.client)",
      "DELETE FROM credit_transaction WHERE client_id = \(account.client)",
      "TRUNCATE credit_transaction",
      "UPDATE credit_lot SET expires_at = NULL WHERE client_id = \(account.client)",
      "UPDATE credit_lot SET priority = 1 WHERE client_id = \(account.client)",
      "DELETE FROM credit_lot WHERE client_id = \(account.client)",
    ]
    for change in changes {
      for db in [owner, account.db, TestHouse.system()] {
        #expect(throws: DatabaseError.self) {
          try db.transaction(as: account.client) { _ = try db.run(change) }
        }
      }
    }
    #expect(try account.faults == [])
  }

  @Test func `programs write no row and no balance by themselves`() throws {
    let changes: [Statement] = [
      "UPDATE credit_balance SET credits = 99",
      "UPDATE credit_lot SET available = 99",
      """
      INSERT INTO credit_transaction (client_id, kind, cause, amount)
      VALUES (current_client(), 'grant', 'mine', 99)
      """,
    ]
    for change in changes {
      for db in [account.db, TestHouse.system()] {
        #expect(throws: DatabaseError.self) {
          try db.transaction(as: account.client) { _ = try db.run(change) }
        }
      }
    }
  }

  @Test func `the balance never goes below zero, whoever writes`() throws {
    let error = #expect(throws: DatabaseError.self) {
      try owner.run(
        """
        INSERT INTO credit_transaction (client_id, kind, cause, amount)
        VALUES (\(account.client), 'take', 'all', -11)
        """)
    }
    #expect(error?.checkViolation == "enough_credits")
  }

  @Test func `the audit says where it breaks`() throws {
    #expect(
      try found(after: "UPDATE credit_transaction SET reason = 'x'", "AND number = 2")
        == ["2: the chain breaks"])
    let amount = try found(after: "UPDATE credit_transaction SET amount = 11", "AND number = 1")
    #expect(amount.contains("1: the chain breaks"))
    #expect(amount.contains("1: the balance after it is not the sum of the rows"))
    #expect(amount.contains("5: the balance is not the sum of the rows"))
    let gap = try found(after: "DELETE FROM credit_transaction", "AND number = 3")
    #expect(gap.contains("4: the chain breaks"))
    let end = try found(after: "DELETE FROM credit_transaction", "AND number = 5")
    #expect(end.contains("5: rows are missing at the end"))
    let balance = try found(after: "UPDATE credit_balance SET credits = credits + 1", "")
    #expect(balance.contains("5: the balance is not the sum of the lots"))
    #expect(try account.faults == [])
  }

  @Test func `the audit says where the terms of a lot were changed`() throws {
    for (change, word) in [
      ("expires_at = expires_at + interval '1 year'", "expiry"), ("expires_at = NULL", "expiry"),
      ("expires_at = 'infinity'", "expiry"),
      ("priority = 1, expires_at = NULL", "priority and expiry"),
      ("source = 'pack'", "source"), ("cause = 'mine'", "cause"),
      ("amount = 11, gone = 1", "amount"),
    ] {
      let found = try found(after: "UPDATE credit_lot SET \(change)", "")
        .filter { $0.hasSuffix(" than this entry gave it") }
      #expect(found.count == 1)
      #expect(found.first?.hasPrefix("1: lot ") == true)
      #expect(found.first?.hasSuffix(" has another \(word) than this entry gave it") == true)
    }
    let gone = try found(after: "DELETE FROM credit_lot", "")
    #expect(gone.contains { $0.hasPrefix("1: lot ") && $0.hasSuffix(" is missing") })
    let added = try found(
      after: "UPDATE credit_lot SET gone = gone", "",
      before: """
        INSERT INTO credit_lot (client_id, source, cause, amount, available, gone)
        VALUES ('\(account.client.uuidString)', 'pack', 'mine', 5, 0, 5);
        """)
    #expect(added.count == 2)
    #expect(added.contains { $0.hasPrefix("-: lot ") && $0.hasSuffix(" stands in no entry") })
    #expect(added.contains { $0.hasPrefix("-: lot ") && $0.hasSuffix(" is left by no entry") })
    let said = try found(after: "UPDATE credit_transaction SET lots = NULL", "AND number = 1")
    #expect(said.contains("1: the chain breaks"))
    #expect(try account.faults == [])
  }

  @Test func `the audit says where credits were moved from lot to lot`() throws {
    try account.move {
      try Billing.grant(5, .plan, cause: "month", until: .now.addingTimeInterval(86_400), $0)
      try Billing.reserve(1, for: ["asset/3"], $0)
      try Billing.capture("asset/3", $0)
      try Billing.reserve(1, for: ["asset/4"], $0)
    }
    #expect(try account.lots == ["plan 3+1", "trial 9+0"])
    let mine = "client_id = '\(account.client.uuidString)'"
    // All sums stay as they were; what differs is how long the credits are good for.
    for (piece, sum) in [("asset/3", "spent"), ("asset/4", "reserved")] {
      let moved = try found(
        after: """
          UPDATE credit_lot SET available = available + CASE source WHEN 'plan' THEN 1 ELSE -1 END,
            \(sum) = \(sum) + CASE source WHEN 'plan' THEN -1 ELSE 1 END
          """, "",
        before: """
          UPDATE credit_hold SET lot_id = (SELECT id FROM credit_lot
            WHERE source = 'trial' AND \(mine)) WHERE cause = '\(piece)' AND \(mine);
          """)
      #expect(moved.count == 2)
      #expect(moved.contains { $0.hasPrefix("5: lot ") && $0.hasSuffix(" as this entry left it") })
      #expect(moved.contains { $0.hasPrefix("9: lot ") && $0.hasSuffix(" as this entry left it") })
    }
    #expect(try account.faults == [])
  }

  @Test func `what was written before lots were said keeps its chain`() throws {
    let before = LedgerProofTests.firstChain(of: account.client)
    #expect(try found(after: "UPDATE credit_lot SET gone = gone", "", before: before) == [])
    let moved = try found(after: "UPDATE credit_lot SET expires_at = NULL", "", before: before)
    #expect(moved.count == 1)
    #expect(moved.first?.hasPrefix("6: lot ") == true)
    #expect(
      try found(
        after: "UPDATE credit_transaction SET reason = 'x'", "AND number = 2", before: before)
        == ["2: the chain breaks"])
  }

  /// Makes an account's entries those of the time before, followed by the one that says its lots.
  private static func firstChain(of client: UUID) -> String {
    """
    DO $$
    DECLARE entry credit_transaction; newest bytea := '';
    BEGIN
      FOR entry IN SELECT * FROM credit_transaction WHERE client_id = '\(client.uuidString)'
        ORDER BY number
      LOOP
        newest := sha256(newest || convert_to(concat_ws('|', entry.client_id, entry.number,
          entry.kind, entry.amount, entry.held, entry.owed, entry.balance_after,
          (extract(epoch FROM entry.at) * 1000000)::bigint, length(entry.cause), entry.cause,
          entry.reason), 'UTF8'));
        UPDATE credit_transaction SET chain = 1, lots = NULL, hash = newest
        WHERE client_id = entry.client_id AND number = entry.number;
      END LOOP;
      UPDATE credit_balance SET head = newest WHERE client_id = '\(client.uuidString)';
      INSERT INTO credit_transaction (client_id, kind, cause, amount, lots)
      SELECT client_id, 'terms', 'lots', 0,
        array_agg(credit_terms(l)) || array_agg(credit_left(l)) FROM credit_lot l
      WHERE client_id = '\(client.uuidString)' GROUP BY client_id;
    END $$;
    """
  }

  /// What the audit finds when the owner of the tables forgets every rule; all of it is undone.
  private func found(
    after change: String, _ rest: String, before: String = ""
  ) throws -> [String] {
    struct Undo: Error {}
    var found: [String] = []
    do {
      try owner.transaction {
        try owner.script(
          """
          LOCK TABLE credit_balance IN EXCLUSIVE MODE;
          ALTER TABLE credit_transaction DISABLE TRIGGER keep;
          ALTER TABLE credit_lot DISABLE TRIGGER USER;
          \(before)
          \(change) WHERE client_id = '\(account.client.uuidString)' \(rest)
          """)
        found = try owner.all(.faults(of: account.client)).map {
          "\($0.number.map(String.init) ?? "-"): \($0.fault)"
        }
        throw Undo()
      }
    } catch is Undo {}
    return found
  }
}

/// An entry as its hash sees it.
private struct Link: RowReadable {
  let text: String
  let hash: [UInt8]
  init(_ row: Row) throws { (text, hash) = (try row[0], try row[1]) }
}

extension Query<Link> {
  fileprivate static func links(of client: UUID) -> Self {
    """
    SELECT '3|' || client_id || '|' || number || '|' || kind || '|' || amount || '|' || held || '|'
      || owed || '|' || balance_after || '|' || (extract(epoch FROM at) * 1000000)::bigint || '|'
      || length(cause) || '|' || cause || '|' || length(reason) || '|' || reason
      || CASE WHEN lots IS NULL THEN '' ELSE '|' || lots::text END, hash
    FROM credit_transaction WHERE client_id = \(client) ORDER BY number
    """
  }
}
