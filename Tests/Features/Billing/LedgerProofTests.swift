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

  /// What the audit finds when the owner of the tables forgets every rule; all of it is undone.
  private func found(after change: String, _ rest: String) throws -> [String] {
    struct Undo: Error {}
    var found: [String] = []
    do {
      try owner.transaction {
        try owner.script(
          """
          ALTER TABLE credit_transaction DISABLE TRIGGER keep;
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
    SELECT client_id || '|' || number || '|' || kind || '|' || amount || '|' || held || '|' || owed
      || '|' || balance_after || '|' || (extract(epoch FROM at) * 1000000)::bigint || '|'
      || length(cause) || '|' || cause || '|' || reason, hash
    FROM credit_transaction WHERE client_id = \(client) ORDER BY number
    """
  }
}
