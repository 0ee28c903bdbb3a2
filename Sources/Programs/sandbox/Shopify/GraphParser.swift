import HTTP

/// Reads GraphQL documents: operations, variables, fragments, aliases; no directives.
struct GraphParser {
  private var tokens: GraphTokens
  private var token: GraphTokens.Token
  private var depth = 0

  /// Reads a document.
  /// - Throws: `GraphError`.
  static func read(_ text: String) throws -> GraphDocument {
    var parser = try GraphParser(text)
    return try parser.document()
  }

  private init(_ text: String) throws {
    tokens = GraphTokens(text)
    token = try tokens.take()
  }

  private mutating func document() throws -> GraphDocument {
    var document = GraphDocument()
    while token != .end {
      if token == .name("fragment") {
        try advance()
        let name = try name()
        document.fragments[name] = [.part(type: try condition(), try selection())]
      } else {
        document.operations.append(try operation())
      }
    }
    return document
  }

  private mutating func operation() throws -> GraphDocument.Operation {
    if token == .mark("{") {
      return .init(isMutation: false, name: "", defaults: [:], selection: try selection())
    }
    let kind = try name()
    guard kind == "query" || kind == "mutation" else { throw unexpected(.name(kind)) }
    var title = ""
    if case .name(let word) = token {
      title = word
      try advance()
    }
    let defaults = token == .mark("(") ? try variables() : [:]
    return .init(
      isMutation: kind == "mutation", name: title, defaults: defaults, selection: try selection())
  }

  private mutating func variables() throws -> [String: GraphInput] {
    var defaults: [String: GraphInput] = [:]
    try expect("(")
    while token != .mark(")") {
      try expect("$")
      let variable = try name()
      try expect(":")
      while token != .mark(")"), token != .mark("$"), token != .mark("=") { try advance() }
      if token == .mark("=") {
        try advance()
        defaults[variable] = try value()
      }
    }
    try expect(")")
    return defaults
  }

  private mutating func selection() throws -> [GraphSelection] {
    depth += 1
    defer { depth -= 1 }
    guard depth < 30 else { throw GraphError(message: "The query is nested too deeply.") }
    try expect("{")
    var found: [GraphSelection] = []
    while token != .mark("}") {
      if token == .spread {
        try advance()
        found.append(try spread())
      } else {
        found.append(.field(try field()))
      }
    }
    try expect("}")
    return found
  }

  private mutating func spread() throws -> GraphSelection {
    if token == .name("on") { return .part(type: try condition(), try selection()) }
    if token == .mark("{") { return .part(type: nil, try selection()) }
    return .fragment(try name())
  }

  private mutating func condition() throws -> String {
    guard token == .name("on") else { throw unexpected(token) }
    try advance()
    return try name()
  }

  private mutating func field() throws -> GraphField {
    let first = try name()
    var second = first
    if token == .mark(":") {
      try advance()
      second = try name()
    }
    let arguments = token == .mark("(") ? try members(from: "(", to: ")") : [:]
    let inner = token == .mark("{") ? try selection() : []
    return GraphField(alias: first, name: second, arguments: arguments, selection: inner)
  }

  private mutating func members(from open: Character, to close: Character) throws
    -> [String: GraphInput]
  {
    var found: [String: GraphInput] = [:]
    try expect(open)
    while token != .mark(close) {
      let member = try name()
      try expect(":")
      found[member] = try value()
    }
    try expect(close)
    return found
  }

  private mutating func value() throws -> GraphInput {
    let first = token
    switch first {
    case .mark("{"): return .object(try members(from: "{", to: "}"))
    case .mark("["): return .list(try list())
    case .mark("$"):
      try advance()
      return .variable(try name())
    case .text(let text):
      try advance()
      return .value(.string(text))
    case .number(let digits):
      try advance()
      guard let number = Int(digits).map(JSON.int) ?? Double(digits).map(JSON.number) else {
        throw unexpected(first)
      }
      return .value(number)
    case .name(let word):
      try advance()
      let known: [String: JSON] = ["true": true, "false": false, "null": nil]
      return .value(known[word] ?? .string(word))
    default: throw unexpected(first)
    }
  }

  private mutating func list() throws -> [GraphInput] {
    var found: [GraphInput] = []
    try expect("[")
    while token != .mark("]") { found.append(try value()) }
    try expect("]")
    return found
  }

  private mutating func name() throws -> String {
    guard case .name(let word) = token else { throw unexpected(token) }
    try advance()
    return word
  }

  private mutating func expect(_ mark: Character) throws {
    guard token == .mark(mark) else { throw unexpected(token) }
    try advance()
  }

  private mutating func advance() throws { token = try tokens.take() }

  private func unexpected(_ token: GraphTokens.Token) -> GraphError {
    GraphError(message: "syntax error, unexpected \(token)")
  }
}
