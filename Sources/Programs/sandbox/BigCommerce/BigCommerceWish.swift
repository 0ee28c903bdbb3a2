import HTTP
import Postgres

/// What a call wants a product to be.
struct BigCommerceWish {
  let fields: [String: JSON]
  let desk: BigCommerceDesk

  init(_ fields: [String: JSON], _ desk: BigCommerceDesk) {
    (self.fields, self.desk) = (fields, desk)
  }

  /// Checks the form of the fields; unknown ones are passed over.
  /// - Throws: 422 naming those that do not fit, 409 for a category that is not there.
  func check(isNew: Bool) throws {
    var mistakes: [String: JSON] = [:]
    if isNew {
      for name in ["name", "type", "weight", "price"] where fields[name] == nil {
        mistakes[name] = "error.path.missing"
      }
    }
    for (name, value) in fields {
      guard let standard = BigCommerceProduct.standard[name] else { continue }
      if let mistake = BigCommerceWish.mistake(value, standard) {
        mistakes[name] = .string(mistake)
      }
    }
    if let name = fields["name"]?.string, !(1...250).contains(name.count) {
      mistakes["name"] = "name must be between 1 and 250 characters"
    }
    guard mistakes.isEmpty else { throw BigCommerceError.invalid(mistakes) }
    for category in fields["categories"]?.array ?? [] {
      guard try desk.find(category.int, "category") != nil else {
        throw BigCommerceError(409, "A category does not exist", ["categories": category])
      }
    }
  }

  private static func mistake(_ value: JSON, _ standard: JSON) -> String? {
    switch standard {
    case .string: value.string == nil ? "error.expected.jsstring" : nil
    case .int, .number: value.double == nil ? "error.expected.jsnumber" : nil
    case .bool: value.bool == nil ? "error.expected.jsboolean" : nil
    case .array: value.array == nil ? "error.expected.jsarray" : nil
    default: nil
    }
  }

  /// Two products of a store have neither the same name nor the same SKU.
  func checkNames(of own: Int?) throws {
    for field in ["name", "sku"] {
      guard let value = fields[field]?.string, !value.isEmpty else { continue }
      let other = try desk.db.first(
        """
        SELECT id FROM bigcommerce_thing WHERE store = \(desk.store.hash) AND kind = 'product'
          AND lower(doc->>\(field)::text) = lower(\(value)) AND id <> \(own ?? 0) LIMIT 1
        """ as Query<Int>)
      if other != nil {
        throw BigCommerceError(
          409, "The product \(field) is a duplicate", [field: "must be unique"])
      }
    }
  }

  /// A product with the wishes in it.
  func applied(to doc: JSON) throws -> JSON {
    var doc = doc
    for (name, value) in fields where BigCommerceProduct.standard[name] != nil { doc[name] = value }
    if let custom = fields["custom_fields"]?.array {
      doc["custom_fields"] = .array(
        try custom.map { field in
          let id = try field["id"].int ?? desk.number()
          return ["id": .int(id), "name": field["name"], "value": field["value"]]
        })
    }
    return doc
  }
}
