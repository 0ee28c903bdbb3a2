extension Router {
  /// The description of the API (OpenAPI 3.1), made from the table and so complete.
  public func openAPI(title: String, version: String, server: String) -> JSON {
    var paths: [String: JSON] = [:]
    for route in routes where route.note.gives != nil {
      let path = route.documentedPath
      var operations = paths[path] ?? .object([:])
      operations[route.method.rawValue.lowercased()] = route.operation
      paths[path] = operations
    }
    return [
      "openapi": "3.1.0",
      "info": ["title": .string(title), "version": .string(version)],
      "servers": [["url": .string(server)]],
      "paths": .object(paths),
      "components": [
        "securitySchemes": [
          "session": ["type": "apiKey", "in": "cookie", "name": "__Host-epox"]
        ],
        "schemas": ["Problem": problemSchema],
      ],
    ]
  }
}

extension Route {
  /// The address with `{name}` for each star.
  var documentedPath: String {
    var names = names[...]
    return pattern.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0 == "*" ? "{\(names.popFirst() ?? "value")}" : String($0) }
      .joined(separator: "/")
  }

  fileprivate var operation: JSON {
    var operation: JSON = [
      "summary": .string(note.summary),
      "parameters": .array(
        names.map { name in
          [
            "name": .string(name), "in": "path", "required": true,
            "schema": ["type": "string"],
          ]
        }),
      "responses": [
        "200": [
          "description": "Done",
          "content": ["application/json": ["schema": note.gives ?? .null]],
        ],
        "default": [
          "description": "What went wrong",
          "content": [
            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
          ],
        ],
      ],
    ]
    operation["security"] = door == .anyone ? [] : [["session": []]]
    if let takes = note.takes {
      operation["requestBody"] = [
        "required": true, "content": ["application/json": ["schema": takes]],
      ]
    }
    return operation
  }
}

private let problemSchema: JSON = [
  "type": "object",
  "required": ["type", "title", "status", "detail"],
  "properties": [
    "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
    "detail": ["type": "string"], "instance": ["type": "string"],
    "errors": ["type": "object", "additionalProperties": ["type": "string"]],
  ],
]
