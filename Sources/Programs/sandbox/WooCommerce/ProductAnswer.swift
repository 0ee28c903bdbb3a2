import HTTP
import Postgres

/// Products as the API shows them, with everything that they need read in a few statements.
struct ProductAnswer {
  let shop: Shop
  /// Whether texts come as stored (`context=edit`, and every answer to a change).
  let isEdit: Bool
  private var attachments: [Int: Attachment] = [:]
  private var terms: [Int: Term] = [:]
  private var variations: [Int: [Product]] = [:]
  private var parents: [Int: Product] = [:]

  init(_ products: [Product], _ shop: Shop, _ db: Database, isEdit: Bool) throws {
    (self.shop, self.isEdit) = (shop, isEdit)
    let above = products.filter(\.isVariation).map(\.parent)
    for parent in try above.isEmpty ? [] : db.all(.products(above, shop.name)) {
      parents[parent.id] = parent
    }
    let ids = Set((products + parents.values).flatMap(\.imageIDs))
    for attachment in try ids.isEmpty ? [] : db.all(.attachments(Array(ids), shop.name)) {
      attachments[attachment.id] = attachment
    }
    let marks = Set(products.flatMap { $0.categoryIDs + $0.tagIDs })
    for term in try marks.isEmpty ? [] : db.all(.terms(Array(marks), shop.name)) {
      terms[term.id] = term
    }
    let variable = products.filter { $0.type == "variable" }.map(\.id)
    for variation in try variable.isEmpty ? [] : db.all(.variations(of: variable, shop.name)) {
      variations[variation.parent, default: []].append(variation)
    }
  }

  /// A product, or a variation in the shape of one.
  func json(_ product: Product) -> JSON {
    var json = common(product)
    let children = variations[product.id] ?? []
    let path = "products/\(product.id)"
    json["slug"] = .string(product.slug)
    json["name"] = .string(fullName(product))
    json["short_description"] = .string(shown(product.shortDescription))
    json["price"] = .string(price(product, children))
    json["on_sale"] = .bool(
      !product.salePrice.isEmpty || children.contains { !$0.salePrice.isEmpty })
    json["purchasable"] = .bool(!price(product, children).isEmpty)
    json["price_html"] = .string(priceHTML(price(product, children)))
    json["parent_id"] = .int(product.parent)
    json["categories"] = .array(product.categoryIDs.compactMap { terms[$0]?.brief })
    json["tags"] = .array(product.tagIDs.compactMap { terms[$0]?.brief })
    json["images"] = .array(
      product.imageIDs.compactMap { attachments[$0]?.json(shop, inProduct: true) })
    json["variations"] = .array(children.map { .int($0.id) })
    json["has_options"] = .bool(product.type == "variable")
    json["_links"] = links(path, "products", up: product.isVariation ? product.parent : nil)
    for (name, value) in unchanging { json[name] = json[name] == .null ? value : json[name] }
    return json
  }

  /// A variation in its own shape, with one `image`; without one it shows its parent's.
  func variation(_ product: Product) -> JSON {
    var json = common(product)
    let path = "products/\(product.parent)/variations"
    let inherited = isEdit ? nil : parents[product.parent]?.imageIDs.first
    let image = (product.imageIDs.first ?? inherited).flatMap { attachments[$0] }
    json["image"] = image?.json(shop, inProduct: false) ?? .null
    json["gallery_image_ids"] = []
    json["price"] = .string(product.price)
    json["on_sale"] = .bool(!product.salePrice.isEmpty)
    json["purchasable"] = .bool(!product.price.isEmpty)
    json["name"] = .string(options(product))
    json["parent_id"] = .int(product.parent)
    json["_links"] = links("\(path)/\(product.id)", path, up: product.parent)
    return json
  }

