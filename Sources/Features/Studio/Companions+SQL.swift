import Engines
import Imaging
import Postgres
import Site

/// A product that can be shown together with another one.
struct CompanionLine: RowReadable, Sendable {
  let id: ProductID
  let name: String
  let thumb: String?

  init(_ row: Row) throws { (id, name, thumb) = (try row[0], try row[1], try row[2]) }
}

extension Query<CompanionLine> {
  /// Other products with a picture that is ready, newest first, as many as fit a page.
  static func companions(for product: ProductID) -> Self {
    """
    SELECT p.id, p.name, picture.thumb
    FROM product p
    JOIN LATERAL (
      SELECT thumb FROM product_picture pp
      WHERE pp.client_id = p.client_id AND pp.product_id = p.id AND pp.removed_at IS NULL
        AND pp.state = 'ready'
      ORDER BY pp.plain_background DESC NULLS LAST, pp.position, pp.id LIMIT 1
    ) picture ON true
    WHERE p.deleted_at IS NULL AND p.id <> \(product)
    ORDER BY p.id DESC LIMIT 24
    """
  }
}

/// A product that a scene shows beside the one that its flow is for.
struct Companion: RowReadable, Sendable {
  let picture: PictureID
  let kind: Furniture
  private let name: String
  private let size: [Int?]

  init(_ row: Row) throws {
    picture = try row[0]
    name = try row[1]
    kind = Furniture(name: name, categories: try row[2], corrected: try row[6], read: try row[7])
    size = [try row[3], try row[4], try row[5]]
  }

  /// What a prompt says of it.
  var facts: PromptCompanion {
    let centimetres = size.map { $0.map { Double($0) / 10 } }
    return PromptCompanion(
      product: name, widthCM: centimetres[0], heightCM: centimetres[1], depthCM: centimetres[2])
  }

  /// The product in a scene.
  func item(_ png: [UInt8], baseX: Double, baseY: Double) -> Scene.Item {
    let centimetres = size.map { $0.map { Double($0) / 10 } }
    return Scene.Item(
      cutOut: png, baseX: baseX, baseY: baseY, widthCM: centimetres[0],
      heightCM: centimetres[1], depthCM: centimetres[2], kind: kind)
  }
}

extension Query<Companion> {
  /// The other products of a flow's scene.
  static func companions(of flow: FlowID) -> Self {
    """
    SELECT fp.picture_id, p.name,
      coalesce((SELECT string_agg(c.name, ' ') FROM product_category pc
        JOIN category c ON c.client_id = pc.client_id AND c.id = pc.category_id
        WHERE pc.client_id = p.client_id AND pc.product_id = p.id), ''),
      p.width_mm, p.height_mm, p.depth_mm, w.type, r.type
    FROM flow_companion fp
    JOIN product p ON p.client_id = fp.client_id AND p.id = fp.product_id
    LEFT JOIN product_words w ON w.client_id = p.client_id AND w.product_id = p.id
    LEFT JOIN picture_reading r ON r.client_id = fp.client_id AND r.picture_id = fp.picture_id
    WHERE fp.flow_id = \(flow)
    ORDER BY fp.place
    """
  }
}

extension Statement {
  /// Other products of a flow's scene, each with its best picture; those that have none are
  /// left out.
  static func join(_ products: [ProductID], to flow: FlowID, _ client: ClientID) -> Self {
    """
    INSERT INTO flow_companion (client_id, flow_id, place, product_id, picture_id)
    SELECT \(client), \(flow), wanted.place + 1, p.id, picture.id
    FROM unnest(\(products)::uuid[]) WITH ORDINALITY AS wanted (id, place)
    JOIN product p ON p.id = wanted.id AND p.deleted_at IS NULL
    JOIN LATERAL (
      SELECT pp.id FROM product_picture pp
      WHERE pp.client_id = p.client_id AND pp.product_id = p.id AND pp.removed_at IS NULL
        AND pp.state = 'ready'
      ORDER BY pp.plain_background DESC NULLS LAST, pp.position, pp.id LIMIT 1
    ) picture ON true
    """
  }
}
