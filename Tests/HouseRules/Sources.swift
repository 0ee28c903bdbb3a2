import FoundationEssentials
import Testing

/// One file of the program, as the rules read it.
struct SourceFile: Sendable, CustomTestStringConvertible {
  /// Its path below the repository.
  let path: String
  let lines: [String]

  var testDescription: String { path }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  var isKit: Bool { path.hasPrefix("Sources/Kit/") }

  /// The lines that hold code, comments taken out, with their numbers.
  var code: [(number: Int, text: String)] {
    lines.enumerated().map { ($0.offset + 1, $0.element) }
      .filter { !$0.1.drop { $0 == " " }.hasPrefix("//") }
  }

  /// Lines that contain any of the words.
  func places(of words: [String]) -> [String] {
    code.filter { line in words.contains { line.text.contains($0) } }
      .map { "\(path):\($0.number): \($0.text.drop { $0 == " " })" }
  }

  /// The functions, each with its first line and how many lines it has.
  ///
  /// The code is formatted by `swift format`, so a body ends with the brace at its own indent.
  var functions: [(head: String, number: Int, length: Int)] {
    var found: [(String, Int, Int)] = []
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      guard isFunction(text) else { continue }
      let indent = String(repeating: " ", count: line.count - text.count)
      let head = lines[index...].prefix(12).firstIndex { $0.hasSuffix("{") || $0.hasSuffix("}") }
      guard let head, lines[head].hasSuffix("{") else { continue }
      let end = lines[head...].firstIndex { $0.hasPrefix(indent + "}") } ?? lines.endIndex - 1
      let signature = lines[index...head].map { $0.drop { $0 == " " } }.joined(separator: " ")
      found.append((signature, index + 1, end - index + 1))
    }
    return found
  }

  private func isFunction(_ text: Substring) -> Bool {
    let words = text.prefix { $0 != "(" && $0 != "{" }.split(separator: " ")
    return words.contains("func") && !text.hasPrefix("//")
  }

  /// The names of the types that it declares.
  var types: [String] {
    code.flatMap { line -> [String] in
      let words = line.text.split { " :<{(".contains($0) }.map(String.init)
      return zip(words, words.dropFirst()).compactMap { word, name in
        ["struct", "class", "enum", "protocol", "actor", "typealias"].contains(word) ? name : nil
      }
    }
  }

  /// The modules that it imports.
  var imports: [String] {
    code.compactMap { line in
      let words = line.text.split(separator: " ").map(String.init)
      guard let at = words.firstIndex(of: "import"), at <= 1, words.count == at + 2 else {
        return nil
      }
      return words[at + 1]
    }
  }
}

/// The program's own text.
enum Sources {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Every Swift file below `Sources`.
  static let all: [SourceFile] = {
    let paths = try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/Sources")
    return (paths ?? []).filter { $0.hasSuffix(".swift") }.sorted().map { file("Sources/\($0)") }
  }()

  /// One file by its path below the repository.
  static func file(_ path: String) -> SourceFile {
    let bytes = FileManager.default.contents(atPath: "\(root)/\(path)") ?? Data()
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return SourceFile(path: path, lines: lines.last == "" ? lines.dropLast() : lines)
  }
}
