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
  private let size: [Int?]

  init(_ row: Row) throws {
    (state, variant, flow, picture) = (try row[0], try row[1], try row[2], try row[3])
    (room, mood, aspect) = (try row[4], try row[5], try row[6])
    (productName, categories) = (try row[7], try row[8])
    size = [try row[9], try row[10], try row[11]]
  }

  /// Width, height or depth, when known.
  func centimetres(_ index: Int) -> Double? { size[index].map { Double($0) / 10 } }
}

extension Query<PictureOrder> {
  /// The order of one picture.
  static func pictureOrder(_ asset: AssetID) -> Self {
    """
    SELECT a.state, a.variant, a.flow_id, f.picture_id, f.room, f.mood, f.aspect, p.name,
      coalesce((SELECT string_agg(c.name, ' ') FROM product_category pc
        JOIN category c ON c.client_id = pc.client_id AND c.id = pc.category_id
        WHERE pc.client_id = p.client_id AND pc.product_id = p.id), ''),
      p.width_mm, p.height_mm, p.depth_mm
    FROM asset a
    JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    WHERE a.id = \(asset)
    """
  }
}

/// The keys of a generated picture's files.
struct AssetFiles: Sendable {
  let original: String
  let large: String
  let thumb: String
}

extension Statement {
  /// The picture is there; nothing when it was settled before.
  static func keep(_ files: AssetFiles, width: Int, height: Int, as asset: AssetID) -> Self {
    """
    UPDATE asset SET state = 'generated', reason = NULL, original = \(files.original),
      large = \(files.large), thumb = \(files.thumb), width = \(width), height = \(height)
    WHERE id = \(asset) AND state = 'pending'
    """
  }

  /// The picture cannot be made; nothing when it was settled before.
  static func fail(_ asset: AssetID, _ reason: String) -> Self {
    "UPDATE asset SET state = 'failed', reason = \(reason) WHERE id = \(asset) AND state = 'pending'"
  }
}