  private func common(_ product: Product) -> JSON {
    var json = JSON.object(standard)
    for (name, value) in product.extra { json[name] = value }
    for (name, value) in Times.pair("created", product.created) { json[name] = .string(value) }
    for (name, value) in Times.pair("modified", product.modified) { json[name] = .string(value) }
    json["id"] = .int(product.id)
    json["type"] = .string(product.type)
    json["status"] = .string(product.status)
    json["permalink"] = .string(permalink(product))
    json["description"] = .string(shown(product.description))
    json["sku"] = .string(product.sku)
    json["regular_price"] = .string(product.regularPrice)
    json["sale_price"] = .string(product.salePrice)
    json["weight"] = .string(product.weight)
    json["dimensions"] = [
      "length": .string(product.length), "width": .string(product.width),
      "height": .string(product.height),
    ]
    json["attributes"] = product.attributes
    return json
  }

  private func shown(_ text: String) -> String { isEdit ? text : Text.paragraphs(text) }

  private func permalink(_ product: Product) -> String {
    if product.isVariation {
      let slug = parents[product.parent]?.slug ?? ""
      let choice = (product.attributes.array ?? []).map { attribute in
        "attribute_\(attribute["slug"].string ?? "")="
          + Text.slug(attribute["option"].string ?? "")
      }
      return "\(shop.url)/product/\(slug)/?\(choice.joined(separator: "&"))"
    }
    return product.slug.isEmpty
      ? "\(shop.url)/?post_type=product&p=\(product.id)" : "\(shop.url)/product/\(product.slug)/"
  }

  private func options(_ variation: Product) -> String {
    (variation.attributes.array ?? []).compactMap { $0["option"].string }.joined(separator: ", ")
  }

  private func fullName(_ product: Product) -> String {
    guard product.isVariation, let parent = parents[product.parent] else { return product.name }
    return "\(parent.name) - \(options(product))"
  }

  /// Of a variable product the lowest price of its variations.
  private func price(_ product: Product, _ children: [Product]) -> String {
    guard product.type == "variable" else { return product.price }
    let prices = children.map(\.price).filter { !$0.isEmpty }
    return prices.min { (Double($0) ?? 0) < (Double($1) ?? 0) } ?? ""
  }

  private func priceHTML(_ price: String) -> String {
    guard let amount = Double(price) else { return "" }
    return "<span class=\"woocommerce-Price-amount amount\"><bdi>"
      + "<span class=\"woocommerce-Price-currencySymbol\" translate=\"no\">&euro;</span>"
      + "\(Storefront.decimal(amount))</bdi></span>"
  }

  private func links(_ path: String, _ collection: String, up: Int?) -> JSON {
    var links: JSON = [
      "self": [
        [
          "href": .string(shop.api(path)),
          "targetHints": ["allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]],
        ]
      ],
      "collection": [["href": .string(shop.api(collection))]],
    ]
    if let up { links["up"] = [["href": .string(shop.api("products/\(up)"))]] }
    return links
  }
}

/// Fields that products and variations share and that the sandbox does not think about.
private let standard: [String: JSON] = [
  "date_on_sale_from": nil, "date_on_sale_from_gmt": nil, "date_on_sale_to": nil,
  "date_on_sale_to_gmt": nil, "virtual": false, "downloadable": false, "downloads": [],
  "download_limit": -1, "download_expiry": -1, "tax_status": "taxable", "tax_class": "",
  "manage_stock": false, "stock_quantity": nil, "stock_status": "instock", "backorders": "no",
  "backorders_allowed": false, "backordered": false, "low_stock_amount": nil,
  "shipping_class": "", "shipping_class_id": 0, "menu_order": 0, "meta_data": [],
  "global_unique_id": "",
]

/// Further fields of products.
private let unchanging: [String: JSON] = [
  "featured": false, "catalog_visibility": "visible", "total_sales": 0, "external_url": "",
  "button_text": "", "sold_individually": false, "shipping_required": true,
  "shipping_taxable": true, "reviews_allowed": true, "average_rating": "0.00", "rating_count": 0,
  "upsell_ids": [], "cross_sell_ids": [], "purchase_note": "", "brands": [],
  "default_attributes": [], "grouped_products": [], "related_ids": [], "post_password": "",
]
