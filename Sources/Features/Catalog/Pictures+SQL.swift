import Engines
import Imaging
import Postgres
import Site

/// What the jobs need to know of a picture.
struct PictureFiles: RowReadable, Sendable {
  let original: String
  let cutOut: String?
  let baseX: Double?
  let baseY: Double?
  let confidence: Double?
  let cutOutBy: String?
  /// Whether a person drew what is product; no engine takes that away.
  let isDrawn: Bool
  /// Whether what was drawn is not yet cut out.
  let isBeingDrawn: Bool

  init(_ row: Row) throws {
    (original, cutOut, cutOutBy) = (try row[0], try row[1], try row[5])
    (baseX, baseY, confidence) = (try row[2], try row[3], try row[4])
    (isDrawn, isBeingDrawn) = (try row[6], try row[7])
  }
}

extension Query<PictureFiles> {
  /// The files of one picture, once it is there.
  static func files(of picture: PictureID) -> Self {
    """
    SELECT original, cut_out, cut_out_base_x, cut_out_base_y, cut_out_confidence, cut_out_by,
      cut_out_hint IS NOT NULL,
      cut_out_wanted AND EXISTS (SELECT FROM job j WHERE j.client_id = product_picture.client_id
        AND j.unique_key = 'cut-out/' || product_picture.id
        AND j.state IN ('ready', 'running', 'paused'))
    FROM product_picture WHERE id = \(picture) AND original IS NOT NULL
    """
  }
}

/// The keys of a picture's three files.
struct PictureKeys: Sendable {
  let original: String
  let large: String
  let thumb: String
}

extension Statement {
  /// A picture that waits for its file, after those that the product has.
  static func addPicture(_ id: PictureID, to product: ProductID, of client: ClientID) -> Self {
    """
    INSERT INTO product_picture (client_id, id, product_id, position)
    SELECT \(client), \(id), \(product), coalesce(max(position) + 1, 0)
    FROM product_picture WHERE product_id = \(product) AND removed_at IS NULL
    """
  }

  /// The picture has arrived; a cut-out of an earlier file is forgotten with it.
  static func keep(
    _ keys: PictureKeys, _ facts: PictureFacts, as id: PictureID, from source: String?
  ) -> Self {
    """
    UPDATE product_picture SET state = 'ready', reason = NULL, original = \(keys.original),
      large = \(keys.large), thumb = \(keys.thumb), width = \(facts.width),
      height = \(facts.height), colour = \(facts.averageColour),
      plain_background = \(facts.plainBackground), fetched_url = \(source),
      cut_out = CASE WHEN original = \(keys.original) THEN cut_out END,
      cut_out_hint = CASE WHEN original = \(keys.original) THEN cut_out_hint END,
      cut_out_wanted = cut_out_wanted AND original IS NOT DISTINCT FROM \(keys.original)
    WHERE id = \(id)
    """
  }

  /// The picture cannot be used, and why; one that is there already stays.
  static func fail(_ id: PictureID, _ sentence: String) -> Self {
    """
    UPDATE product_picture SET state = 'failed', reason = \(sentence)
    WHERE id = \(id) AND state <> 'ready'
    """
  }

  /// The cut-out of a picture; what a person drew or is waiting for stays.
  static func keep(
    _ cutOut: CutOut, _ key: String, by engine: Engine, of id: PictureID
  ) -> Self {
    """
    UPDATE product_picture SET cut_out = \(key), cut_out_by = \(engine.rawValue), cut_out_base_x = \(cutOut.baseX),
      cut_out_base_y = \(cutOut.baseY), cut_out_confidence = \(cutOut.confidence)
    WHERE id = \(id) AND NOT cut_out_wanted AND (cut_out_hint IS NULL OR cut_out IS NULL)
    """
  }
}
