import Testing

/// What no tool checks: the size of things, and what they may be called.
@Suite struct StyleTests {
  @Test func `there is something to read`() {
    #expect(Sources.all.count > 100)
    #expect(Sources.all.flatMap(\.functions).count > 500)
  }

  @Test func `a file fits into a head`() {
    let long = Sources.all.filter { $0.lines.count > 300 && $0.path != elements }
    #expect(long.map { "\($0.path): \($0.lines.count) lines" } == [])
  }

  /// One short function for each element of HTML; splitting the list would hide its order.
  private let elements = "Sources/Kit/HTML/Elements.swift"

  @Test func `a function fits on a screen`() {
    let long = Sources.all.flatMap { file in
      file.functions.filter { $0.length > ($0.head.contains("-> HTML {") ? 40 : 60) }
        .map { "\(file.path):\($0.number): \($0.length) lines" }
    }
    #expect(long == [])
  }

  @Test func `nothing is called by a word that says nothing`() {
    let words = ["Manager", "Service", "Helper", "Helpers", "Utils", "Base", "Impl", "Controller"]
    func saysNothing(_ name: String) -> Bool {
      words.contains { name.hasSuffix($0) } && !known.contains(name)
    }
    let found = Sources.all.flatMap { file in
      (file.types + [String(file.name.dropLast(".swift".count))]).filter(saysNothing)
        .map { "\(file.path): \($0)" }
    }
    #expect(found == [])
  }

  /// The imaging program's own word for what it is: a process that serves others.
  private let known = ["ImagingService"]

  @Test func `pages hold no script and no style of their own`() {
    let words = [
      "style=\"", "style=\\\"", "onclick", "onsubmit", "onchange", "<script>", "javascript:",
      "Attribute(\"style\"", "Attribute(\"on",
    ]
    let pages = Sources.all.filter { !$0.isKit && !$0.path.hasPrefix("Sources/Programs/sandbox") }
    #expect(pages.flatMap { $0.places(of: words) } == [])
  }

  @Test func `nothing is left for later`() {
    let words = ["TO" + "DO", "FIX" + "ME", "XXX"]
    let found = Sources.all.flatMap { file in
      file.lines.enumerated().filter { line in words.contains { line.element.contains($0) } }
        .map { "\(file.path):\($0.offset + 1)" }
    }
    #expect(found == [])
  }

  @Test func `no failure of a query is swallowed`() {
    let words = ["run", "all", "first", "one", "transaction", "read", "script", "copy"].flatMap {
      ["try? db.\($0)(", "try? shift.db.\($0)(", "try? member.\($0)(", "try? \($0)("]
    }
    let found = Sources.all.filter { !$0.isKit }.flatMap { $0.places(of: words) }
    // A lock that cannot be given back goes with its connection.
    #expect(found.filter { !$0.contains("pg_advisory_unlock") } == [])
  }

  @Test func `nothing is forced`() {
    let found = Sources.all.flatMap { $0.places(of: ["try!", "as!", "fatalError("]) }
    #expect(found == [])
  }
}
