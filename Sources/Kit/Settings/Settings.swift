import FoundationEssentials

/// Reads settings from environment variables and collects every mistake, to report all at once.
///
/// ```swift
/// var settings = SettingsReader(environment)
/// let threads = settings.number("EPOX_THREADS", default: 32, in: 1...256, why: "requests at once")
/// try settings.finish()
/// ```
/// A variable `NAME` may come from a file instead, named by `NAME_FILE`.
public struct SettingsReader {
  /// One variable as `epox settings` shows it.
  public struct Line: Sendable {
    /// The variable.
    public let name: String
    /// What it is set to; hidden for secrets.
    public let value: String
    /// What it is for.
    public let why: String
  }

  /// What has been read so far.
  public private(set) var lines: [Line] = []
  /// What is wrong so far, a sentence each.
  public private(set) var mistakes: [String] = []
  private let environment: [String: String]

  /// A reader over an environment.
  public init(_ environment: [String: String]) {
    self.environment = environment
  }

  /// A text; without a default it must be given.
  public mutating func text(
    _ name: String, default standard: String? = nil, secret: Bool = false, why: String
  ) -> String {
    let given = raw(name)
    if given == nil, standard == nil {
      mistakes.append("\(name) is missing: \(why).")
    }
    let value = given ?? standard ?? ""
    lines.append(Line(name: name, value: secret ? hidden(value) : value, why: why))
    return value
  }

  /// A whole number within a range.
  public mutating func number(
    _ name: String, default standard: Int, in range: ClosedRange<Int>, why: String
  ) -> Int {
    let given = raw(name)
    let value = given.map { Int($0) } ?? standard
    if value == nil || !range.contains(value ?? 0) {
      mistakes.append(
        "\(name) is “\(given ?? "")”, expected a whole number from \(range.lowerBound) to "
          + "\(range.upperBound): \(why).")
    }
    lines.append(Line(name: name, value: given ?? String(standard), why: why))
    return value ?? standard
  }

  /// One of a few words.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default standard: Choice, why: String
  ) -> Choice where Choice.RawValue == String {
    let given = raw(name)
    let value = given.map { Choice(rawValue: $0) } ?? standard
    if value == nil {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      mistakes.append("\(name) is “\(given ?? "")”, expected one of \(words): \(why).")
    }
    lines.append(Line(name: name, value: given ?? standard.rawValue, why: why))
    return value ?? standard
  }

  /// Notes a mistake that only the application can see.
  public mutating func reject(_ name: String, _ expected: String) {
    mistakes.append("\(name): \(expected)")
  }

  /// Throws all mistakes together.
  public func finish() throws {
    guard mistakes.isEmpty else { throw SettingsMistakes(sentences: mistakes) }
  }

  private mutating func raw(_ name: String) -> String? {
    if let value = environment[name], !value.isEmpty { return value }
    guard let file = environment["\(name)_FILE"], !file.isEmpty else { return nil }
    guard let data = FileManager.default.contents(atPath: file) else {
      mistakes.append("\(name)_FILE names “\(file)”, which cannot be read.")
      return nil
    }
    let text = String(decoding: data, as: UTF8.self)
    return String(text.reversed().drop { $0.isWhitespace }.reversed())
  }

  private func hidden(_ value: String) -> String { value.isEmpty ? "" : "••••••" }
}

/// Everything that is wrong with the settings.
public struct SettingsMistakes: Error, CustomStringConvertible {
  /// A sentence each.
  public let sentences: [String]
  /// A report of these sentences.
  public init(sentences: [String]) { self.sentences = sentences }
  /// All sentences, a line each.
  public var description: String { sentences.joined(separator: "\n") }
}
