import HTTP

/// A value that fields can be asked of.
indirect enum GraphValue {
  case leaf(JSON)
  case object(GraphObject)
  case list([GraphValue])

  /// Plain data; objects in it answer with their members.
  init(_ type: String, _ json: JSON) {
    switch json {
    case .object: self = .object(GraphObject(type, json))
    case .array(let entries): self = .list(entries.map { GraphValue(type, $0) })
    default: self = .leaf(json)
    }
  }
}

/// An object of the schema, as far as the sandbox knows it.
struct GraphObject {
  let type: String
  let field: (String, [String: JSON]) throws -> GraphValue

  init(_ type: String, _ field: @escaping (String, [String: JSON]) throws -> GraphValue) {
    (self.type, self.field) = (type, field)
  }

  /// An object that is plain data.
  init(_ type: String, _ json: JSON) {
    self.init(type) { name, _ in
      guard let member = json.object?[name] else { throw GraphObject.unknown(name, type) }
      return GraphValue("", member)
    }
  }

  static func unknown(_ name: String, _ type: String) -> GraphError {
    GraphError(message: "Field '\(name)' doesn't exist on type '\(type)'", code: "undefinedField")
  }
}

/// Answers one operation of a document.
struct GraphRun {
  let document: GraphDocument
  let operation: GraphDocument.Operation
  let variables: [String: JSON]

  /// - Throws: `GraphError` for a document that cannot be read, or has no such operation.
  init(_ text: String, operation name: String?, variables given: JSON) throws {
    document = try GraphParser.read(text)
    let fitting = document.operations.filter { name == nil || $0.name == name }
    guard fitting.count == 1 else {
      throw GraphError(message: "An operation name is required")
    }
    operation = fitting[0]
    let standard = operation.defaults.compactMapValues { $0.json([:]) }
    variables = standard.merging(given.object ?? [:]) { $1 }
  }

  /// The `data` of the answer.
  func data(_ root: GraphObject) throws -> JSON { try project(root, operation.selection) }

  /// What an object has to say to what is asked.
  func project(_ object: GraphObject, _ wanted: [GraphSelection]) throws -> JSON {
    var answer: [String: JSON] = [:]
    for selection in wanted {
      switch selection {
      case .field(let field): answer[field.alias] = try value(field, of: object)
      case .part(let type, let inner) where type == nil || object.type == type:
        answer.merge(try project(object, inner).object ?? [:]) { $1 }
      case .part: continue
      case .fragment(let name):
        guard let inner = document.fragments[name] else {
          throw GraphError(message: "Fragment \(name) was used, but not defined")
        }
        answer.merge(try project(object, inner).object ?? [:]) { $1 }
      }
    }
    return .object(answer)
  }

  private func value(_ field: GraphField, of object: GraphObject) throws -> JSON {
    if field.name == "__typename" { return .string(object.type) }
    let arguments = field.arguments.compactMapValues { $0.json(variables) }
    return try shown(try object.field(field.name, arguments), field)
  }

  private func shown(_ value: GraphValue, _ field: GraphField) throws -> JSON {
    switch value {
    case .leaf(let json): return json
    case .list(let values): return .array(try values.map { try shown($0, field) })
    case .object(let object):
      guard !field.selection.isEmpty else {
        throw GraphError(message: "Field must have selections (field '\(field.name)')")
      }
      return try project(object, field.selection)
    }
  }

  /// What the operation costs at most.
  ///
  /// An object is 1, a connection a tenth of what it may hold, a mutation 10. The real service
  /// weighs in ways of its own.
  var cost: Int {
    let start = operation.isMutation ? 10 : 0
    return start + Int(weight(operation.selection).rounded(.up))
  }

  private func weight(_ selections: [GraphSelection]) -> Double {
    selections.reduce(0) { sum, selection in
      switch selection {
      case .field(let field):
        guard !field.selection.isEmpty else { return sum }
        let asked = field.arguments["first"]?.json(variables)?.int
        let times = asked.map { max(Double($0) / 10, 1) } ?? 1
        return sum + 1 + times * weight(field.selection)
      case .part(_, let inner): return sum + weight(inner)
      case .fragment(let name): return sum + weight(document.fragments[name] ?? [])
      }
    }
  }
}
