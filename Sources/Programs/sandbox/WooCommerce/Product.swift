import FoundationEssentials
import HTTP
import Postgres

/// A product of a store, or a variation of one.
struct Product: RowReadable {
  let id: Int
  var parent: Int
  var type: String
  var name: String
  var slug: String
  var status: String
  var description: String
  var shortDescription: String
  var sku: String
  var regularPrice: String
  var salePrice: String
  var weight: String
  var length: String
  var width: String
  var height: String
  /// The pictures in order, the main one first; the same may stand twice.
  var imageIDs: [Int]
  var categoryIDs: [Int]
  var tagIDs: [Int]
  /// A list of `{id, name, position, visible, variation, options}`, of variations `{…, option}`.
  var attributes: JSON
  /// Fields that the sandbox keeps without understanding them.
  var extra: [String: JSON]
  var created: Date
  var modified: Date

  /// A new product of these parts; everything else is empty.
  init(id: Int, type: String, name: String) {
    (self.id, self.type, self.name) = (id, type, name)
    (parent, slug, status) = (0, "", "publish")
    (description, shortDescription, sku, regularPrice, salePrice) = ("", "", "", "", "")
    (weight, length, width, height) = ("", "", "", "")
    (imageIDs, categoryIDs, tagIDs) = ([], [], [])
    (attributes, extra) = ([], [:])
    created = Date()
    modified = created
  }

  init(_ row: Row) throws {
    id = try row[0]
    parent = try row[1]
    type = try row[2]
    name = try row[3]
    slug = try row[4]
    status = try row[5]
    description = try row[6]
    shortDescription = try row[7]
    sku = try row[8]
    regularPrice = try row[9]
    salePrice = try row[10]
    weight = try row[11]
    length = try row[12]
    width = try row[13]
    height = try row[14]
    imageIDs = Product.numbers(try row[15])
    categoryIDs = Product.numbers(try row[16])
    tagIDs = Product.numbers(try row[17])
    attributes = Product.json(try row[18])
    extra = Product.json(try row[19]).object ?? [:]
    created = try row[20]
    modified = try row[21]
  }

  private static func numbers(_ text: String) -> [Int] {
    text.split(separator: ",").compactMap { Int($0) }
  }

  private static func json(_ text: String) -> JSON {
    (try? JSON(bytes: Array(text.utf8))) ?? .null
  }

  var isVariation: Bool { type == "variation" }

  /// What it costs now.
  var price: String { salePrice.isEmpty ? regularPrice : salePrice }
}

extension Query<Product> {
  /// A product or variation by number.
  static func product(_ id: Int, _ shop: String) -> Self {
    """
    SELECT id, parent, type, name, slug, status, description, short_description, sku,
      regular_price, sale_price, weight, length, width, height, array_to_string(image_ids, ','),
      array_to_string(category_ids, ','), array_to_string(tag_ids, ','), attributes, extra,
      created_at, modified_at
    FROM product WHERE shop = \(shop) AND id = \(id)::bigint
    """
  }

  /// The product behind an address of the storefront.
  static func product(slug: String, _ shop: String) -> Self {
    """
    SELECT id, parent, type, name, slug, status, description, short_description, sku,
      regular_price, sale_price, weight, length, width, height, array_to_string(image_ids, ','),
      array_to_string(category_ids, ','), array_to_string(tag_ids, ','), attributes, extra,
      created_at, modified_at
    FROM product WHERE shop = \(shop) AND slug = \(slug) AND parent = 0 AND status = 'publish'
    """
  }

  /// The variations of some products.
  static func variations(of parents: [Int], _ shop: String) -> Self {
    """
    SELECT id, parent, type, name, slug, status, description, short_description, sku,
      regular_price, sale_price, weight, length, width, height, array_to_string(image_ids, ','),
      array_to_string(category_ids, ','), array_to_string(tag_ids, ','), attributes, extra,
      created_at, modified_at
    FROM product WHERE shop = \(shop) AND parent = ANY (\(parents)::bigint[]) AND type = 'variation'
    ORDER BY id
    """
  }

  /// Every product and variation of a store, by number.
  static func everything(_ shop: String) -> Self {
    """
    SELECT id, parent, type, name, slug, status, description, short_description, sku,
      regular_price, sale_price, weight, length, width, height, array_to_string(image_ids, ','),
      array_to_string(category_ids, ','), array_to_string(tag_ids, ','), attributes, extra,
      created_at, modified_at
    FROM product WHERE shop = \(shop) ORDER BY id
    """
  }
}

extension Query<NoRow> {
  /// Writes a product whole, as the last writer.
  static func save(_ product: Product, _ shop: String) -> Self {
    """
    INSERT INTO product (shop, id, parent, type, name, slug, status, description,
      short_description, sku, regular_price, sale_price, weight, length, width, height, image_ids,
      category_ids, tag_ids, attributes, extra, created_at, modified_at)
    VALUES (\(shop), \(product.id), \(product.parent), \(product.type), \(product.name),
      \(product.slug), \(product.status), \(product.description), \(product.shortDescription),
      \(product.sku), \(product.regularPrice), \(product.salePrice), \(product.weight),
      \(product.length), \(product.width), \(product.height), \(product.imageIDs)::int[],
      \(product.categoryIDs)::int[], \(product.tagIDs)::int[], \(stored(product.attributes))::jsonb,
      \(stored(.object(product.extra)))::jsonb, \(product.created), \(product.modified))
    ON CONFLICT (shop, id) DO UPDATE SET (parent, type, name, slug, status, description,
      short_description, sku, regular_price, sale_price, weight, length, width, height, image_ids,
      category_ids, tag_ids, attributes, extra, created_at, modified_at) =
      (excluded.parent, excluded.type, excluded.name, excluded.slug, excluded.status,
      excluded.description, excluded.short_description, excluded.sku, excluded.regular_price,
      excluded.sale_price, excluded.weight, excluded.length, excluded.width, excluded.height,
      excluded.image_ids, excluded.category_ids, excluded.tag_ids, excluded.attributes,
      excluded.extra, excluded.created_at, excluded.modified_at)
    """
  }

  /// Moves the date of a product whose variation changed.
  static func touch(_ id: Int, _ shop: String) -> Self {
    "UPDATE product SET modified_at = now() WHERE shop = \(shop) AND id = \(id)::bigint"
  }

  /// Takes a product and its variations away; their pictures stay.
  static func remove(_ id: Int, _ shop: String) -> Self {
    "DELETE FROM product WHERE shop = \(shop) AND \(id)::bigint IN (id, parent)"
  }
}

/// JSON as the database takes it, which knows no NUL.
private func stored(_ json: JSON) -> String { json.text.replacing("\\u0000", with: "") }

extension Query<Int> {
  /// The product that has a stock number already.
  static func holder(ofSKU sku: String, besides id: Int, _ shop: String) -> Self {
    """
    SELECT id FROM product
    WHERE shop = \(shop) AND sku = \(sku) AND id <> \(id) AND status <> 'trash' LIMIT 1
    """
  }

  /// Whether a slug is taken by another product.
  static func holders(ofSlug slug: String, besides id: Int, _ shop: String) -> Self {
    """
    SELECT count(*) FROM product
    WHERE shop = \(shop) AND slug = \(slug) AND id <> \(id) AND type <> 'variation'
    """
  }
}
