import FoundationEssentials
import HTTP
import Postgres

/// Everything that can be asked of a shop.
extension ShopifyDesk {
  var queries: GraphObject {
    GraphObject("QueryRoot") { name, arguments in
      switch name {
      case "shop": .object(about)
      case "product": try product(arguments["id"] ?? nil)
      case "products": .object(try products(arguments))
      case "productsCount":
        GraphValue("Count", ["count": .int(try count("Product")), "precision": "EXACT"])
      case "productVariants": .object(try variants(arguments))
      case "collections": .object(try collections(arguments))
      case "node": try node(arguments["id"] ?? nil)
      case "nodes": .list(try (arguments["ids"]?.array ?? []).map(node))
      case "bulkOperation": try bulk(arguments["id"] ?? nil)
      case "webhookSubscriptions": .object(try hooks(arguments))
      case "currentAppInstallation": .object(try installation())
      default: throw GraphObject.unknown(name, "QueryRoot")
      }
    }
  }

  private var about: GraphObject {
    GraphObject(
      "Shop",
      [
        "id": "gid://shopify/Shop/1", "name": .string(shop.title), "email": "owner@shop.example",
        "myshopifyDomain": .string(shop.domain), "primaryDomain": ["url": .string(shop.url)],
        "currencyCode": .string(shop.currency), "ianaTimezone": "Europe/Berlin",
        "plan": ["publicDisplayName": "Basic"], "weightUnit": "KILOGRAMS",
        "unitSystem": "METRIC_SYSTEM",
      ])
  }

  private func installation() throws -> GraphObject {
    let scope: String =
      try db.first(
        "SELECT scope FROM shopify_token WHERE shop = \(shop.name) LIMIT 1" as Query<String>) ?? ""
    let handles = scope.split(separator: ",").map { JSON.object(["handle": .string(String($0))]) }
    return GraphObject(
      "AppInstallation",
      ["id": "gid://shopify/AppInstallation/1", "accessScopes": .array(handles)])
  }

  private func count(_ kind: String) throws -> Int {
    try db.one(
      "SELECT count(*) FROM shopify_thing WHERE shop = \(shop.name) AND kind = \(kind)"
        as Query<Int>)
  }

  /// Pages by number, which does not shift while the catalogue changes; `UPDATED_AT` is not kept.
  private func products(_ arguments: [String: JSON]) throws -> GraphObject {
    let first = try wanted(arguments)
    let after = Int(arguments["after"]?.string ?? "") ?? 0
    let filter = try ShopifyFilter(arguments["query"]?.string ?? "")
    let found = try db.all(
      """
      SELECT id, kind, doc, updated_at FROM shopify_thing
      WHERE shop = \(shop.name) AND kind = 'Product' AND id > \(after)
        AND (cardinality(\(filter.ids)::bigint[]) = 0 OR id = ANY (\(filter.ids)::bigint[]))
        AND (\(filter.since)::timestamptz IS NULL OR updated_at >= \(filter.since)::timestamptz)
        AND position(lower(\(filter.title)) IN lower(doc->>'title')) > 0
        AND (cardinality(\(filter.skus)::text[]) = 0 OR EXISTS (
          SELECT 1 FROM jsonb_array_elements(doc->'variants') v
          WHERE v->>'sku' = ANY (\(filter.skus)::text[])))
        AND (cardinality(\(filter.collections)::bigint[]) = 0 OR EXISTS (
          SELECT 1 FROM jsonb_array_elements_text(doc->'collections') c
          WHERE c::bigint = ANY (\(filter.collections)::bigint[])))
      ORDER BY id LIMIT \(first + 1)
      """ as Query<ShopifyThing>)
    return connection("Product", Array(found.prefix(first)), more: found.count > first) {
      .object(product($0))
    }
  }

  private func variants(_ arguments: [String: JSON]) throws -> GraphObject {
    let owners = try products(arguments)
    guard case .list(let nodes) = try owners.field("nodes", [:]) else { return owners }
    let all = try nodes.flatMap { node in
      guard case .object(let product) = node,
        case .object(let list) = try product.field("variants", ["first": 100]),
        case .list(let variants) = try list.field("nodes", [:])
      else { return [GraphValue]() }
      return variants
    }
    return list("ProductVariant", all, ["first": 250])
  }

  private func collections(_ arguments: [String: JSON]) throws -> GraphObject {
    let all = try all("Collection")
    return list("Collection", all.map { .object(collection($0)) }, arguments)
  }

  func collection(_ thing: ShopifyThing) -> GraphObject {
    GraphObject("Collection") { name, _ in
      switch name {
      case "id": .leaf(.string(thing.gid))
      case "updatedAt": .leaf(Self.time(thing.updated))
      case "productsCount":
        GraphValue(
          "Count",
          [
            "count": .int(
              try db.one(
                """
                SELECT count(*) FROM shopify_thing WHERE shop = \(shop.name) AND kind = 'Product'
                  AND doc->'collections' @> to_jsonb(\(thing.id)::bigint)
                """ as Query<Int>)), "precision": "EXACT",
          ])
      default: try GraphObject("Collection", thing.doc).field(name, [:])
      }
    }
  }

  private func node(_ id: JSON) throws -> GraphValue {
    if ShopifyThing.number(id, "Product") != nil { return try product(id) }
    if let image = try find(ShopifyThing.number(id, "MediaImage"), "MediaImage") {
      return .object(media(image))
    }
    return try bulk(id)
  }
}

/// The words of a search: `id:`, `sku:`, `updated_at:` and `collection_id:`, with OR between ids.
struct ShopifyFilter {
  var ids: [Int] = []
  var skus: [String] = []
  var since: Date?
  var title = ""
  var collections: [Int] = []

  /// - Throws: `GraphError` for a word that the sandbox does not know.
  init(_ text: String) throws {
    for word in Self.words(text) where word != "OR" && word != "AND" {
      let halves = word.split(separator: ":", maxSplits: 1).map(String.init)
      guard halves.count == 2 else {
        throw GraphError(message: "The search '\(word)' is not known")
      }
      let value = halves[1].filter { $0 != "'" && $0 != "\"" && $0 != "(" && $0 != ")" }
      switch halves[0].filter({ $0 != "(" }) {
      case "id": ids.append(Int(value) ?? 0)
      case "title": title = value
      case "sku": skus.append(value)
      case "collection_id": collections.append(Int(value) ?? 0)
      case "updated_at":
        let time = value.drop { $0 == ">" || $0 == "=" }
        since = try? Date(String(time), strategy: .iso8601)
      default: throw GraphError(message: "The search '\(word)' is not known")
      }
    }
  }

  /// Blanks inside of quotes part nothing.
  private static func words(_ text: String) -> [String] {
    var isQuoted = false
    return text.split { letter in
      if letter == "'" || letter == "\"" { isQuoted.toggle() }
      return letter == " " && !isQuoted
    }.map(String.init)
  }
}
