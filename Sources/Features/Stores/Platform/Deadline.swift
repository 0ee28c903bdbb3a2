/// The moment by which several calls must be over together.
struct Deadline: Sendable {
  private let end: ContinuousClock.Instant

  /// So many seconds from now.
  init(seconds: Int) { end = .now + .seconds(seconds) }

  /// The whole seconds that a call may take, `most` at most; `nil` when there is none left.
  func seconds(atMost most: Int) -> Int? {
    let left = Int(ContinuousClock.now.duration(to: end).components.seconds)
    return left < 1 ? nil : min(left, most)
  }
}
