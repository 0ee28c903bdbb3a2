import Engines
import FoundationEssentials
import Imaging
import Postgres
import Site

/// A run of the studio and the product picture it began with.
package struct FlowDetail: RowReadable, Sendable {
  package let id: FlowID
  package let product: ProductID
  package let productName: String
  package let state: String
  package let room: String
  package let mood: String
  package let aspect: String
  package let variants: Int
  package let createdAt: Date
  package let baseLarge: String?
  package let baseThumb: String?
  /// Who makes the pictures.
  package let engine: Engine
  /// Who cuts the product out.
  package let cutOuts: Engine

  package init(_ row: Row) throws {
    (id, product, productName, state) = (try row[0], try row[1], try row[2], try row[3])
    (room, mood, aspect, variants) = (try row[4], try row[5], try row[6], try row[7])
    (createdAt, baseLarge, baseThumb) = (try row[8], try row[9], try row[10])
    engine = Engine(rawValue: try row[11]) ?? .builtIn
    cutOuts = Engine(rawValue: try row[12]) ?? .builtIn
  }
}

extension Query<FlowDetail> {
  /// A flow by its own key, or the one that a picture belongs to.
  static func flow(_ id: FlowID?, orOf asset: AssetID? = nil) -> Self {
    """
    SELECT f.id, f.product_id, p.name, f.state, f.room, f.mood, f.aspect, f.variants, f.created_at,
      pp.large, pp.thumb, f.engine, f.cut_outs
    FROM flow f
    JOIN product p ON p.client_id = f.client_id AND p.id = f.product_id
    JOIN product_picture pp ON pp.client_id = f.client_id AND pp.id = f.picture_id
    WHERE f.id = coalesce(\(id)::uuid,
        (SELECT flow_id FROM asset WHERE id = \(asset)::uuid AND deleted_at IS NULL))
      AND f.deleted_at IS NULL
    """
  }
}

/// What a run needs to know of its product before it begins.
struct StudioProduct: RowReadable, Sendable {
  let id: ProductID
  let name: String
  let hasSize: Bool

  init(_ row: Row) throws { (id, name, hasSize) = (try row[0], try row[1], try row[2]) }
}

extension Query<StudioProduct> {
  /// A product that is not in the bin.
  static func studioProduct(_ id: ProductID) -> Self {
    """
    SELECT id, name, coalesce(width_mm, height_mm, depth_mm) IS NOT NULL
    FROM product WHERE id = \(id) AND deleted_at IS NULL
    """
  }
}

extension Query<PictureID> {
  /// The picture asked for, or the first that can be used; nothing when there is none.
  static func usablePicture(_ wanted: PictureID?, of product: ProductID) -> Self {
    """
    SELECT id FROM product_picture
    WHERE product_id = \(product) AND removed_at IS NULL AND state = 'ready'
      AND (\(wanted)::uuid IS NULL OR id = \(wanted)::uuid)
    ORDER BY plain_background DESC NULLS LAST, position, id LIMIT 1
    """
  }
}

extension Statement {
  /// A new flow; nothing when it is there already.
  static func begin(
    _ order: FlowOrder, of product: ProductID, from picture: PictureID, by person: PersonID,
    _ choice: EngineChoice, _ client: ClientID
  ) -> Self {
    """
    INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect, variants,
      created_by, engine, cut_outs, colour, inspiration)
    VALUES (\(client), \(order.flow), \(product), \(picture), 'generating', \(order.scenery.room),
      \(order.scenery.mood), \(order.aspect.rawValue), \(order.variants), \(person),
      \(choice.pictures.rawValue), \(choice.cutOuts.rawValue), \(order.colour),
      \(order.inspiration))
    ON CONFLICT (client_id, id) DO NOTHING
    """
  }

  /// The pictures that the flow is going to make.
  static func addAssets(
    _ ids: [AssetID], to flow: FlowID, of product: ProductID, alts: [String], _ client: ClientID
  ) -> Self {
    """
    INSERT INTO asset (client_id, id, flow_id, product_id, variant, alt)
    SELECT \(client), new.id, \(flow), \(product), new.place, new.alt
    FROM unnest(\(ids)::uuid[], \(alts)::text[]) WITH ORDINALITY AS new (id, alt, place)
    """
  }

  /// From now on the built-in engine makes the flow's pictures.
  static func takeOver(_ flow: FlowID) -> Self {
    """
    UPDATE flow SET engine = 'built-in', cut_outs = 'built-in'
    WHERE id = \(flow) AND deleted_at IS NULL
    """
  }

  /// Pictures that wait for their engine begin at once.
  static func hurry(_ flow: FlowID) -> Self {
    """
    WITH waiting AS (
      UPDATE asset SET reason = NULL WHERE flow_id = \(flow) AND state = 'pending' RETURNING id
    ), woken AS (
      UPDATE job SET run_at = now() FROM waiting
      WHERE job.state = 'ready' AND starts_with(job.unique_key, 'asset/' || waiting.id || '/')
      RETURNING job.id
    )
    SELECT id FROM woken, pg_notify('job', '')
    """
  }

  /// The flow runs again, for its failed pictures.
  static func runAgain(_ flow: FlowID) -> Self {
    "UPDATE flow SET state = 'generating', finished_at = NULL WHERE id = \(flow)"
  }

  /// What has become of a flow, once none of its pictures is under way any more.
  ///
  /// The caller holds the flow's lock: of two pictures that finish at the same time, the second
  /// sees the first.
  static func settle(_ flow: FlowID) -> Self {
    """
    UPDATE flow SET finished_at = now(), state = CASE
        WHEN done.failed = 0 THEN 'completed'
        WHEN done.generated = 0 THEN 'failed'
        ELSE 'partly failed' END
    FROM (
      SELECT count(*) FILTER (WHERE state = 'failed') AS failed,
        count(*) FILTER (WHERE state = 'generated') AS generated,
        count(*) FILTER (WHERE state = 'pending') AS pending
      FROM asset WHERE flow_id = \(flow)
    ) done
    WHERE id = \(flow) AND done.pending = 0
    """
  }
}

extension Query<AssetID> {
  /// The failed pictures of a flow, waiting again; failed edits begin anew in the editor.
  static func failedAgain(in flow: FlowID, most: Int? = nil) -> Self {
    """
    UPDATE asset SET state = 'pending', reason = NULL
    WHERE id IN (SELECT id FROM asset WHERE flow_id = \(flow) AND state = 'failed'
      AND edit IS NULL AND deleted_at IS NULL ORDER BY variant LIMIT \(most)::bigint)
    RETURNING id
    """
  }
}

extension Query<FlowID> {
  /// Keeps others from settling the same flow until the transaction ends.
  static func lock(_ flow: FlowID) -> Self {
    "SELECT id FROM flow WHERE id = \(flow) AND deleted_at IS NULL FOR UPDATE"
  }
}
