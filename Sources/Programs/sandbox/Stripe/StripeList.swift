import HTTP
import Postgres

extension StripeDesk {
  /// One page of a list, with the cursors and the limits of the real one.
  func page(_ kind: String, _ form: JSON, url: String, where members: JSON = [:]) throws -> JSON {
    let limit = form["limit"].string.flatMap { Int($0) } ?? 10
    guard (1...100).contains(limit) else {
      throw StripeError.invalid("This value must be between 1 and 100.", "limit")
    }
    let after = form["starting_after"].string
    if let after { _ = try find(after, kind, "starting_after") }
    let created = form["created"]
    let least = (created["gte"].string ?? created["gt"].string).flatMap { Int($0) }
    let query: Query<Line> = """
      SELECT doc FROM stripe_object WHERE kind = \(kind) AND doc @> \(members.text)::jsonb
        AND (\(least)::bigint IS NULL OR created >= \(least))
        AND (\(after)::text IS NULL OR place < (SELECT place FROM stripe_object WHERE id = \(after)))
      ORDER BY place DESC LIMIT \(limit + 1)
      """
    let found = try db.all(query).map(\.json)
    return [
      "object": "list", "url": .string(url), "has_more": .bool(found.count > limit),
      "data": .array(Array(found.prefix(limit))),
    ]
  }

  /// Puts whole objects where `expand` asks for them instead of their names.
  func expanded(_ object: JSON, _ wishes: [String]) throws -> JSON {
    try wishes.reduce(object) { object, wish in
      try expand(object, wish.split(separator: ".").map(String.init)[...])
    }
  }

  private func expand(_ object: JSON, _ path: ArraySlice<String>) throws -> JSON {
    if let entries = object.array { return .array(try entries.map { try expand($0, path) }) }
    guard let key = path.first, object.object != nil else { return object }
    var changed = object
    if let id = object[key].string, path.count > 0 {
      let query: Query<Line> = "SELECT doc FROM stripe_object WHERE id = \(id)"
      if let found = try db.first(query) { changed[key] = found.json }
    }
    changed[key] = try expand(changed[key], path.dropFirst())
    return changed
  }
}
