import HTTP
import Postgres

/// The fields of a request, put into a product.
struct ProductInput {
  let fields: [String: JSON]
  let caller: Caller

  /// Checks types and words, as the single routes do and batches do not.
  /// - Throws: 400 `rest_invalid_param`.
  func check() throws {
    for name in ProductInput.texts {
      guard let value = fields[name], value != .null, value.string == nil else { continue }
      throw RestError.invalid(
        name, "rest_invalid_type", "\(name) is not of type string.", at: name)
    }
    try check("status", ProductInput.statuses)
    try check("type", ["simple", "grouped", "external", "variable"])
    if let images = fields["images"] { try ProductImages.check(images) }
  }

  private func check(_ name: String, _ words: [String]) throws {
    guard let word = fields[name]?.string, !words.contains(word) else { return }
    let all = words.dropLast().joined(separator: ", ") + ", and " + (words.last ?? "")
    throw RestError.invalid(name, "rest_not_in_enum", "\(name) is not one of \(all).")
  }

  static let texts = [
    "name", "slug", "description", "short_description", "sku", "regular_price", "sale_price",
    "weight",
  ]
  static let statuses = [
    "draft", "pending", "private", "publish", "future", "auto-draft", "trash",
  ]
  /// Fields that come back as they were given.
  static let kept = [
    "featured", "catalog_visibility", "virtual", "downloadable", "tax_status", "tax_class",
    "manage_stock", "stock_quantity", "stock_status", "backorders", "sold_individually",
    "reviews_allowed", "purchase_note", "menu_order", "external_url", "button_text", "upsell_ids",
    "cross_sell_ids", "default_attributes", "meta_data",
  ]

  /// Puts everything but the pictures into the product.
  func apply(to product: inout Product) throws {
    if let name = fields["name"]?.string { product.name = Text.title(name) }
    if let text = fields["description"]?.string { product.description = Text.kses(text) }
    if let text = fields["short_description"]?.string { product.shortDescription = Text.kses(text) }
    if let price = fields["regular_price"] { product.regularPrice = Text.price(price.string ?? "") }
    if let price = fields["sale_price"] { product.salePrice = Text.price(price.string ?? "") }
    dropVainSale(&product)
    if let weight = fields["weight"]?.string { product.weight = weight }
    if let size = fields["dimensions"] {
      product.length = size["length"].string ?? product.length
      product.width = size["width"].string ?? product.width
      product.height = size["height"].string ?? product.height
    }
    if let type = fields["type"]?.string, !product.isVariation { product.type = type }
    for name in ProductInput.kept { if let value = fields[name] { product.extra[name] = value } }
    try applySKU(&product)
    try applyTerms(&product)
    try applyStatus(&product)
    if let attributes = fields["attributes"] {
      product.attributes = try Attributes.stored(attributes, caller)
    }
  }

  /// A sale above the usual price is no sale.
  private func dropVainSale(_ product: inout Product) {
    guard let sale = Double(product.salePrice), let usual = Double(product.regularPrice),
      sale >= usual
    else { return }
    product.salePrice = ""
  }

  private func applySKU(_ product: inout Product) throws {
    guard let sku = fields["sku"]?.string?.trimmed else { return }
    if !sku.isEmpty,
      let other = try caller.db.first(.holder(ofSKU: sku, besides: product.id, caller.shop.name))
    {
      throw RestError(
        400, "product_invalid_sku", "Invalid or duplicated SKU.",
        data: ["resource_id": .int(other), "unique_sku": "\(sku)-1"])
    }
    product.sku = sku
  }

  private func applyTerms(_ product: inout Product) throws {
    func numbers(_ name: String) -> [Int]? { fields[name]?.array?.compactMap { $0["id"].int } }
    if let ids = numbers("tags") {
      let known = try caller.db.all(.terms("tag", caller.shop.name)).map(\.id)
      product.tagIDs = ids.filter(known.contains)
    }
    if let ids = numbers("categories") {
      let known = try caller.db.all(.terms("category", caller.shop.name)).map(\.id)
      product.categoryIDs = ids.filter(known.contains)
    }
    if product.categoryIDs.isEmpty, !product.isVariation { product.categoryIDs = [15] }
  }

  /// Drafts have no address yet, what is in the trash has one that says so.
  private func applyStatus(_ product: inout Product) throws {
    if let status = fields["status"]?.string {
      product.status = ProductInput.statuses.contains(status) ? status : "draft"
    }
    if product.slug.hasSuffix("__trashed"), product.status != "trash" {
      product.slug = String(product.slug.dropLast(9))
    }
    let given = fields["slug"]?.string.map(Text.slug)
    let isShown = product.status == "publish" || product.status == "private"
    guard isShown, given != nil || product.slug.isEmpty else { return }
    product.slug = try free(given ?? Text.slug(product.name), for: product)
  }

  private func free(_ wanted: String, for product: Product) throws -> String {
    let wanted = wanted.isEmpty ? String(product.id) : String(wanted.prefix(190))
    if product.isVariation { return wanted }
    var slug = wanted
    var number = 2
    while try caller.db.one(.holders(ofSlug: slug, besides: product.id, caller.shop.name)) > 0 {
      slug = "\(wanted)-\(number)"
      number += 1
    }
    return slug
  }
}
