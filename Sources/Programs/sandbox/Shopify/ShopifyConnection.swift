import HTTP

/// Lists, as GraphQL pages through them.
extension ShopifyDesk {
  /// How many are asked for.
  /// - Throws: `GraphError` for none and for more than 250.
  func wanted(_ arguments: [String: JSON]) throws -> Int {
    guard let first = arguments["first"]?.int else {
      throw GraphError(message: "you must provide one of first or last")
    }
    guard (1...250).contains(first) else {
      throw GraphError(message: "first must be between 1 and 250", code: "BAD_REQUEST")
    }
    return first
  }

  /// A page of things whose cursor is their number.
  func connection(
    _ type: String, _ things: [ShopifyThing], more: Bool,
    _ shown: @escaping (ShopifyThing) -> GraphValue
  ) -> GraphObject {
    page(type, things.map { (String($0.id), shown($0)) }, more: more)
  }

  /// A page of a list that is there as a whole; its cursor is the place.
  func list(_ type: String, _ values: [GraphValue], _ arguments: [String: JSON]) -> GraphObject {
    let after = Int(arguments["after"]?.string ?? "") ?? 0
    let first = min(arguments["first"]?.int ?? 250, 250)
    let rest = values.enumerated().dropFirst(after)
    let rows = rest.prefix(first).map { (String($0.offset + 1), $0.element) }
    return page(type, rows, more: rest.count > first)
  }

  private func page(_ type: String, _ rows: [(cursor: String, value: GraphValue)], more: Bool)
    -> GraphObject
  {
    GraphObject("\(type)Connection") { name, _ in
      switch name {
      case "nodes": .list(rows.map(\.value))
      case "edges":
        .list(
          rows.map { row in
            .object(
              GraphObject("\(type)Edge") { name, _ in
                name == "node" ? row.value : .leaf(.string(row.cursor))
              })
          })
      case "pageInfo":
        GraphValue(
          "PageInfo",
          [
            "hasNextPage": .bool(more), "hasPreviousPage": false,
            "startCursor": JSON(rows.first?.cursor), "endCursor": JSON(rows.last?.cursor),
          ])
      default: throw GraphObject.unknown(name, "\(type)Connection")
      }
    }
  }
}
