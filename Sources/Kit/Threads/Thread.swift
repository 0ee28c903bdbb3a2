#if canImport(Glibc)
internal import Glibc
#endif

/// A thread that can be waited for; its stack is small, since there are many of them.
public final class Thread: @unchecked Sendable {
  // The handle is written once in `init` and read once in `join`.
  private var handle = pthread_t()

  /// Starts a thread.
  public init(_ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 1 << 20)
    let box = Unmanaged.passRetained(Box(body))
    pthread_create(
      &handle, &attributes,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    pthread_attr_destroy(&attributes)
  }

  /// Waits until the body has returned.
  public func join() { pthread_join(handle, nil) }

  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

/// Signals that are taken in turn by one thread instead of interrupting all of them.
///
/// Make it before other threads start: they inherit that the signals are held back.
public struct Signals: Sendable {
  private let numbers: [Int32]

  /// SIGTERM and SIGINT, with which a program is asked to end.
  public static var ending: Signals { Signals([SIGTERM, SIGINT]) }

  /// Holds the signals back from now on.
  public init(_ numbers: [Int32]) {
    self.numbers = numbers
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for one of the signals, then runs the body.
  public func wait(_ body: () -> Void) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    var number: Int32 = 0
    sigwait(&set, &number)
    body()
  }
}
