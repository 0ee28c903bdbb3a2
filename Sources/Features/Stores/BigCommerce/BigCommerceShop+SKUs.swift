import HTTP

/// The list of products knows main SKUs alone; those of variants are asked for one by one, since no
/// call takes several.
extension BigCommerceShop {
  /// The products that have one of some SKUs, themselves or as a variant.
  func having(_ skus: [String]) throws -> [StoreProduct] {
    guard !skus.isEmpty else { return [] }
    let own = try listed([("sku:in", skus.joined(separator: ","))], behind: 0).rows
    let known = Set(own.flatMap(Self.skus))
    let owners = try skus.filter { !known.contains($0.lowercased()) }.flatMap(owners(of:))
    let missing = Set(owners).subtracting(own.compactMap { $0["id"].int.map(String.init) })
    guard !missing.isEmpty else { return own.compactMap(product) }
    let ids = missing.sorted().joined(separator: ",")
    return (own + (try listed([("id:in", ids)], behind: 0).rows)).compactMap(product)
  }

  /// The products, by their ids, that have a variant of this SKU.
  func owners(of sku: String) throws -> [String] {
    try page("/v3/catalog/variants", [("sku", sku)], timeout: 10).rows
      .compactMap { $0["product_id"].int.map(String.init) }
  }

  private static func skus(_ row: JSON) -> [String] {
    ([row] + (row["variants"].array ?? [])).compactMap { $0["sku"].string?.lowercased() }
  }
}
