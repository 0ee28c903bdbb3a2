import FoundationEssentials
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// The log: one JSON object a line on standard error.
///
/// `Log.info("job done", ["kind": kind, "ms": 12])`. Values are never secrets: whoever logs an
/// address or a header takes credentials out first.
public enum Log {
  /// How much a line matters.
  public enum Level: String, Sendable { case info, warning, error }

  /// Something worth knowing.
  public static func info(_ message: String, _ details: [String: any Sendable] = [:]) {
    write(.info, message, details)
  }

  /// Something that someone should look at in time.
  public static func warning(_ message: String, _ details: [String: any Sendable] = [:]) {
    write(.warning, message, details)
  }

  /// Something that failed.
  public static func error(_ message: String, _ details: [String: any Sendable] = [:]) {
    write(.error, message, details)
  }

  private static let lock = Mutex(())

  private static func write(
    _ level: Level, _ message: String, _ details: [String: any Sendable]
  ) {
    let time = Date().formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: true))
    var line = "{\"time\":\(quoted(time)),\"level\":\"\(level)\",\"message\":\(quoted(message))"
    for (name, value) in details.sorted(by: { $0.key < $1.key }) {
      line += ",\(quoted(name)):\(jsonText(value))"
    }
    line += "}\n"
    let bytes = Array(line.utf8)
    lock.withLock { _ in
      _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
  }
}

private func jsonText(_ value: any Sendable) -> String {
  switch value {
  case let number as Int: String(number)
  case let truth as Bool: String(truth)
  default: quoted(String(describing: value))
  }
}

/// A JSON string literal.
private func quoted(_ text: String) -> String {
  var literal = "\""
  for character in text.prefix(4000).unicodeScalars {
    switch character {
    case "\"": literal += "\\\""
    case "\\": literal += "\\\\"
    case "\n": literal += "\\n"
    default:
      if character.value < 32 {
        literal += "\\u00" + (character.value < 16 ? "0" : "") + String(character.value, radix: 16)
      } else {
        literal.unicodeScalars.append(character)
      }
    }
  }
  return literal + "\""
}
