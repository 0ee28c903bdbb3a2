import HTTP
import Postgres
import Site

/// What is being edited: a picture of a flow, or a product's own photo.
struct EditSubject: RowReadable, Sendable {
  /// Nothing for a product's photo.
  let asset: AssetID?
  let photo: PictureID
  let product: ProductID
  let productName: String
  let state: String
  let reason: String?
  let large: String?
  let width: Int?
  let height: Int?
  /// What was done to the picture before it.
  let words: String?
  /// The picture before it.
  let before: String?
  let beforeAsset: AssetID?
  let approval: String
  /// Whether tools made it, rather than an engine.
  let isEdit: Bool

  init(_ row: Row) throws {
    (asset, photo, product, productName) = (try row[0], try row[1], try row[2], try row[3])
    (state, reason, large, width) = (try row[4], try row[5], try row[6], try row[7])
    (height, words, before, beforeAsset) = (try row[8], try row[9], try row[10], try row[11])
    (approval, isEdit) = (try row[12], try row[13])
  }

  /// Where its editor is.
  var link: String { asset.map { Site.assetEdit($0) } ?? Site.photoEdit(photo) }

  /// Where the picture before it is edited.
  var linkBefore: String { beforeAsset.map { Site.assetEdit($0) } ?? Site.photoEdit(photo) }
}

extension Query<EditSubject> {
  /// A picture of a flow.
  static func subject(_ asset: AssetID) -> Self {
    """
    SELECT a.id, f.picture_id, a.product_id, p.name, a.state, a.reason, a.large, a.width, a.height,
      a.wish, coalesce(b.large, pp.large), b.id, a.approval, a.edit IS NOT NULL
    FROM asset a
    JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    JOIN product_picture pp ON pp.client_id = f.client_id AND pp.id = f.picture_id
    LEFT JOIN asset b ON b.client_id = a.client_id AND b.id = a.changed_from
    WHERE a.id = \(asset) AND a.deleted_at IS NULL
    """
  }

  /// A product's own photo.
  static func subject(_ photo: PictureID) -> Self {
    """
    SELECT NULL::uuid, pp.id, p.id, p.name, 'generated', NULL, pp.large, pp.width, pp.height, NULL,
      NULL, NULL::uuid, 'open', false
    FROM product_picture pp
    JOIN product p ON p.client_id = pp.client_id AND p.id = pp.product_id
    WHERE pp.id = \(photo) AND pp.state = 'ready' AND pp.removed_at IS NULL
      AND p.deleted_at IS NULL
    """
  }
}

/// One version of a picture, in the row of all of them.
struct EditVersion: RowReadable, Sendable {
  let asset: AssetID
  let words: String?
  let thumb: String?
  let state: String
  let isDiscarded: Bool

  init(_ row: Row) throws {
    (asset, words, thumb) = (try row[0], try row[1], try row[2])
    (state, isDiscarded) = (try row[3], try row[4])
  }
}

extension Query<EditVersion> {
  /// All versions that came of the same picture, oldest first, with those thrown away.
  static func versions(of asset: AssetID?) -> Self {
    """
    WITH RECURSIVE up AS (
      SELECT client_id, id, changed_from FROM asset WHERE id = \(asset)::uuid
      UNION ALL
      SELECT a.client_id, a.id, a.changed_from FROM up
      JOIN asset a ON a.client_id = up.client_id AND a.id = up.changed_from
    ), family AS (
      SELECT client_id, id FROM up WHERE changed_from IS NULL
      UNION ALL
      SELECT a.client_id, a.id FROM family
      JOIN asset a ON a.client_id = family.client_id AND a.changed_from = family.id
    )
    SELECT a.id, a.wish, a.thumb, a.state, a.deleted_at IS NOT NULL
    FROM family JOIN asset a ON a.client_id = family.client_id AND a.id = family.id
    ORDER BY a.id LIMIT 100
    """
  }
}
