import FoundationEssentials
import HTTP
import Postgres

/// The hooks through which a store tells a client of its news; nobody sees another client's.
enum BigCommerceHooks {
  static func list(_ caller: BigCommerceCaller) throws -> Response {
    let query = caller.query
    let found = try own(caller).filter { hook in
      (query["scope"].map { hook.doc["scope"] == .string($0) } ?? true)
        && (query["destination"].map { hook.doc["destination"] == .string($0) } ?? true)
        && (query["is_active"].map { hook.doc["is_active"] == .bool($0 == "true") } ?? true)
    }
    return BigCommercePage(query).cut(found.map { json($0, caller.desk.store) })
  }

  static func show(_ caller: BigCommerceCaller, _ id: Int) throws -> Response {
    .enveloped(json(try find(id, caller), caller.desk.store))
  }

  static func create(_ caller: BigCommerceCaller) throws -> Response {
    let fields = try caller.fields()
    var doc: JSON = ["is_active": true, "headers": nil, "client_id": .string(caller.token.client)]
    for name in ["scope", "destination", "is_active", "headers"] {
      doc[name] = fields[name] ?? doc[name]
    }
    try check(doc)
    return try caller.db.transaction {
      // Two calls at once must not both find that there is none yet.
      try caller.db.run(
        "SELECT 1 FROM bigcommerce_store WHERE hash = \(caller.desk.store.hash) FOR UPDATE")
      try checkCount(doc, nil, caller)
      return try show(caller, try caller.desk.add("hook", doc))
    }
  }

  static func update(_ caller: BigCommerceCaller, _ id: Int) throws -> Response {
    var hook = try find(id, caller)
    let fields = try caller.fields()
    for name in ["scope", "destination", "is_active", "headers"] {
      hook.doc[name] = fields[name] ?? hook.doc[name]
    }
    try check(hook.doc)
    try checkCount(hook.doc, id, caller)
    try caller.desk.keep(hook)
    return try show(caller, id)
  }

  static func delete(_ caller: BigCommerceCaller, _ id: Int) throws -> Response {
    let hook = try find(id, caller)
    try caller.desk.remove(id)
    return .enveloped(json(hook, caller.desk.store))
  }

  private static func own(_ caller: BigCommerceCaller) throws -> [BigCommerceThing] {
    try caller.desk.all("hook").filter { $0.doc["client_id"] == .string(caller.token.client) }
  }

  private static func find(_ id: Int, _ caller: BigCommerceCaller) throws -> BigCommerceThing {
    guard let hook = try own(caller).first(where: { $0.id == id }) else {
      throw BigCommerceError.missing
    }
    return hook
  }

  private static func json(_ hook: BigCommerceThing, _ store: BigCommerceStore) -> JSON {
    var json = hook.doc
    json["id"] = .int(hook.id)
    json["store_hash"] = .string(store.hash)
    json["created_at"] = .int(Int(hook.created.timeIntervalSince1970))
    json["updated_at"] = .int(Int(hook.updated.timeIntervalSince1970))
    return json
  }

  /// Port 443 only, except on the machine that the sandbox may reach anyway.
  private static func check(_ doc: JSON) throws {
    var mistakes: [String: JSON] = [:]
    if let scope = doc["scope"].string {
      if !scope.hasPrefix("store/") { mistakes["scope"] = "Invalid scope" }
    } else {
      mistakes["scope"] = "error.path.missing"
    }
    if let destination = doc["destination"].string {
      if !mayReach(destination) {
        mistakes["destination"] = "destination must be https on port 443"
      }
    } else {
      mistakes["destination"] = "error.path.missing"
    }
    if doc["is_active"].bool == nil { mistakes["is_active"] = "error.expected.jsboolean" }
    let headers = doc["headers"]
    if headers != .null, headers.object?.values.allSatisfy({ $0.string != nil }) != true {
      mistakes["headers"] = "error.expected.jsobject"
    }
    guard mistakes.isEmpty else { throw BigCommerceError.invalid(mistakes) }
  }

  private static func mayReach(_ destination: String) -> Bool {
    let halves = destination.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard halves.count == 3, ["https:", "http:"].contains(halves[0]) else { return false }
    let host = halves[2].prefix { !"/?#".contains($0) }
    if Sandbox.settings.reachable.contains(String(host)) { return true }
    let port = host.split(separator: ":").dropFirst().first
    return halves[0] == "https:" && !host.isEmpty && (port ?? "443") == "443"
  }

  /// A client has one hook for a scope and a destination, and ten for a scope.
  private static func checkCount(_ doc: JSON, _ id: Int?, _ caller: BigCommerceCaller) throws {
    let others = try own(caller).filter { $0.id != id && $0.doc["scope"] == doc["scope"] }
    guard !others.contains(where: { $0.doc["destination"] == doc["destination"] }) else {
      throw BigCommerceError(
        422, "This hook exists already", ["destination": "must be unique for a scope"])
    }
    guard others.count < 10 else {
      throw BigCommerceError(422, "There are ten hooks for this scope", ["scope": "too many"])
    }
  }
}
