import HTTP
import Postgres

/// Many changes in one call.
///
/// They are not checked as single ones are, errors stand at the entry, and the whole answers 200.
enum Batch {
  static func products(_ caller: Caller) throws -> Response {
    try caller.require(.batch)
    return try run(
      caller,
      create: { fields in
        let product = try Products.make(fields, caller, checks: false)
        return try Products.json(product, caller, isEdit: true)
      },
      update: { id, fields in
        guard let id else {
          throw RestError(400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        }
        let product = try Products.change(id, fields, caller, checks: false)
        return try Products.json(product, caller, isEdit: true)
      },
      delete: { try Products.remove($0, isForced: true, caller) })
  }

  static func variations(_ caller: Caller, _ parent: Int) throws -> Response {
    try caller.require(.batch)
    return try run(
      caller,
      create: { fields in
        let variation = try Variations.make(fields, of: parent, caller)
        return try Variations.json(variation, caller, isEdit: true)
      },
      update: { id, fields in
        let variation = try Variations.change(
          id ?? 0, of: parent, fields, caller, checks: false)
        return try Variations.json(variation, caller, isEdit: true)
      },
      delete: { try Variations.remove($0, of: parent, caller) })
  }

  private static func run(
    _ caller: Caller, create: ([String: JSON]) throws -> JSON,
    update: (Int?, [String: JSON]) throws -> JSON, delete: (Int) throws -> JSON
  ) throws -> Response {
    let fields = try caller.fields()
    let (new, changed, gone) = (fields["create"], fields["update"], fields["delete"])
    guard [new, changed, gone].reduce(0, { $0 + entries($1).count }) <= 100 else {
      throw RestError(
        413, "woocommerce_rest_request_entity_too_large",
        "Unable to accept more than 100 items for this request.")
    }
    var answer: [String: JSON] = [:]
    if new != nil {
      answer["create"] = .array(
        try entries(new).map { entry in try tell(0) { try create(entry.object ?? [:]) } })
    }
    if changed != nil {
      answer["update"] = .array(
        try entries(changed).map { entry in
          let id = entry["id"].int ?? entry["id"].string.flatMap { Int($0) }
          return try tell(JSON(id)) { try update(id, entry.object ?? [:]) }
        })
    }
    if gone != nil {
      answer["delete"] = .array(
        try entries(gone).map { entry in
          let id = entry.int ?? entry.string.flatMap { Int($0) } ?? 0
          return try tell(.int(id)) { try delete(id) }
        })
    }
    return caller.answer(answer.isEmpty ? [] : .object(answer), allow: Allowed.batch)
  }

  /// An object counts as the list of its values, as in PHP.
  private static func entries(_ value: JSON?) -> [JSON] {
    value?.array ?? value?.object.map { Array($0.values) } ?? []
  }

  private static func tell(_ id: JSON, _ work: () throws -> JSON) throws -> JSON {
    do {
      return try work()
    } catch let error as RestError {
      return ["id": id, "error": error.json]
    }
  }
}
