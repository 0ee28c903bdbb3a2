import Synchronization

/// The last answers to questions whose answers never change.
///
/// ```swift
/// let sizes = Memo<String, Int>(most: 500)
/// let size = try sizes.answer("a.jpg") { try measure("a.jpg") }
/// ```
public final class Memo<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
  private struct Known {
    var answers: [Question: Answer] = [:]
    /// The oldest first.
    var order: [Question] = []
  }

  private let most: Int
  private let known = Mutex(Known())

  /// A memory for so many answers; what came first goes first.
  public init(most: Int) { self.most = most }

  /// The answer that is known, or the one that `find` brings; what it throws is not remembered.
  ///
  /// Two who ask the same at a time may both have to find it.
  public func answer(_ question: Question, _ find: () throws -> Answer) rethrows -> Answer {
    if let answer = known.withLock({ $0.answers[question] }) { return answer }
    let answer = try find()
    known.withLock { known in
      if known.answers.updateValue(answer, forKey: question) == nil { known.order.append(question) }
      if known.order.count > most { known.answers[known.order.removeFirst()] = nil }
    }
    return answer
  }
}
