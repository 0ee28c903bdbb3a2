/// A piece of work that a request leaves to the workers.
///
/// ```swift
/// struct SendMail: Job {
///   static let kind = "send-mail"
///   let message: Message
///   func run(in shift: Shift) throws { … }
/// }
/// try db.enqueue(SendMail(message: message), for: account)
/// ```
/// It may run twice: a worker can die after the work and before saying so. Each job says in its
/// comment by what key it is idempotent. Arguments are ids; what they name is read when it runs.
public protocol Job: Codable, Sendable {
  /// The name under which it waits in the table; never changes once it is used.
  static var kind: String { get }
  /// How often it is tried before it is parked for an administrator.
  static var attempts: Int { get }
  /// 0 goes first, 9 last.
  static var priority: Int { get }
  /// At most one unfinished job of an account has this key.
  var uniqueKey: String? { get }
  /// Does the work.
  func run(in shift: Shift) throws
  /// Called once when the last attempt failed, or the job gave up, to leave things in order.
  func failed(_ sentence: String, in shift: Shift) throws
}

extension Job {
  /// Eight tries: over some ten minutes with the usual backoff.
  public static var attempts: Int { 8 }
  /// In the middle.
  public static var priority: Int { 5 }
  /// No key: every one of them runs.
  public var uniqueKey: String? { nil }
  /// Nothing to put in order.
  public func failed(_ sentence: String, in shift: Shift) throws {}
}

/// Thrown by a job that wants to be run later; it does not count as a failed attempt.
public struct Snooze: Error, Sendable {
  let seconds: Double
  let note: String

  /// Run again after so many seconds.
  public init(seconds: Double, _ note: String) {
    self.seconds = seconds
    self.note = note
  }
}

/// Thrown by a job that no further attempt can help.
public struct GiveUp: Error, Sendable {
  /// What is wrong and what can be done, for the merchant.
  public let sentence: String

  /// Park the job now.
  public init(_ sentence: String) { self.sentence = sentence }
}

/// Thrown by `Shift` when the job is no longer this worker's: it must stop at once.
public struct LeaseLost: Error, Sendable {}

/// Thrown by `Shift.obeyWishes` when the user wants the job to pause or to end.
public struct Stopped: Error, Sendable {
  /// `pause` or `cancel`.
  public let wish: String

  /// For a job that sees by itself that its work is no longer wanted; `wish` as above.
  public init(wish: String) { self.wish = wish }
}
