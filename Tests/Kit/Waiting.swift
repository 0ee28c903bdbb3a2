import FoundationEssentials
import Synchronization
import Testing
import Threads

#if canImport(Glibc)
import Glibc
#endif

/// Thrown when something that had to happen did not, in a time that is long for any machine.
struct NeverHappened: Error, CustomStringConvertible {
  let description: String
}

/// Waits until the condition holds.
func wait(
  for what: String, seconds: Int = 60, until condition: () throws -> Bool
) throws {
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    if try condition() { return }
    poll(nil, 0, 5)
  }
  throw NeverHappened(description: "\(what): not within \(seconds) seconds")
}

/// A door between threads: closed at first, open for good once it was opened.
final class Gate: Sendable {
  private let bell = Condition()
  private let isOpen = Atomic<Bool>(false)

  func open() {
    isOpen.store(true, ordering: .sequentiallyConsistent)
    bell.locked { bell.ring() }
  }

  func wait(_ what: String = "a gate opens", seconds: Int = 60) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    try bell.locked {
      while !isOpen.load(ordering: .sequentiallyConsistent) {
        guard ContinuousClock.now < end else { throw NeverHappened(description: what) }
        bell.wait(milliseconds: 100)
      }
    }
  }
}

/// What several threads write down.
final class Notebook<Entry: Sendable>: Sendable {
  private let written = Mutex<[Entry]>([])
  func note(_ entry: Entry) { written.withLock { $0.append(entry) } }
  var entries: [Entry] { written.withLock { $0 } }
}

/// A folder of a test's own, gone when the test is.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path = "/tmp/kit-\(UUID().uuidString.prefix(13))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path).appending(path: name))
  }
}
