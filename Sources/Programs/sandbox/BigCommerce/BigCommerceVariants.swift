import HTTP
import Postgres

/// Variants and options of a product, over the API.
enum BigCommerceVariants {
  static func options(_ caller: BigCommerceCaller, _ product: Int) throws -> Response {
    let thing = try find(product, caller)
    let options = (thing.doc["options"].array ?? []).map {
      BigCommerceProduct.option($0, of: thing)
    }
    return BigCommercePage(caller.query).cut(options)
  }

  static func list(_ caller: BigCommerceCaller, _ product: Int) throws -> Response {
    let thing = try find(product, caller)
    let variants = (thing.doc["variants"].array ?? []).map {
      BigCommerceProduct.variant($0, of: thing)
    }
    return BigCommercePage(caller.query).cut(variants)
  }

  /// Those of all products; one SKU at most can be asked for.
  ///
  /// What a variant has not of its own is left out here, which the published schema wants.
  static func everywhere(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.products)
    let (sku, owners) = (caller.query["sku"], caller.list("product_id:in"))
    let found = try caller.desk.all("product").flatMap { thing in
      (thing.doc["variants"].array ?? []).map { doc in
        let members = BigCommerceProduct.variant(doc, of: thing).object ?? [:]
        return JSON.object(members.filter { $0.value != .null })
      }
    }
    return BigCommercePage(caller.query).cut(
      found.filter { variant in
        (sku.map { variant["sku"] == .string($0) } ?? true)
          && (owners.isEmpty || owners.contains(String(variant["product_id"].int ?? 0)))
      })
  }

  static func show(_ caller: BigCommerceCaller, _ product: Int, _ id: Int) throws -> Response {
    let thing = try find(product, caller)
    guard let variant = (thing.doc["variants"].array ?? []).first(where: { $0["id"] == .int(id) })
    else { throw BigCommerceError.missing }
    return .enveloped(BigCommerceProduct.variant(variant, of: thing))
  }

  /// A variant has one picture at most; the new one takes its place.
  static func giveImage(_ caller: BigCommerceCaller, _ product: Int, _ id: Int) throws -> Response {
    try caller.require(.products, toChange: true)
    _ = try show(caller, product, id)
    let picture = try BigCommercePicture(caller)
    guard picture.fields["image_url"] != nil || picture.bytes.count <= 1 << 20 else {
      throw BigCommerceError(500, "The file may not be larger than 1 MB")
    }
    let desk = caller.desk
    let address = try caller.db.transaction {
      guard var thing = try desk.find(product, "product", forChange: true) else {
        throw BigCommerceError.missing
      }
      let file = try picture.store(desk)
      let address = BigCommercePicture.address(file, picture.name, desk.store)
      var variants = thing.doc["variants"].array ?? []
      for place in variants.indices where variants[place]["id"] == .int(id) {
        variants[place]["image_url"] = .string(address)
      }
      thing.doc["variants"] = .array(variants)
      try desk.keep(thing)
      try desk.tell(
        "store/sku/updated", "sku", id, ["product_id": .int(product), "variant_id": .int(id)])
      try desk.tell("store/product/updated", "product", product)
      return address
    }
    return .enveloped(["image_url": .string(address)])
  }

  private static func find(_ product: Int, _ caller: BigCommerceCaller) throws -> BigCommerceThing {
    try caller.require(.products)
    guard let thing = try caller.desk.find(product, "product") else {
      throw BigCommerceError.missing
    }
    return thing
  }
}
