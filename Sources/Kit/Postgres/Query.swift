/// One SQL statement: its text is a literal of the program, its values travel beside it.
///
/// Write it as a string; every interpolation becomes a numbered parameter, so no value can ever
/// turn into SQL. `Row` is what one row of the answer is read as, `NoRow` for statements that
/// only change something.
///
/// ```swift
/// extension Query<ProductLine> {
///   static func newest(_ limit: Int) -> Self { "SELECT id, name FROM product LIMIT \(limit)" }
/// }
/// ```
public struct Query<Row>: ExpressibleByStringInterpolation, Sendable {
  /// The statement with `$1`, `$2` … where values belong.
  public let text: String
  /// What PostgreSQL is given for each parameter; `nil` is NULL.
  public let values: [String?]

  /// A statement without values.
  public init(stringLiteral text: String) {
    self.text = text
    values = []
  }

  /// A statement with values in it.
  public init(stringInterpolation: SQLInterpolation) {
    text = stringInterpolation.text
    values = stringInterpolation.values
  }

  init(text: String, values: [String?]) {
    self.text = text
    self.values = values
  }

  /// The same statement, its rows read as something else.
  public func reading<Other>(_ other: Other.Type) -> Query<Other> {
    Query<Other>(text: text, values: values)
  }
}

/// A statement whose answer has no rows worth reading.
public typealias Statement = Query<NoRow>

/// The row type of statements that answer with nothing but a count.
public struct NoRow: Sendable {}

/// Collects the text and the values of a `Query` while Swift evaluates its string.
public struct SQLInterpolation: StringInterpolationProtocol {
  var text = ""
  var values: [String?] = []

  /// Makes room for a statement of this size.
  public init(literalCapacity: Int, interpolationCount: Int) {
    text.reserveCapacity(literalCapacity + interpolationCount * 3)
    values.reserveCapacity(interpolationCount)
  }

  /// A piece of the statement's own text.
  public mutating func appendLiteral(_ literal: String) {
    text += literal
  }

  /// A value, bound as the next parameter.
  public mutating func appendInterpolation(_ value: some SQLValue) {
    bind(value.sqlText)
  }

  /// A value that may be absent, bound as the next parameter.
  public mutating func appendInterpolation(_ value: (some SQLValue)?) {
    bind(value?.sqlText)
  }

  /// A list of values, bound as one array parameter.
  public mutating func appendInterpolation(_ list: [some SQLValue]) {
    bind(arrayLiteral(list.map(\.sqlText)))
  }

  /// A list whose entries may be NULL, bound as one array parameter.
  public mutating func appendInterpolation(_ list: [(some SQLValue)?]) {
    bind(arrayLiteral(list.map { $0?.sqlText }))
  }

  /// Lists, each as the text form of an array: `unnest` would take them for one list, so they are
  /// bound as texts and cast row by row.
  public mutating func appendInterpolation(literals lists: [[some SQLValue]]) {
    bind(arrayLiteral(lists.map { arrayLiteral($0.map(\.sqlText)) }))
  }

  mutating func bind(_ value: String?) {
    values.append(value)
    text += "$"
    text += String(values.count)
  }
}

/// PostgreSQL's text form of an array; every entry is quoted, so nothing in it has a meaning.
func arrayLiteral(_ entries: [String?]) -> String {
  var literal = "{"
  for (index, entry) in entries.enumerated() {
    if index > 0 { literal += "," }
    guard let entry else {
      literal += "NULL"
      continue
    }
    literal += "\""
    for character in entry.unicodeScalars {
      if character == "\"" || character == "\\" { literal += "\\" }
      literal.unicodeScalars.append(character)
    }
    literal += "\""
  }
  return literal + "}"
}
