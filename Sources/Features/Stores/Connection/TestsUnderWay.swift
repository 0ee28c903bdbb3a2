import HTTP
import Site
import Synchronization

/// The connection tests that run in this process: one an account, four in all.
///
/// Each holds a thread for as long as the store makes it wait, 25 seconds at most. Without a limit
/// a few slow stores, or one impatient finger, would keep everybody else from the site.
package enum TestsUnderWay {
  private static let most = 4
  private static let accounts = Mutex<Set<ClientID>>([])

  /// Runs a test.
  /// - Throws: what the test throws, or a `Problem` at the field `storeUrl` when it has to wait.
  package static func run<Report>(for account: ClientID, _ test: () throws -> Report) throws
    -> Report
  {
    try accounts.withLock { accounts in
      guard !accounts.contains(account) else {
        throw Problem.address("A test of your store is running already. Wait for its result.")
      }
      guard accounts.count < most else {
        throw Problem.address("Many stores are being tested right now. Try again in a moment.")
      }
      accounts.insert(account)
    }
    defer { _ = accounts.withLock { $0.remove(account) } }
    return try test()
  }
}
