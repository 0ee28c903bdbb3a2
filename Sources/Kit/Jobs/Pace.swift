import Synchronization

/// How quick the jobs of the last while were, and with it how many are taken at a time.
///
/// Quick jobs are taken several at a time, since asking for each would cost more than doing it.
/// Slow ones are taken only by those who are free: a job that waits here behind a slow one might
/// be done by another worker already.
final class Pace: Sendable {
  /// Jobs below this are quick, in microseconds.
  private static let quick = 50_000

  private let average = Atomic<Int>(Pace.quick)
  private let busy = Atomic<Int>(0)

  /// How many jobs to take for so many threads.
  func batch(_ threads: Int) -> Int {
    if average.load(ordering: .relaxed) < Pace.quick { return threads * 4 }
    return max(threads - busy.load(ordering: .relaxed), 1)
  }

  /// Does a job and remembers how long it took; the last eight or so count most.
  func measure(_ body: () -> Void) {
    busy.add(1, ordering: .relaxed)
    let start = ContinuousClock.now
    body()
    let taken = start.duration(to: .now).components
    busy.subtract(1, ordering: .relaxed)
    let microseconds = Int(taken.seconds) * 1_000_000 + Int(taken.attoseconds / 1_000_000_000_000)
    let before = average.load(ordering: .relaxed)
    average.store(before + (microseconds - before) / 8, ordering: .relaxed)
  }
}
