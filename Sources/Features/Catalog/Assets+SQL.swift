import Engines
import FoundationEssentials
import Postgres
import Site

/// A generated picture as a tile shows it.
package struct AssetLine: RowReadable, Sendable {
  package let id: AssetID
  package let product: ProductID
  package let flow: FlowID
  package let variant: Int
  package let state: String
  package let approval: String
  package let isPublished: Bool
  package let reason: String?
  package let large: String?
  package let thumb: String?
  package let width: Int?
  package let height: Int?
  package let alt: String
  package let room: String
  package let mood: String
  package let aspect: String
  package let createdAt: Date
  /// Who made it; nothing while nobody did.
  package let engine: Engine?
  /// What kind of source it has.
  package let source: String?
  /// What was asked for in words, when it is a change of another picture.
  package let wish: String?
  package let productName: String
  /// Whether it was made with the editor's tools, where it is begun anew.
  package let isEdit: Bool
  /// What it cost, in credits.
  package let cost: Int

  package init(_ row: Row) throws {
    (id, product, flow, variant) = (try row[0], try row[1], try row[2], try row[3])
    (state, approval, isPublished, reason) = (try row[4], try row[5], try row[6], try row[7])
    (large, thumb, width, height) = (try row[8], try row[9], try row[10], try row[11])
    (alt, room, mood, aspect) = (try row[12], try row[13], try row[14], try row[15])
    createdAt = try row[16]
    let name: String? = try row[17]
    engine = name.flatMap(Engine.init(rawValue:))
    (source, wish, productName) = (try row[18], try row[19], try row[20])
    (isEdit, cost) = (try row[21], try row[22])
  }
}

extension Query<AssetLine> {
  private static let columns: Clause = """
    a.id, a.product_id, a.flow_id, a.variant, a.state, a.approval,
      EXISTS (SELECT FROM synced_asset s WHERE s.client_id = a.client_id
        AND s.product_id = a.product_id AND s.asset_id = a.id
        AND s.state IN ('pushed', 'verified')) AS published,
      a.reason, a.large, a.thumb, a.width, a.height, a.alt, f.room, f.mood, f.aspect, a.created_at,
      a.engine, a.source, a.wish, p.name, a.edit IS NOT NULL,
      CASE WHEN a.edit IS NULL THEN 1 ELSE a.edit_cost END
    """

  /// The newest generated pictures of a product.
  package static func assets(of product: ProductID) -> Self {
    """
    SELECT \(columns) FROM asset a JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    WHERE a.product_id = \(product) AND a.deleted_at IS NULL
    ORDER BY a.id DESC LIMIT 200
    """
  }

  /// The pictures of a flow, in their order; the flow may be named by one of its pictures.
  package static func assets(of flow: FlowID?, orOf asset: AssetID? = nil) -> Self {
    """
    SELECT \(columns) FROM asset a JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    WHERE a.deleted_at IS NULL AND a.flow_id = coalesce(\(flow)::uuid,
      (SELECT flow_id FROM asset WHERE id = \(asset)::uuid))
    ORDER BY a.variant
    """
  }

  /// All pictures of the account, newest first, and one more than asked for.
  ///
  /// A status of `nil` means all of them.
  package static func assets(after last: AssetID?, status: AssetStatus?, limit: Int) -> Self {
    """
    SELECT * FROM (
      SELECT \(columns) FROM asset a JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
      JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
      WHERE a.deleted_at IS NULL AND (\(last)::uuid IS NULL OR a.id < \(last)::uuid)
    ) a
    WHERE CASE \(status?.rawValue)::text
      WHEN 'generated' THEN a.state = 'generated' AND a.approval = 'open'
      WHEN 'approved' THEN a.approval = 'approved'
      WHEN 'rejected' THEN a.approval = 'rejected'
      WHEN 'synced' THEN a.published
      WHEN 'pending' THEN a.state = 'pending'
      WHEN 'failed' THEN a.state = 'failed'
      ELSE true END
    ORDER BY a.id DESC LIMIT \(limit + 1)
    """
  }
}

/// Where a generated picture stands, in the words and names of the interface.
package enum AssetStatus: String, CaseIterable, Sendable {
  case generated, approved, rejected, synced, pending, failed

  /// The status in words.
  package var word: String {
    switch self {
    case .generated: "To review"
    case .approved: "Approved"
    case .rejected: "Rejected"
    case .synced: "In store"
    case .pending: "Being made"
    case .failed: "Failed"
    }
  }

  /// The status that follows from the row.
  package init(state: String, approval: String, isPublished: Bool) {
    switch (state, approval) {
    case ("pending", _): self = .pending
    case ("failed", _): self = .failed
    case (_, "approved"): self = isPublished ? .synced : .approved
    case (_, "rejected"): self = .rejected
    default: self = .generated
    }
  }
}

extension AssetLine {
  /// Where the picture stands.
  package var status: AssetStatus {
    AssetStatus(state: state, approval: approval, isPublished: isPublished)
  }

  /// The picture's look in a few words: `Modern living · Daylight`.
  package var look: String { "\(lookTitle(room)) · \(lookTitle(mood))" }
}

/// The name of a room or mood as people read it: `Modern living` for `modern-living`.
package func lookTitle(_ name: String) -> String {
  let words = name.split(separator: "-").joined(separator: " ")
  return words.prefix(1).uppercased() + words.dropFirst()
}
