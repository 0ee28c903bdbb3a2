import FoundationEssentials
import Testing

/// Tests wait for something to happen, with a deadline; they do not sleep and hope.
@Suite struct NapTests {
  /// The places where waiting is written: a pause between two looks at a condition.
  private let waiting = ["Tests/Kit/Waiting.swift", "Tests/waiting.py"]

  @Test func `no test naps`() throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(Sources.root)/Tests")
    let tests = paths.filter { path in
      // What measures may take its time.
      ["swift", "py"].contains { path.hasSuffix(".\($0)") } && !path.hasPrefix("Load/")
    }
    #expect(tests.count > 50)
    let words = ["usleep" + "(", "time.sleep" + "(", "Thread.sleep" + "(", "Task.sleep" + "("]
    let naps = tests.map { Sources.file("Tests/\($0)") }.filter { !waiting.contains($0.path) }
      .flatMap { $0.places(of: words + ["poll" + "(nil"]) }
    #expect(naps == [])
  }
}
