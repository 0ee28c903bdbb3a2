import FoundationEssentials
import HTTP
import Testing

/// Files with a document on each line, larger than what is read of them at a time.
@Suite struct JSONLinesTests {
  private func numbers(in text: String, longest: Int = 1 << 20) throws -> [Int] {
    let path = FileManager.default.temporaryDirectory.path + "/lines-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    var found: [Int] = []
    try JSONLines(path: path, longest: longest).each { found.append($0["n"].int ?? -1) }
    return found
  }

  @Test func `every line is read, however the pieces fall`() throws {
    let filler = String(repeating: "x", count: 999)
    let lines = (1...500).map { "{\"n\": \($0), \"text\": \"\(filler)\"}" }
    #expect(try numbers(in: lines.joined(separator: "\n")) == Array(1...500))
    #expect(try numbers(in: "\n{\"n\":1}\r\n\n{\"n\":2}\n") == [1, 2])
    #expect(try numbers(in: "") == [])
  }

  @Test(arguments: ["{\"n\":1}\n{\"n\":", "<html>", "{\"n\":1}{\"n\":2}"])
  func `a file that breaks off or is something else is refused`(text: String) {
    #expect(throws: JSONLines.Unreadable.self) { try numbers(in: text) }
  }

  @Test func `a line without an end is given up, and so is a file that is not there`() {
    let endless = String(repeating: "x", count: 300_000)
    #expect(throws: JSONLines.Unreadable.self) { try numbers(in: endless, longest: 100_000) }
    #expect(throws: JSONLines.Unreadable.self) {
      try JSONLines(path: "/nowhere/at/all").each { _ in }
    }
  }
}
