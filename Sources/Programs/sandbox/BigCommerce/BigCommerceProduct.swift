import HTTP
import Postgres

/// What a product looks like from outside.
enum BigCommerceProduct {
  /// The fields that can be written, with what they are in a new product.
  static let standard: [String: JSON] = [
    "name": "", "type": "physical", "sku": "", "description": "", "weight": 0, "width": 0,
    "depth": 0, "height": 0, "price": 0, "cost_price": 0, "retail_price": 0, "sale_price": 0,
    "map_price": 0, "tax_class_id": 0, "product_tax_code": "", "categories": [], "brand_id": 0,
    "inventory_level": 0, "inventory_warning_level": 0, "inventory_tracking": "none",
    "fixed_cost_shipping_price": 0, "is_free_shipping": false, "is_visible": true,
    "is_featured": false, "related_products": [-1], "warranty": "", "bin_picking_number": "",
    "layout_file": "", "upc": "", "mpn": "", "gtin": "", "search_keywords": "",
    "availability": "available", "availability_description": "",
    "gift_wrapping_options_type": "any", "gift_wrapping_options_list": [], "sort_order": 0,
    "condition": "New", "is_condition_shown": false, "order_quantity_minimum": 0,
    "order_quantity_maximum": 0, "page_title": "", "meta_keywords": [], "meta_description": "",
    "view_count": 0, "preorder_message": "", "is_preorder_only": false,
    "is_price_hidden": false, "price_hidden_label": "", "open_graph_type": "product",
    "open_graph_title": "", "open_graph_description": "",
    "open_graph_use_meta_description": true, "open_graph_use_product_name": true,
    "open_graph_use_image": true,
  ]

  /// What only stands in the answer where `include` asks for it.
  static let parts: Set<String> = [
    "variants", "images", "custom_fields", "bulk_pricing_rules", "primary_image", "modifiers",
    "options", "videos",
  ]

  /// One product; `images`: its own, in order.
  static func json(
    _ thing: BigCommerceThing, _ include: Set<String>, _ images: [BigCommerceImage],
    _ store: BigCommerceStore
  ) -> JSON {
    var members = standard.merging(thing.doc.object ?? [:]) { $1 }
    for part in parts { members[part] = nil }
    members["id"] = .int(thing.id)
    members["date_created"] = BigCommerceDesk.time(thing.created)
    members["date_modified"] = BigCommerceDesk.time(thing.updated)
    members["calculated_price"] = members["price"]
    members["reviews_rating_sum"] = 0
    members["reviews_count"] = 0
    members["total_sold"] = 0
    members["option_set_display"] = "right"
    let variants = thing.doc["variants"].array ?? []
    if variants.count == 1 { members["base_variant_id"] = variants[0]["id"] }
    let slug = Text.slug(thing.doc["name"].string ?? "")
    members["custom_url"] = ["url": .string("/\(slug)/"), "is_customized": false]
    for part in include.intersection(parts) {
      members[part] = self.part(part, of: thing, images, store)
    }
    return .object(members)
  }

  private static func part(
    _ name: String, of thing: BigCommerceThing, _ images: [BigCommerceImage],
    _ store: BigCommerceStore
  ) -> JSON {
    switch name {
    case "variants": .array((thing.doc["variants"].array ?? []).map { variant($0, of: thing) })
    case "options": .array((thing.doc["options"].array ?? []).map { option($0, of: thing) })
    case "custom_fields": thing.doc["custom_fields"].array.map(JSON.array) ?? []
    case "images": .array(images.map { $0.json(store) })
    case "primary_image": images.first { $0.isThumbnail }?.json(store) ?? .null
    default: []
    }
  }

  /// A variant; what it has not of its own is the product's.
  static func variant(_ doc: JSON, of thing: BigCommerceThing) -> JSON {
    let price = doc["price"] == .null ? thing.doc["price"] : doc["price"]
    let standard: [String: JSON] = [
      "product_id": .int(thing.id), "sku_id": doc["id"], "price": nil, "calculated_price": price,
      "sale_price": nil, "retail_price": nil, "map_price": nil, "cost_price": 0, "weight": nil,
      "calculated_weight": thing.doc["weight"], "width": nil, "height": nil, "depth": nil,
      "is_free_shipping": false, "fixed_cost_shipping_price": nil, "purchasing_disabled": false,
      "purchasing_disabled_message": "", "image_url": "", "upc": "", "mpn": "", "gtin": "",
      "inventory_level": 0, "inventory_warning_level": 0, "bin_picking_number": "",
      "option_values": [],
    ]
    return .object(standard.merging(doc.object ?? [:]) { $1 })
  }

  /// An option, such as the colour.
  static func option(_ doc: JSON, of thing: BigCommerceThing) -> JSON {
    var option = doc
    option["product_id"] = .int(thing.id)
    option["name"] = .string("\(doc["display_name"].string ?? "")\(doc["id"].int ?? 0)-\(thing.id)")
    option["type"] = "rectangles"
    option["config"] = [:]
    return option
  }
}

extension BigCommerceDesk {
  /// Products as the query asks for them.
  func shown(_ things: [BigCommerceThing], _ query: Parameters) throws -> [JSON] {
    func names(_ name: String) -> Set<String> {
      Set(query.all(name).flatMap { $0.split(separator: ",").map { String($0).trimmed } })
    }
    let include = names("include")
    let needsImages = !include.isDisjoint(with: ["images", "primary_image"])
    let images: [BigCommerceImage] = needsImages ? try db.all(.images(of: things.map(\.id))) : []
    let own = Dictionary(grouping: images, by: \.product)
    let (wanted, unwanted) = (names("include_fields"), names("exclude_fields"))
    return things.map { thing in
      let json = BigCommerceProduct.json(thing, include, own[thing.id] ?? [], store)
      guard !wanted.isEmpty || !unwanted.isEmpty, let members = json.object else { return json }
      let kept = members.filter { name, _ in
        name == "id" || include.contains(name)
          || (wanted.isEmpty || wanted.contains(name)) && !unwanted.contains(name)
      }
      return .object(kept)
    }
  }
}
