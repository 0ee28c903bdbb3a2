import HTTP
import Postgres

/// Products with their variants, as GraphQL shows them.
extension ShopifyDesk {
  func product(_ id: JSON) throws -> GraphValue {
    guard let thing = try find(ShopifyThing.number(id, "Product"), "Product") else {
      return .leaf(.null)
    }
    return .object(product(thing))
  }

  func product(_ thing: ShopifyThing) -> GraphObject {
    GraphObject("Product") { name, arguments in
      switch name {
      case "id": .leaf(.string(thing.gid))
      case "legacyResourceId": .leaf(.string(String(thing.id)))
      case "updatedAt": .leaf(Self.time(thing.updated))
      case "onlineStoreUrl":
        .leaf(.string("\(shop.url)/products/\(thing.doc["handle"].string ?? "")"))
      case "media":
        .object(
          list(
            "Media", try find(thing.doc["media"], "MediaImage").map { .object(media($0)) },
            arguments))
      case "variants": .object(variants(of: thing, arguments))
      case "collections":
        .object(
          list(
            "Collection",
            try find(thing.doc["collections"], "Collection").map { .object(collection($0)) },
            arguments))
      default: try GraphObject("Product", thing.doc).field(name, arguments)
      }
    }
  }

  private func variants(of thing: ShopifyThing, _ arguments: [String: JSON]) -> GraphObject {
    let all = (thing.doc["variants"].array ?? []).map { variant in
      GraphValue.object(self.variant(variant, of: thing))
    }
    return list("ProductVariant", all, arguments)
  }

  private func variant(_ doc: JSON, of thing: ShopifyThing) -> GraphObject {
    GraphObject("ProductVariant") { name, arguments in
      switch name {
      case "id": .leaf(.string("gid://shopify/ProductVariant/\(doc["id"].int ?? 0)"))
      case "product": .object(product(thing))
      case "media":
        .object(
          list(
            "Media", try find(doc["media"], "MediaImage").map { .object(media($0)) }, arguments))
      default: try GraphObject("ProductVariant", doc).field(name, arguments)
      }
    }
  }

  /// A picture; it has an address once it is ready.
  func media(_ thing: ShopifyThing) -> GraphObject {
    GraphObject("MediaImage") { name, _ in
      let isReady = thing.doc["status"] == "READY"
      switch name {
      case "id": return .leaf(.string(thing.gid))
      case "fileStatus": return .leaf(thing.doc["status"])
      case "mediaContentType": return .leaf("IMAGE")
      case "updatedAt": return .leaf(Self.time(thing.updated))
      case "image":
        guard isReady else { return .leaf(.null) }
        return GraphValue(
          "Image",
          [
            "id": .string("gid://shopify/ImageSource/\(thing.id)"), "url": address(of: thing),
            "width": thing.doc["width"], "height": thing.doc["height"],
            "altText": thing.doc["alt"],
          ])
      case "originalSource":
        guard isReady else { return .leaf(.null) }
        return GraphValue("MediaImageOriginalSource", ["url": address(of: thing), "fileSize": nil])
      default: return try GraphObject("MediaImage", thing.doc).field(name, [:])
      }
    }
  }

  /// Where the shop's own server shows a picture; it changes with every new version of it.
  private func address(of thing: ShopifyThing) -> JSON {
    if let sample = thing.doc["sample"].string {
      return .string("\(Sandbox.settings.baseURL)/static/samples/\(sample)")
    }
    let name = thing.doc["file"].string ?? "picture"
    return .string("\(shop.url)/cdn/\(thing.id)/\(name)?v=\(thing.doc["version"].int ?? 1)")
  }
}
