import HTTP

/// Everything that can be changed in a shop.
extension ShopifyDesk {
  var mutations: GraphObject {
    GraphObject("Mutation") { name, arguments in
      switch name {
      case "productUpdate": try update(arguments)
      case "fileUpdate": try updateFiles(arguments["files"]?.array ?? [])
      case "fileDelete": try deleteFiles(arguments["fileIds"]?.array ?? [])
      case "productReorderMedia": try reorder(arguments)
      case "productVariantAppendMedia": try giveToVariants(arguments)
      case "bulkOperationRunQuery": try startBulk(arguments["query"]?.string ?? "")
      case "webhookSubscriptionCreate": try subscribe(arguments)
      case "webhookSubscriptionUpdate": try resubscribe(arguments)
      case "webhookSubscriptionDelete": try unsubscribe(arguments["id"] ?? nil)
      default: throw GraphObject.unknown(name, "Mutation")
      }
    }
  }

  /// What a mutation answers.
  func payload(
    _ members: [String: GraphValue], refused: String? = nil, field: String = "id",
    code: String = "INVALID", list: String = "userErrors"
  ) -> GraphValue {
    var members = members
    let mistakes: JSON =
      refused.map {
        [["field": [.string(field)], "message": .string($0), "code": .string(code)]]
      } ?? []
    for name in ["userErrors", "mediaUserErrors"] {
      members[name] = GraphValue("UserError", name == list ? mistakes : [])
    }
    let all = members
    return .object(
      GraphObject("Payload") { name, _ in
        guard let member = all[name] else { throw GraphObject.unknown(name, "Payload") }
        return member
      })
  }

  private func update(_ arguments: [String: JSON]) throws -> GraphValue {
    let input = arguments["product"] ?? [:]
    guard var thing = try find(ShopifyThing.number(input["id"], "Product"), "Product") else {
      return payload(["product": .leaf(.null)], refused: "Product does not exist")
    }
    for name in ["title", "descriptionHtml", "status", "tags", "vendor", "productType"]
    where input[name] != .null {
      thing.doc[name] = input[name]
    }
    let pictures = arguments["media"]?.array ?? []
    guard (thing.doc["media"].array ?? []).count + pictures.count <= 250 else {
      return payload(
        ["product": .object(product(thing))], refused: "Too many media", field: "media")
    }
    try append(pictures, to: &thing)
    try keep(thing)
    try tell("products/update", thing.id)
    return payload(["product": try product(.string(thing.gid))])
  }

  /// The mutation answers before a picture is looked at.
  private func append(_ pictures: [JSON], to thing: inout ShopifyThing) throws {
    for picture in pictures {
      let id = try add(
        "MediaImage",
        [
          "alt": picture["alt"].string.map(JSON.string) ?? "", "status": "UPLOADED",
          "source": picture["originalSource"], "product": .int(thing.id), "width": nil,
          "height": nil, "mediaErrors": [], "version": 1,
        ], due: shop.mediaSeconds)
      thing.doc["media"] = .array((thing.doc["media"].array ?? []) + [.int(id)])
    }
  }

  private func updateFiles(_ files: [JSON]) throws -> GraphValue {
    var changed: [GraphValue] = []
    for file in files {
      let number = ShopifyThing.number(file["id"], "MediaImage")
      guard var thing = try find(number, "MediaImage") else {
        return payload(
          ["files": .leaf(.null)], refused: "File does not exist", code: "FILE_DOES_NOT_EXIST")
      }
      guard thing.doc["status"] == "READY" || file["referencesToRemove"] != .null else {
        return payload(
          ["files": .leaf(.null)], refused: "Non-ready files cannot be updated.",
          code: "NON_READY_STATE")
      }
      if let alt = file["alt"].string { thing.doc["alt"] = .string(alt) }
      for owner in file["referencesToRemove"].array ?? [] { try take(thing.id, from: owner) }
      if let source = file["originalSource"].string {
        thing.doc["source"] = .string(source)
        thing.doc["status"] = "PROCESSING"
        thing.doc["version"] = .int((thing.doc["version"].int ?? 1) + 1)
        try keep(thing, due: shop.mediaSeconds)
      } else {
        try keep(thing)
      }
      changed.append(.object(media(thing)))
    }
    return payload(["files": .list(changed)])
  }

  private func take(_ media: Int, from owner: JSON) throws {
    guard var thing = try find(ShopifyThing.number(owner, "Product"), "Product") else { return }
    thing.doc["media"] = .array((thing.doc["media"].array ?? []).filter { $0.int != media })
    try keep(thing)
    try tell("products/update", thing.id)
  }

  private func deleteFiles(_ ids: [JSON]) throws -> GraphValue {
    let numbers = ids.compactMap { ShopifyThing.number($0, "MediaImage") }
    for product in try all("Product") {
      let own = (product.doc["media"].array ?? []).compactMap(\.int)
      for id in own where numbers.contains(id) { try take(id, from: .string(product.gid)) }
    }
    for id in numbers { try remove(id) }
    return payload(["deletedFileIds": .leaf(.array(ids))])
  }

  private func reorder(_ arguments: [String: JSON]) throws -> GraphValue {
    let number = ShopifyThing.number(arguments["id"] ?? nil, "Product")
    guard var thing = try find(number, "Product") else {
      return payload(
        ["job": .leaf(.null)], refused: "Product does not exist", list: "mediaUserErrors")
    }
    var order = (thing.doc["media"].array ?? []).compactMap(\.int)
    for move in arguments["moves"]?.array ?? [] {
      guard let id = ShopifyThing.number(move["id"], "MediaImage"), order.contains(id),
        let place = move["newPosition"].string.flatMap({ Int($0) })
      else {
        return payload(
          ["job": .leaf(.null)], refused: "Media does not exist", list: "mediaUserErrors")
      }
      order.removeAll { $0 == id }
      order.insert(id, at: min(max(place, 0), order.count))
    }
    thing.doc["media"] = .array(order.map(JSON.int))
    try keep(thing)
    try tell("products/update", thing.id)
    return payload(["job": GraphValue("Job", ["id": "gid://shopify/Job/1", "done": true])])
  }

  private func giveToVariants(_ arguments: [String: JSON]) throws -> GraphValue {
    let number = ShopifyThing.number(arguments["productId"] ?? nil, "Product")
    guard var thing = try find(number, "Product") else {
      return payload(["product": .leaf(.null)], refused: "Product does not exist")
    }
    var variants = thing.doc["variants"].array ?? []
    for gift in arguments["variantMedia"]?.array ?? [] {
      let variant = ShopifyThing.number(gift["variantId"], "ProductVariant")
      let media = (gift["mediaIds"].array ?? []).compactMap {
        ShopifyThing.number($0, "MediaImage")
      }
      for index in variants.indices where variants[index]["id"].int == variant {
        variants[index]["media"] = .array(media.map(JSON.int))
      }
    }
    thing.doc["variants"] = .array(variants)
    try keep(thing)
    return payload(["product": .object(product(thing))])
  }
}
