import FoundationEssentials
import HTTP
import Postgres

/// Bulk operations: a query over a whole shop, whose result is a file of lines.
extension ShopifyDesk {
  func bulk(_ id: JSON) throws -> GraphValue {
    guard let thing = try find(ShopifyThing.number(id, "BulkOperation"), "BulkOperation") else {
      return .leaf(.null)
    }
    return .object(bulk(thing))
  }

  private func bulk(_ thing: ShopifyThing) -> GraphObject {
    GraphObject("BulkOperation") { name, _ in
      switch name {
      case "id": return .leaf(.string(thing.gid))
      case "url":
        guard thing.doc["status"] == "COMPLETED", thing.doc["objectCount"] != "0" else {
          return .leaf(.null)
        }
        return .leaf(.string("\(shop.url)/bulk/\(thing.id).jsonl"))
      default: return try GraphObject("BulkOperation", thing.doc).field(name, [:])
      }
    }
  }

  func startBulk(_ query: String) throws -> GraphValue {
    let busy = try all("BulkOperation").contains {
      ["CREATED", "RUNNING"].contains($0.doc["status"].string)
    }
    guard !busy else {
      return payload(
        ["bulkOperation": .leaf(.null)],
        refused: "A bulk query operation for this app and shop is already in progress.",
        field: "query", code: "OPERATION_IN_PROGRESS")
    }
    do {
      let run = try GraphRun(query, operation: nil, variables: [:])
      guard !run.operation.isMutation, query.contains("nodes") || query.contains("edges") else {
        throw GraphError(message: "Bulk queries must contain at least one connection.")
      }
    } catch let error as GraphError {
      return payload(
        ["bulkOperation": .leaf(.null)], refused: "Invalid bulk query: \(error.message)",
        field: "query")
    }
    let id = try add(
      "BulkOperation",
      [
        "status": "RUNNING", "errorCode": nil, "objectCount": "0", "query": .string(query),
        "type": "QUERY", "partialDataUrl": nil, "completedAt": nil, "rootObjectCount": "0",
      ], due: shop.mediaSeconds)
    guard let thing = try find(id, "BulkOperation") else { return payload([:]) }
    return payload(["bulkOperation": .object(bulk(thing))])
  }

  /// Runs an operation that is due and keeps its lines.
  func finishBulk(_ thing: ShopifyThing) throws {
    var thing = thing
    let run = try GraphRun(thing.doc["query"].string ?? "", operation: nil, variables: [:])
    var lines: [String] = []
    for selection in run.operation.selection {
      guard case .field(let field) = selection else { continue }
      try flatten(field, of: queries, parent: nil, run, &lines)
    }
    thing.doc["status"] = "COMPLETED"
    thing.doc["objectCount"] = .string(String(lines.count))
    let roots = lines.count { !$0.contains("\"__parentId\":") }
    thing.doc["rootObjectCount"] = .string(String(roots))
    thing.doc["completedAt"] = Self.time(Date())
    try keep(thing)
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    try db.run(
      """
      INSERT INTO shopify_file (id, mime, bytes)
      VALUES (\(thing.id), 'application/jsonl', \(bytes))
      """)
  }

  /// The entries of a connection, one a line; those of connections in them follow with the number
  /// of their parent.
  private func flatten(
    _ field: GraphField, of owner: GraphObject, parent: String?, _ run: GraphRun,
    _ lines: inout [String]
  ) throws {
    var after: JSON = nil
    let inner = entries(field.selection)
    let (nested, plain) = parted(inner)
    repeat {
      var arguments = field.arguments.compactMapValues { $0.json([:]) }
      (arguments["first"], arguments["after"]) = (250, after)
      guard case .object(let page) = try owner.field(field.name, arguments),
        case .list(let nodes) = try page.field("nodes", [:]),
        case .object(let info) = try page.field("pageInfo", [:])
      else { return }
      for case .object(let node) in nodes {
        var line = try run.project(node, plain)
        if let parent { line["__parentId"] = .string(parent) }
        lines.append(line.text)
        for child in nested {
          try flatten(child, of: node, parent: line["id"].string, run, &lines)
        }
      }
      guard case .leaf(true) = try info.field("hasNextPage", [:]),
        case .leaf(let cursor) = try info.field("endCursor", [:])
      else { return }
      after = cursor
    } while true
  }

  /// What is asked of the entries: below `nodes`, or below `edges` and `node`.
  private func entries(_ selection: [GraphSelection]) -> [GraphSelection] {
    for case .field(let field) in selection {
      if field.name == "nodes" || field.name == "node" { return field.selection }
      if field.name == "edges" { return entries(field.selection) }
    }
    return []
  }

  private func parted(_ selection: [GraphSelection]) -> ([GraphField], [GraphSelection]) {
    var nested: [GraphField] = []
    let plain = selection.filter { entry in
      guard case .field(let field) = entry, !entries(field.selection).isEmpty else { return true }
      nested.append(field)
      return false
    }
    return (nested, plain)
  }
}
