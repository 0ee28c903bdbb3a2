import HTTP
import Postgres

/// Fills a shop with the sample products.
struct ShopifySeed {
  let desk: ShopifyDesk
  private let stock: Samples

  /// Makes the demo shop where there is none.
  static func ensureDemo(_ db: Database) throws {
    try make("nordholt", "Nordholt Home", products: "samples", [:], db, isFresh: false)
  }

  /// Makes a shop; with `isFresh` it replaces one of the same name.
  static func make(
    _ name: String, _ title: String, products: JSON, _ wishes: JSON, _ db: Database,
    isFresh: Bool = true
  ) throws {
    try db.transaction {
      if isFresh { try db.run("DELETE FROM shopify_shop WHERE name = \(name)") }
      let points = wishes["points"].double ?? 2000
      let made = try db.run(
        """
        INSERT INTO shopify_shop (name, title, token_seconds, media_seconds, points, most_points,
          restore_rate)
        VALUES (\(name), \(title), \(wishes["tokenSeconds"].int ?? 3600),
          \(wishes["mediaSeconds"].double ?? 1), \(points), \(points),
          \(wishes["restoreRate"].double ?? 100))
        ON CONFLICT DO NOTHING
        """)
      guard made == 1, let shop = try ShopifyShop.named(name, db) else { return }
      let stock = try Samples(folder: Sandbox.settings.assets)
      try ShopifySeed(desk: ShopifyDesk(shop: shop, db: db), stock: stock).fill(products)
    }
  }

  /// `samples`, `empty` or a number of made-up products.
  private func fill(_ products: JSON) throws {
    let samples = stock.all
    var collections: [String: Int] = [:]
    for name in Set(samples.compactMap(\.category.last)).sorted() {
      collections[name] = try desk.add(
        "Collection", ["title": .string(name), "handle": .string(Text.slug(name))])
    }
    if products == "samples" {
      for sample in samples { try add(sample, sample.title, sample.sku, collections) }
    }
    for number in 0..<(products.int ?? 0) {
      let sample = samples[number % samples.count]
      try add(
        sample, "\(sample.title) No. \(number + 1)", "\(sample.sku)-\(number + 1)", collections)
    }
  }

  private func add(
    _ sample: Samples.Sample, _ title: String, _ sku: String, _ collections: [String: Int]
  ) throws {
    let pictures = try sample.pictures.map { try picture($0.file, $0.alt) }
    var variants = [try variant(sample.colour, sku, sample.price, pictures.first)]
    var all = pictures
    for other in sample.variants {
      let shown = try picture(other.file, "\(title), \(other.colour)")
      all.append(shown)
      variants.append(try variant(other.colour, other.sku, other.price, shown))
    }
    let colours = [sample.colour] + sample.variants.map(\.colour)
    let slug = Text.slug(title)
    let id = try desk.add(
      "Product",
      [
        "title": .string(title), "handle": .string(slug), "status": "ACTIVE",
        "descriptionHtml": .string("<p>\(sample.description)</p>"), "vendor": "Nordholt",
        "productType": .string(sample.category.last ?? ""),
        "tags": .array(sample.materials.map(JSON.string)),
        "options": [["name": "Colour", "values": .array(colours.map(JSON.string))]],
        "variants": .array(variants), "media": .array(all.map(JSON.int)), "category": nil,
        "collections": .array(
          [collections[sample.category.last ?? ""]].compactMap { $0.map(JSON.int) }),
      ])
    for media in all {
      guard var thing = try desk.find(media, "MediaImage") else { continue }
      thing.doc["product"] = .int(id)
      try desk.keep(thing)
    }
  }

  private func variant(_ colour: String, _ sku: String, _ price: String, _ media: Int?) throws
    -> JSON
  {
    // Variants have numbers of their own, out of the same row.
    let id = try desk.db.one(
      "SELECT nextval(pg_get_serial_sequence('shopify_thing', 'id'))" as Query<Int>)
    return [
      "id": .int(id), "title": .string(colour), "sku": .string(sku),
      "price": .string(price.contains(".") ? price : "\(price).00"),
      "selectedOptions": [["name": "Colour", "value": .string(colour)]],
      "media": .array([media].compactMap { $0.map(JSON.int) }),
    ]
  }

  private func picture(_ file: String, _ alt: String) throws -> Int {
    let bytes = try stock.picture(file)
    guard let kind = PictureKind(bytes) else { throw Problem(.broken, "\(file) is no picture.") }
    return try desk.add(
      "MediaImage",
      [
        "alt": .string(alt), "status": "READY", "sample": .string(file), "file": .string(file),
        "width": .int(kind.width), "height": .int(kind.height), "mediaErrors": [], "version": 1,
      ])
  }
}
