import HTTP
import Postgres

/// Fills a store with the sample products.
struct BigCommerceSeed {
  let desk: BigCommerceDesk
  let samples: [Samples.Sample]
  private let categories: [[String]: Int]

  /// Makes the demo store where there is none.
  static func ensureDemo(_ db: Database) throws {
    try make("epoxdemo1", "Nordholt Home", products: "samples", [:], db, isFresh: false)
  }

  /// Makes a store; with `isFresh` it replaces one of the same hash.
  static func make(
    _ hash: String, _ title: String, products: JSON, _ wishes: JSON, _ db: Database,
    isFresh: Bool = true
  ) throws {
    try db.transaction {
      if isFresh { try db.run("DELETE FROM bigcommerce_store WHERE hash = \(hash)") }
      let quota = wishes["quota"].int ?? 450
      let made = try db.run(
        """
        INSERT INTO bigcommerce_store (hash, title, scopes, quota, window_ms, calls_left)
        VALUES (\(hash), \(title), \(wishes["scopes"].string ?? BigCommerceStore.scopes), \(quota),
          \(wishes["windowMs"].int ?? 30_000), \(quota))
        ON CONFLICT DO NOTHING
        """)
      guard made == 1, let store = try BigCommerceStore.named(hash, db) else { return }
      try BigCommerceSeed(BigCommerceDesk(store: store, db: db)).fill(products)
    }
  }

  private init(_ desk: BigCommerceDesk) throws {
    self.desk = desk
    samples = try Samples(folder: Sandbox.settings.assets).all
    var known: [[String]: Int] = [:]
    for sample in samples {
      for depth in sample.category.indices {
        let path = Array(sample.category[...depth])
        guard known[path] == nil else { continue }
        known[path] = try desk.add(
          "category",
          [
            "name": .string(path[depth]), "sort_order": .int(known.count),
            "parent_id": .int(known[Array(path.dropLast())] ?? 0),
          ])
      }
    }
    categories = known
  }

  /// `samples`, `empty` or a number of made-up products.
  private func fill(_ products: JSON) throws {
    if products == "samples" {
      for sample in samples { try add(sample, sample.title, sample.sku) }
    }
    for number in 0..<(products.int ?? 0) {
      let sample = samples[number % samples.count]
      try add(sample, "\(sample.title) No. \(number + 1)", "\(sample.sku)-\(number + 1)")
    }
  }

  private func add(_ sample: Samples.Sample, _ title: String, _ sku: String) throws {
    let (options, variants) = try choices(sample, sku)
    let id = try desk.add(
      "product",
      [
        "name": .string(title), "sku": .string(sku),
        "description": .string("<p>\(sample.description)</p>"), "weight": amount(sample.weight),
        "width": amount(sample.width), "depth": amount(sample.depth),
        "height": amount(sample.height), "price": amount(sample.price),
        "categories": .array([categories[sample.category]].compactMap { $0.map(JSON.int) }),
        "options": .array(options), "variants": .array(variants),
        "custom_fields": .array(
          try sample.materials.map { material in
            [
              "id": .int(try desk.number()), "name": "Material", "value": .string(material),
            ]
          }),
      ])
    for (place, picture) in sample.pictures.enumerated() {
      try show(picture.file, picture.alt, of: id, at: place)
    }
  }

  /// The colours to choose from, where there are some, and what can be bought.
  private func choices(_ sample: Samples.Sample, _ sku: String) throws -> ([JSON], [JSON]) {
    guard !sample.variants.isEmpty else {
      return ([], [["id": .int(try desk.number()), "sku": .string(sku)]])
    }
    let option = try desk.number()
    var (values, variants): ([JSON], [JSON]) = ([], [])
    let own = (sample.colour, sku, sample.price, sample.pictures.first?.file ?? "")
    // Made-up products take the sample's other colours under numbers of their own.
    let others = sample.variants.map { ($0.colour, $0.sku, $0.price, $0.file) }
    for (place, (colour, code, price, file)) in ([own] + others).enumerated() {
      let value = try desk.number()
      values.append([
        "id": .int(value), "label": .string(colour), "sort_order": .int(place),
        "is_default": .bool(place == 0), "value_data": nil,
      ])
      variants.append([
        "id": .int(try desk.number()),
        "sku": .string(place == 0 ? "\(sku)-0" : sku == sample.sku ? code : "\(sku)-\(place)"),
        "price": amount(price),
        "image_url": .string("\(Sandbox.settings.baseURL)/static/samples/\(file)"),
        "option_values": [
          [
            "id": .int(value), "label": .string(colour), "option_id": .int(option),
            "option_display_name": "Colour",
          ]
        ],
      ])
    }
    return (
      [
        [
          "id": .int(option), "display_name": "Colour", "sort_order": 0,
          "option_values": .array(values),
        ]
      ], variants
    )
  }

  private func show(_ file: String, _ alt: String, of product: Int, at place: Int) throws {
    try desk.db.run(
      """
      INSERT INTO bigcommerce_image (product, is_thumbnail, sort_order, description, sample)
      VALUES (\(product), \(place == 0), \(place), \(alt), \(file))
      """)
  }

  private func amount(_ text: String) -> JSON {
    Int(text).map(JSON.int) ?? Double(text).map(JSON.number) ?? 0
  }
}
