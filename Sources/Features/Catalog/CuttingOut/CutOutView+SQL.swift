import Imaging
import Postgres
import Site

/// What the cut-out's own page shows of a picture.
struct CutOutView: RowReadable, Sendable {
  let picture: PictureID
  let product: ProductID
  let productName: String
  let large: String
  let width: Int?
  let height: Int?
  /// The cut-out's file, once there is one.
  let cutOut: String?
  let confidence: Double?
  /// What was drawn, as JSON.
  let strokes: String?
  /// Whether one is being made.
  let isWanted: Bool
  let reason: String?

  init(_ row: Row) throws {
    (picture, product, productName) = (try row[0], try row[1], try row[2])
    (large, width, height) = (try row[3], try row[4], try row[5])
    (cutOut, confidence, strokes) = (try row[6], try row[7], try row[8])
    (isWanted, reason) = (try row[9], try row[10])
  }

  /// Whether a person should look and draw; who has drawn has looked.
  var isUnsure: Bool {
    cutOut != nil && strokes == nil && (confidence ?? 0) < CutOut.leastConfidence
  }
}

extension Query<CutOutView> {
  /// A picture that is there, with its cut-out.
  static func cutOutView(of picture: PictureID) -> Self {
    """
    SELECT pp.id, p.id, p.name, pp.large, pp.width, pp.height, pp.cut_out, pp.cut_out_confidence,
      pp.cut_out_hint ->> 'strokes', pp.cut_out_wanted, pp.cut_out_reason
    FROM product_picture pp
    JOIN product p ON p.client_id = pp.client_id AND p.id = pp.product_id
    WHERE pp.id = \(picture) AND pp.state = 'ready' AND pp.removed_at IS NULL
      AND p.deleted_at IS NULL
    """
  }
}

/// What the job that cuts out needs.
struct CutOutOrder: RowReadable, Sendable {
  let original: String
  /// What was drawn, as JSON.
  let hint: String?

  init(_ row: Row) throws { (original, hint) = (try row[0], try row[1]) }
}

extension Query<CutOutOrder> {
  /// The order of a picture whose cut-out is asked for.
  static func cutOutOrder(of picture: PictureID) -> Self {
    """
    SELECT original, cut_out_hint FROM product_picture
    WHERE id = \(picture) AND cut_out_wanted AND original IS NOT NULL
    """
  }
}

extension Statement {
  /// Asks for a cut-out by what was drawn, or without.
  static func wantCutOut(of picture: PictureID, hint: String?) -> Self {
    """
    UPDATE product_picture SET cut_out_wanted = true, cut_out_reason = NULL,
      cut_out_hint = \(hint)::jsonb
    WHERE id = \(picture) AND state = 'ready' AND removed_at IS NULL
    """
  }

  /// The cut-out asked for; nothing happens when something else was drawn meanwhile.
  static func keepDrawn(
    _ cutOut: CutOut, _ key: String, for order: CutOutOrder, of picture: PictureID
  ) -> Self {
    """
    UPDATE product_picture SET cut_out = \(key), cut_out_by = 'built-in',
      cut_out_base_x = \(cutOut.baseX), cut_out_base_y = \(cutOut.baseY),
      cut_out_confidence = \(cutOut.confidence), cut_out_wanted = false, cut_out_reason = NULL
    WHERE id = \(picture) AND original = \(order.original)
      AND cut_out_hint IS NOT DISTINCT FROM \(order.hint)::jsonb
    """
  }

  /// The cut-out asked for could not be made.
  static func failCutOut(of picture: PictureID, _ sentence: String) -> Self {
    """
    UPDATE product_picture SET cut_out_wanted = false, cut_out_reason = \(sentence)
    WHERE id = \(picture) AND cut_out_wanted
    """
  }
}
