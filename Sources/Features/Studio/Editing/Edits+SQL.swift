import Engines
import FoundationEssentials
import Imaging
import Postgres
import Site

/// What the job needs to edit a picture.
struct EditTask: RowReadable, Sendable {
  let state: String
  let flow: FlowID
  let edit: PictureEdit
  /// The file that is edited.
  let file: String
  /// What the edit was paid with.
  let cost: Int

  init(_ row: Row) throws {
    (state, flow, file, cost) = (try row[0], try row[1], try row[3], try row[4])
    let text: String = try row[2]
    edit = try JSONDecoder().decode(PictureEdit.self, from: Data(text.utf8))
  }
}

extension Query<EditTask> {
  /// What is to be done; nothing once the picture is gone.
  static func editTask(_ asset: AssetID) -> Self {
    """
    SELECT a.state, a.flow_id, a.edit::text, coalesce(b.original, pp.original), a.edit_cost
    FROM asset a
    JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product_picture pp ON pp.client_id = f.client_id AND pp.id = f.picture_id
    LEFT JOIN asset b ON b.client_id = a.client_id AND b.id = a.changed_from
    WHERE a.id = \(asset) AND a.edit IS NOT NULL
    """
  }
}

extension Query<FlowID> {
  /// The flow of a picture that can be edited.
  static func editable(_ asset: AssetID) -> Self {
    """
    SELECT flow_id FROM asset a WHERE id = \(asset) AND state = 'generated' AND deleted_at IS NULL
      AND NOT asset_is_claimed(a.id)
    """
  }
}

extension Statement {
  /// A flow for edits of a product's photo; nothing when it is there already.
  static func beginEdits(_ flow: FlowID, of photo: PictureID, by person: PersonID) -> Self {
    """
    INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect, variants,
      created_by)
    SELECT client_id, \(flow), product_id, id, 'generating', 'product-photo', 'edited', '1:1', 1,
      \(person)
    FROM product_picture WHERE id = \(photo) AND state = 'ready' AND removed_at IS NULL
    ON CONFLICT (client_id, id) DO NOTHING
    """
  }

  /// A version of a picture that is to come; nothing when it is there already.
  static func addEdit(
    _ new: AssetID, of asset: AssetID, _ order: EditOrder
  ) throws -> Self {
    let edit = try order.edit.json
    return """
      INSERT INTO asset (client_id, id, flow_id, product_id, variant, alt, changed_from, wish, edit,
        edit_cost)
      SELECT client_id, \(new), flow_id, product_id,
        (SELECT max(variant) + 1 FROM asset o WHERE o.flow_id = a.flow_id), alt, id,
        \(order.words), \(edit)::jsonb, \(order.cost)
      FROM asset a WHERE id = \(asset) AND state = 'generated' AND deleted_at IS NULL
      ON CONFLICT (client_id, id) DO NOTHING
      """
  }

  /// A version of a product's photo that is to come; nothing when it is there already.
  static func addEdit(_ new: AssetID, in flow: FlowID, _ order: EditOrder) throws -> Self {
    let edit = try order.edit.json
    return """
      INSERT INTO asset (client_id, id, flow_id, product_id, variant, alt, wish, edit, edit_cost)
      SELECT f.client_id, \(new), f.id, f.product_id, 1, p.name, \(order.words), \(edit)::jsonb,
        \(order.cost)
      FROM flow f JOIN product p ON p.client_id = f.client_id AND p.id = f.product_id
      WHERE f.id = \(flow)
      ON CONFLICT (client_id, id) DO NOTHING
      """
  }

  /// The version is there; what engine and source it has, it has from the picture before it.
  static func keepEdit(_ files: AssetFiles, _ picture: Picture, as asset: AssetID) -> Self {
    """
    UPDATE asset a SET state = 'generated', reason = NULL, original = \(files.original),
      large = \(files.large), thumb = \(files.thumb), store_file = \(files.forStore),
      width = \(picture.width), height = \(picture.height), engine = coalesce(b.engine, 'built-in'),
      source = coalesce(b.source, 'edited')
    FROM asset e
    LEFT JOIN asset b ON b.client_id = e.client_id AND b.id = e.changed_from
    WHERE a.id = \(asset) AND a.state = 'pending' AND e.client_id = a.client_id AND e.id = a.id
    """
  }

  /// Throws a version away; nothing for what somebody approved or an engine made.
  static func discard(_ asset: AssetID) -> Self {
    """
    UPDATE asset SET deleted_at = now()
    WHERE id = \(asset) AND edit IS NOT NULL AND state <> 'pending' AND approval <> 'approved'
      AND deleted_at IS NULL
    """
  }

  /// Takes a version back out of the bin.
  static func restoreEdit(_ asset: AssetID) -> Self {
    """
    UPDATE asset SET deleted_at = NULL
    WHERE id = \(asset) AND edit IS NOT NULL AND deleted_at IS NOT NULL
    """
  }
}

extension PictureEdit {
  fileprivate var json: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }
}
