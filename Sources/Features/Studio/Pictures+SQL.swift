import Engines
import FoundationEssentials
import Postgres
import Site

/// What the job needs to make one picture.
struct PictureOrder: RowReadable, Sendable {
  let state: String
  let variant: Int
  let flow: FlowID
  let picture: PictureID
  let room: String
  let mood: String
  let aspect: String
  let productName: String
  let categories: String
  let details: String
  let variants: Int
  /// Who makes the picture.
  let engine: Engine
  /// Who cuts the product out.
  let cutOuts: Engine
  /// Whether the built-in engine takes over while a paid one is away.
  let takesOver: Bool
  /// Since the picture was asked for.
  let hours: Double
  /// The colour of a plain background that has one.
  let colour: String?
  /// The file of a picture whose palette and mood are wanted.
  let inspiration: String?
  /// What to change in words, and the file to change.
  let wish: String?
  let base: String?
  /// The width and height of the file to change.
  let baseSize: (width: Int, height: Int)
  /// What the product is made of and like, by the merchant or else by a model.
  let tags: [String]
  /// What the merchant says that the product is.
  let type: String?
  /// What a model saw that it is.
  let readType: String?
  private let size: [Int?]

  init(_ row: Row) throws {
    (state, variant, flow, picture) = (try row[0], try row[1], try row[2], try row[3])
    (room, mood, aspect) = (try row[4], try row[5], try row[6])
    (productName, categories) = (try row[7], try row[8])
    size = [try row[9], try row[10], try row[11]]
    (details, variants) = (try row[12], try row[13])
    engine = Engine(rawValue: try row[14]) ?? .builtIn
    cutOuts = Engine(rawValue: try row[15]) ?? .builtIn
    (takesOver, hours) = (try row[16], try row[17])
    (colour, inspiration) = (try row[18], try row[19])
    (wish, base) = (try row[20], try row[21])
    baseSize = (try row[22] ?? 0, try row[23] ?? 0)
    let words: String = try row[24]
    tags = words.split(separator: ",").map(String.init)
    (type, readType) = (try row[25], try row[26])
  }

  /// Width, height or depth, when known.
  func centimetres(_ index: Int) -> Double? { size[index].map { Double($0) / 10 } }
}

extension Query<PictureOrder> {
  /// The order of one picture, which a job was begun for.
  static func pictureOrder(_ asset: AssetID, job: UUID) -> Self {
    """
    SELECT a.state, a.variant, a.flow_id, f.picture_id, f.room, f.mood, f.aspect, p.name,
      coalesce((SELECT string_agg(c.name, ' ') FROM product_category pc
        JOIN category c ON c.client_id = pc.client_id AND c.id = pc.category_id
        WHERE pc.client_id = p.client_id AND pc.product_id = p.id), ''),
      p.width_mm, p.height_mm, p.depth_mm, p.description, f.variants, f.engine, f.cut_outs,
      coalesce((SELECT when_away = 'built-in' FROM engine_choice e
        WHERE e.client_id = a.client_id), false),
      coalesce((SELECT extract(epoch FROM now() - created_at) / 3600 FROM job
        WHERE id = \(job)), 0)::float8, f.colour, f.inspiration, a.wish,
      b.original, b.width, b.height,
      array_to_string(coalesce(w.materials, r.materials, '{}')
        || coalesce(w.styles, r.styles, '{}'), ','),
      w.type, r.type
    FROM asset a
    JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    LEFT JOIN asset b ON b.client_id = a.client_id AND b.id = a.changed_from
    LEFT JOIN product_words w ON w.client_id = p.client_id AND w.product_id = p.id
    LEFT JOIN picture_reading r ON r.client_id = f.client_id AND r.picture_id = f.picture_id
    WHERE a.id = \(asset)
    """
  }
}

extension Statement {
  /// The picture is there; nothing when it was settled before.
  ///
  /// `alt`: the text that stands for it, where that was not known before.
  static func keep(
    _ files: AssetFiles, _ picture: MadePicture, _ alt: String?, as asset: AssetID
  ) -> Self {
    """
    UPDATE asset SET state = 'generated', reason = NULL, original = \(files.original),
      large = \(files.large), thumb = \(files.thumb), store_file = \(files.forStore),
      width = \(picture.width), height = \(picture.height), alt = coalesce(\(alt), alt),
      engine = \(picture.engine.rawValue),
      source = \(picture.source.rawValue)
    WHERE id = \(asset) AND state = 'pending'
    """
  }

  /// The picture waits for its engine, and why.
  static func wait(_ asset: AssetID, _ reason: String) -> Self {
    """
    UPDATE asset SET reason = \(reason)
    WHERE id = \(asset) AND state = 'pending' AND reason IS DISTINCT FROM \(reason)
    """
  }

  /// The picture cannot be made; nothing when it was settled before.
  static func fail(_ asset: AssetID, _ reason: String) -> Self {
    "UPDATE asset SET state = 'failed', reason = \(reason) WHERE id = \(asset) AND state = 'pending'"
  }
}
