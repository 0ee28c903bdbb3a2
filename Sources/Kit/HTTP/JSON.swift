import FoundationEssentials

/// A JSON value of any form, for documents whose shape is not known or not worth a type.
public enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// Reads a document; deeply nested or broken ones throw.
  public init(bytes: [UInt8]) throws {
    // Decoding recurses, and the threads that answer requests have small stacks.
    guard nesting(of: bytes) <= 64 else {
      throw Problem(.badRequest, "The JSON in the body is nested too deeply.")
    }
    do {
      self = try JSONDecoder().decode(JSON.self, from: Data(bytes))
    } catch {
      throw Problem(.badRequest, "The body is not valid JSON.")
    }
  }

  /// The document as UTF-8, keys in order so that equal values are equal bytes.
  public var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding can only fail for numbers that JSON does not know, such as infinity.
    return (try? encoder.encode(self)).map { Array($0) } ?? Array("null".utf8)
  }

  /// The document as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A member of an object, `null` where there is none.
  public subscript(_ key: String) -> JSON {
    get {
      guard case .object(let members) = self else { return .null }
      return members[key] ?? .null
    }
    set {
      var members = object ?? [:]
      members[key] = newValue
      self = .object(members)
    }
  }

  /// An entry of an array, `null` where there is none.
  public subscript(_ index: Int) -> JSON {
    guard case .array(let entries) = self, entries.indices.contains(index) else { return .null }
    return entries[index]
  }

  /// The text, if it is one.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The whole number, if it is one.
  public var int: Int? {
    switch self {
    case .int(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number, if it is one.
  public var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, if it is one.
  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The entries, if it is an array.
  public var array: [JSON]? {
    guard case .array(let entries) = self else { return nil }
    return entries
  }

  /// The members, if it is an object.
  public var object: [String: JSON]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// A text or `null`.
  public init(_ text: String?) { self = text.map(JSON.string) ?? .null }

  /// A number or `null`.
  public init(_ number: Int?) { self = number.map(JSON.int) ?? .null }
}

/// How many brackets are open at once, those inside of texts not counted.
private func nesting(of bytes: [UInt8]) -> Int {
  var (depth, deepest) = (0, 0)
  var (isText, isEscaped) = (false, false)
  for byte in bytes {
    if isText {
      if byte == UInt8(ascii: "\""), !isEscaped { isText = false }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      continue
    }
    switch byte {
    case UInt8(ascii: "\""): isText = true
    case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
    default: continue
    }
    deepest = max(deepest, depth)
  }
  return deepest
}

extension JSON: Codable {
  /// Reads a value of any form.
  ///
  /// What it is not costs an error each, so that the forms stand in the order of how common they
  /// are.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let text = try? value.decode(String.self) {
      self = .string(text)
    } else if let int = try? value.decode(Int.self) {
      self = .int(int)
    } else if let members = try? value.decode([String: JSON].self) {
      self = .object(members)
    } else if let entries = try? value.decode([JSON].self) {
      self = .array(entries)
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else {
      self = .number(try value.decode(Double.self))
    }
  }

  /// Writes the value as JSON.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .int(let int): try value.encode(int)
    case .number(let number): try value.encode(number)
    case .string(let text): try value.encode(text)
    case .array(let entries): try value.encode(entries)
    case .object(let members): try value.encode(members)
    }
  }
}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// A literal.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A literal.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A literal.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A literal.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A literal.
  public init(nilLiteral: ()) { self = .null }
  /// A literal.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// A literal.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
