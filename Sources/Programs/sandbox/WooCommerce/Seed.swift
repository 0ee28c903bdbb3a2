import Crypto
import FoundationEssentials
import HTTP
import Postgres
import Telemetry

/// Fills stores with products.
struct Seed {
  let shop: String
  let db: Database
  let samples: Samples
  /// Checksums of pictures that are in the database already, by file.
  private var stored: [String: (checksum: String, kind: PictureKind)] = [:]
  /// Goes into file names, so that thousands of them need not look for a free one.
  private var mark = ""

  init(_ shop: String, _ db: Database) throws {
    (self.shop, self.db) = (shop, db)
    samples = try Samples(folder: Sandbox.settings.assets)
  }

  /// Makes the demo store where there is none, whole or not at all; later its key is brought in
  /// step with the settings.
  static func ensureDemo(_ db: Database) throws {
    try db.script("SELECT pg_advisory_lock(\(Schema.lock))")
    defer { try? db.script("SELECT pg_advisory_unlock(\(Schema.lock))") }
    let settings = Sandbox.settings
    let known = try db.run(
      """
      UPDATE shop SET consumer_key = \(settings.consumerKey),
        consumer_secret = \(settings.consumerSecret) WHERE name = 'demo'
      """)
    guard known == 0 else { return }
    try db.transaction {
      try db.run(.create(NewShop(name: "demo", title: "Nordholt Home")))
      var seed = try Seed("demo", db)
      try seed.fill()
    }
    Log.info("demo store seeded")
  }

  /// The sample products, each once.
  mutating func fill() throws {
    let categories = try addCategories()
    let colours = samples.all.filter { !$0.variants.isEmpty }
      .flatMap { [$0.colour] + $0.variants.map(\.colour) }
    let attribute = try Attributes.add("Colour", colours, shop, db)
    for sample in samples.all {
      let id = try Numbering.post(shop, db)
      let product = try product(sample, id, categories[sample.category] ?? 15, attribute)
      try db.run(.save(product, shop))
      if !sample.variants.isEmpty { try addVariations(sample, product, attribute) }
    }
  }

  /// Many made-up products that share the sample pictures, for large imports.
  mutating func fill(count: Int) throws {
    let categories = try addCategories()
    let sorts = samples.all
    for number in 0..<count {
      let sample = sorts[number % sorts.count]
      let id = try Numbering.post(shop, db)
      mark = "\(number + 1)-"
      var product = try product(sample, id, categories[sample.category] ?? 15, nil)
      product.type = "simple"
      product.regularPrice = product.regularPrice.isEmpty ? sample.price : product.regularPrice
      product.name = "\(sample.title) No. \(number + 1)"
      product.slug = Text.slug(product.name)
      product.sku = "\(sample.sku)-\(number + 1)"
      try db.run(.save(product, shop))
    }
  }

  private func addCategories() throws -> [[String]: Int] {
    var known: [[String]: Int] = [:]
    for sample in samples.all {
      var parent = 0
      for depth in sample.category.indices {
        let path = Array(sample.category[...depth])
        if known[path] == nil {
          known[path] = try Terms.add("category", path[depth], parent: parent, shop, db)
        }
        parent = known[path] ?? 0
      }
    }
    return known
  }

  private mutating func product(
    _ sample: Samples.Sample, _ id: Int, _ category: Int, _ attribute: Int?
  ) throws -> Product {
    let isVariable = !sample.variants.isEmpty
    var product = Product(id: id, type: isVariable ? "variable" : "simple", name: sample.title)
    product.slug = Text.slug(sample.title)
    product.sku = sample.sku
    product.regularPrice = isVariable ? "" : sample.price
    product.description =
      "<p>\(sample.description)</p><ul>"
      + sample.materials.map { "<li>\($0)</li>" }.joined() + "</ul>"
    product.shortDescription = sample.materials.joined(separator: ", ")
    product.weight = sample.weight
    product.length = sample.depth
    product.width = sample.width
    product.height = sample.height
    product.categoryIDs = [category]
    product.imageIDs = try sample.pictures.map { try attach($0.file, alt: $0.alt) }
    product.attributes = .array([attributeJSON(sample, isVariable ? attribute : nil)])
    return product
  }

  /// The colour: of variable products something to choose, of others only something to read.
  private func attributeJSON(_ sample: Samples.Sample, _ attribute: Int?) -> JSON {
    let colours = [sample.colour] + sample.variants.map(\.colour)
    return [
      "id": .int(attribute ?? 0), "name": "Colour",
      "slug": attribute == nil ? "Colour" : "pa_colour", "position": 0, "visible": true,
      "variation": .bool(attribute != nil), "options": .array(colours.map(JSON.string)),
    ]
  }

  /// One variation a colour; the first has the product's own main picture.
  private mutating func addVariations(
    _ sample: Samples.Sample, _ parent: Product, _ attribute: Int
  ) throws {
    let own = (
      colour: sample.colour, sku: "\(sample.sku)-0", price: sample.price,
      file: sample.pictures.first?.file ?? ""
    )
    for (index, variant) in ([own] + sample.variants).enumerated() {
      let id = try Numbering.post(shop, db)
      var variation = Product(id: id, type: "variation", name: "")
      variation.parent = parent.id
      variation.slug = "\(parent.slug)-\(Text.slug(variant.colour))"
      variation.sku = variant.sku
      variation.regularPrice = variant.price
      variation.weight = sample.weight
      variation.imageIDs =
        index == 0
        ? Array(parent.imageIDs.prefix(1))
        : [try attach(variant.file, alt: "\(sample.title), \(variant.colour)")]
      variation.attributes = [
        [
          "id": .int(attribute), "name": "Colour", "slug": "pa_colour",
          "option": .string(variant.colour),
        ]
      ]
      try db.run(.save(variation, shop))
    }
  }

  private mutating func attach(_ file: String, alt: String) throws -> Int {
    if let known = stored[file] {
      return try attachment(file, known.kind, [], alt).store(known.checksum, shop, db)
    }
    let bytes = try samples.picture(file)
    guard let kind = PictureKind(bytes) else {
      throw Problem(.broken, "\(file) is no picture.")
    }
    let id = try attachment(file, kind, bytes, alt).store(shop, db)
    stored[file] = (hexadecimal(sha256(bytes)), kind)
    return id
  }

  private func attachment(_ file: String, _ kind: PictureKind, _ bytes: [UInt8], _ alt: String)
    -> NewAttachment
  {
    NewAttachment(
      fileName: mark + file, picture: kind, bytes: bytes, origin: "own", src: "", alt: alt)
  }
}
