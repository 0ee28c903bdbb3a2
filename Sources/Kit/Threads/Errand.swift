import Synchronization

/// Something that another thread does meanwhile; its outcome has to be fetched.
///
/// ```swift
/// let errand = Errand { try fetch.send(call) }
/// …
/// let reply = try errand.outcome.get()
/// ```
public final class Errand<Answer: Sendable>: Sendable {
  private let told = Mutex<Result<Answer, any Error>?>(nil)
  private let thread = Mutex<Thread?>(nil)
  private let body: @Sendable () throws -> Answer

  /// Begins at once.
  public init(_ body: @escaping @Sendable () throws -> Answer) {
    self.body = body
    thread.withLock { $0 = Thread { self.told.withLock { $0 = Result(catching: self.body) } } }
  }

  /// What came of it; waits until it is over.
  public var outcome: Result<Answer, any Error> {
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
    return told.withLock { $0 } ?? Result(catching: body)
  }
}
