import Testing

/// Who may know whom: each floor of the house only those below it.
@Suite struct DirectionTests {
  /// The features in the order in which the manifest lists them.
  private let features = Sources.file("Package.swift").lines.compactMap { line -> String? in
    let pieces = line.split(separator: "\"").map(String.init)
    return line.contains(".feature(\"") && pieces.count > 1 ? pieces[1] : nil
  }

  private let manifest = Sources.file("Package.swift").lines.joined(separator: "\n")

  /// What stands in a target's list in the manifest, or in the ground of all features.
  private func list(of target: String, _ kind: String) -> [String] {
    let start =
      manifest.firstRange(of: ".\(kind)(\"\(target)\"")
      ?? manifest.firstRange(of: ".\(kind)(\n      \"\(target)\"")
    guard let start else { return [] }
    let text = manifest[start.upperBound...].prefix { $0 != ")" }
    return text.split(separator: "\"").map(String.init)
  }

  @Test func `a feature knows only those named before it`() {
    #expect(features.count >= 8)
    for (place, feature) in features.enumerated() {
      let later = Set(features[place...])
      for file in Sources.all where file.path.hasPrefix("Sources/Features/\(feature)/") {
        let wrong = file.imports.filter { later.contains($0) || $0 == "Epox" }
        #expect(wrong == [], "\(file.path)")
      }
    }
  }

  @Test func `a target imports only what stands in its list`() {
    let all = features + ["Epox", "Site", "Design", "Mail", "Fetch", "Imaging", "Settings"]
    for feature in features {
      let mayUse = list(of: feature, "feature") + ["Site", "Design"]
      for file in Sources.all where file.path.hasPrefix("Sources/Features/\(feature)/") {
        let wrong = file.imports.filter { all.contains($0) && !mayUse.contains($0) }
        #expect(wrong == [], "\(file.path)")
      }
    }
  }

  @Test func `the kit knows no word of the application`() {
    let above = features + ["Epox", "Site", "Design"]
    for file in Sources.all where file.isKit {
      #expect(file.imports.filter(above.contains) == [], "\(file.path)")
    }
    for file in Sources.all
    where file.path.hasPrefix("Sources/Site/") || file.path.hasPrefix("Sources/Design/") {
      #expect(file.imports.filter { (features + ["Epox"]).contains($0) } == [], "\(file.path)")
    }
  }

  @Test func `pointers and C stay in the kit`() {
    let c = ["CFastCGI", "CPostgres", "CCurl", "COpenSSL", "CVips"]
    for file in Sources.all where !file.isKit && !file.path.hasPrefix("Sources/Programs/") {
      #expect(file.imports.filter(c.contains) == [], "\(file.path)")
      #expect(file.places(of: ["UnsafePointer", "UnsafeMutable", "withUnsafe"]) == [])
    }
  }
}
