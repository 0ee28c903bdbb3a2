import Epox
import HTTP
import Testing

/// The map of the site and the table of routes say the same.
@Suite struct AddressTests {
  /// The addresses that `Site` declares: name and pattern.
  private let declared: [(name: String, pattern: String)] = {
    let text = Sources.file("Sources/Site/Site.swift").lines.joined(separator: " ")
    return text.split(separator: "static let ").dropFirst().compactMap { piece in
      let name = piece.prefix { $0 != " " }
      let quoted = piece.split(separator: "\"")
      return quoted.count > 1 && piece.contains("Path(") ? (String(name), String(quoted[1])) : nil
    }
  }()

  @Test func `every address of the site is answered`() {
    #expect(declared.count > 50)
    let routed = Set(router.routes.map(\.pattern))
    let lost = declared.filter { !routed.contains($0.pattern) }.map { "\($0.name) \($0.pattern)" }
    #expect(lost == [])
  }

  @Test func `every route stands at an address of the site, once`() {
    let known = Set(declared.map(\.pattern))
    #expect(router.routes.map(\.pattern).filter { !known.contains($0) } == [])
    let lines = router.routes.map { "\($0.method.rawValue) \($0.pattern)" }
    #expect(Dictionary(grouping: lines) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == [])
    let patterns = declared.map(\.pattern)
    #expect(Dictionary(grouping: patterns) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == [])
  }

  @Test func `what changes something is never a GET`() {
    let verbs = ["/removal", "/deletion", "/retry", "/approval", "/rejection", "/undo", "/logout"]
    let wrong = router.routes.filter { route in
      route.method.isSafe && verbs.contains { route.pattern.hasSuffix($0) }
    }
    #expect(wrong.map(\.pattern) == [])
  }
}
