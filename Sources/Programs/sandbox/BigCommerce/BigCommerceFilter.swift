import FoundationEssentials
import HTTP
import Postgres

/// Which products are asked for, and in which order; a filter that is not known is passed over.
struct BigCommerceFilter {
  /// Follows the conditions of a statement over things.
  let wanted: Clause
  let order: Clause

  init(_ query: Parameters) {
    wanted = query.pairs.reduce("") { $0 + BigCommerceFilter.condition($1.name, $1.value) }
    let field = BigCommerceFilter.orders[query["sort"] ?? "id"] ?? "id"
    order = query["direction"] == "desc" ? "\(field) DESC, id DESC" : "\(field), id"
  }

  private static let orders: [String: Clause] = [
    "id": "id", "name": "doc->>'name'", "sku": "doc->>'sku'", "date_modified": "updated_at",
    "price": "(doc->>'price')::numeric",
  ]
  private static let texts: [String: Clause] = [
    "name": "doc->>'name'", "sku": "doc->>'sku'", "upc": "doc->>'upc'", "mpn": "doc->>'mpn'",
    "type": "coalesce(doc->>'type', 'physical')",
    "availability": "coalesce(doc->>'availability', 'available')",
    "is_visible": "coalesce(doc->>'is_visible', 'true')",
  ]
  private static let numbers: [String: Clause] = [
    "id": "id", "price": "(doc->>'price')::numeric", "weight": "(doc->>'weight')::numeric",
  ]

  private static func condition(_ name: String, _ value: String) -> Clause {
    let halves = name.split(separator: ":", maxSplits: 1).map(String.init)
    let sort = halves.count > 1 ? halves[1] : ""
    switch halves.first ?? "" {
    case "keyword":
      return "AND (doc->>'name' ILIKE \(holding(value)) OR doc->>'sku' ILIKE \(holding(value)))"
    case "categories": return inCategory(value)
    case "date_modified": return moment(sort, value)
    case let field:
      if let text = texts[field] { return condition(text, sort, value) }
      return numbers[field].map { number($0, sort, value) } ?? ""
    }
  }

  private static func condition(_ text: Clause, _ sort: String, _ value: String) -> Clause {
    switch sort {
    case "": "AND \(text) = \(value)"
    case "like": "AND \(text) ILIKE \(holding(value))"
    case "in": "AND \(text) = ANY (string_to_array(\(value), ','))"
    case "not_in": "AND \(text) <> ALL (string_to_array(\(value), ','))"
    default: ""
    }
  }

  private static func number(_ field: Clause, _ sort: String, _ value: String) -> Clause {
    let many = value.split(separator: ",").compactMap { Int(String($0).trimmed) }
      .map(String.init).joined(separator: ",")
    guard let one = Double(value) ?? (many.isEmpty ? nil : 0) else { return "AND false" }
    return switch sort {
    case "": "AND \(field) = \(one)::float8"
    case "min": "AND \(field) >= \(one)::float8"
    case "max": "AND \(field) <= \(one)::float8"
    case "greater": "AND \(field) > \(one)::float8"
    case "less": "AND \(field) < \(one)::float8"
    case "in": "AND \(field) = ANY (string_to_array(\(many), ',')::bigint[])"
    case "not_in": "AND \(field) <> ALL (string_to_array(\(many), ',')::bigint[])"
    default: ""
    }
  }

  private static func inCategory(_ value: String) -> Clause {
    """
    AND EXISTS (SELECT FROM jsonb_array_elements_text(doc->'categories') c
      WHERE c = ANY (string_to_array(\(value), ',')))
    """
  }

  /// Times are kept more finely than they are told.
  private static func moment(_ sort: String, _ value: String) -> Clause {
    let text = value.count == 10 ? value + "T00:00:00" : value
    let hasZone = text.dropFirst(19).contains { "Zz+- ".contains($0) }
    guard let moment = Times.parse(text, isGMT: !hasZone) else { return "AND false" }
    return switch sort {
    case "": "AND date_trunc('day', updated_at) = date_trunc('day', \(moment)::timestamptz)"
    case "min": "AND date_trunc('second', updated_at) >= \(moment)::timestamptz"
    case "max": "AND date_trunc('second', updated_at) <= \(moment)::timestamptz"
    default: ""
    }
  }

  private static func holding(_ word: String) -> String {
    "%" + word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
      + "%"
  }
}
