import HTTP

/// A GraphQL document: its operations and fragments.
struct GraphDocument {
  /// A query or a mutation.
  struct Operation {
    let isMutation: Bool
    let name: String
    /// The variables' standard values.
    let defaults: [String: GraphInput]
    let selection: [GraphSelection]
  }

  var operations: [Operation] = []
  var fragments: [String: [GraphSelection]] = [:]
}

/// What is asked of an object.
indirect enum GraphSelection {
  case field(GraphField)
  /// Fields for objects of one type only, `nil` for all.
  case part(type: String?, [GraphSelection])
  case fragment(String)
}

/// A field with what is asked of its value.
struct GraphField {
  /// The name in the answer.
  let alias: String
  let name: String
  let arguments: [String: GraphInput]
  let selection: [GraphSelection]
}

/// A value as it stands in a document.
indirect enum GraphInput {
  case value(JSON)
  case variable(String)
  case list([GraphInput])
  case object([String: GraphInput])

  /// The value with the variables put in; one that was not sent is left out.
  func json(_ variables: [String: JSON]) -> JSON? {
    switch self {
    case .value(let json): json
    case .variable(let name): variables[name]
    case .list(let values): .array(values.map { $0.json(variables) ?? .null })
    case .object(let members): .object(members.compactMapValues { $0.json(variables) })
    }
  }
}

/// What is wrong with a call, in the form of GraphQL's `errors`.
struct GraphError: Error {
  let message: String
  var code = ""

  var json: JSON {
    var json: JSON = ["message": .string(message)]
    if !code.isEmpty { json["extensions"] = ["code": .string(code)] }
    return json
  }
}
