import HTTP
import Imaging
import Postgres
import Site

/// A product of a scene before it is paid: what it is and how large, as far as anybody said.
struct GroupMember: RowReadable, Sendable {
  let piece: Company.Piece

  init(_ row: Row) throws {
    let (name, categories): (String, String) = (try row[0], try row[1])
    let kind = Furniture(
      name: name, categories: categories, corrected: try row[2], read: try row[3])
    let size: [Int?] = [try row[4], try row[5]]
    let centimetres = size.map { $0.map { Double($0) / 10 } }
    piece = Company.Piece(kind, widthCM: centimetres[0], heightCM: centimetres[1])
  }
}

extension Query<GroupMember> {
  /// The product of a flow and those that are shown with it.
  static func group(of flow: FlowID) -> Self {
    """
    SELECT p.name,
      coalesce((SELECT string_agg(c.name, ' ') FROM product_category pc
        JOIN category c ON c.client_id = pc.client_id AND c.id = pc.category_id
        WHERE pc.client_id = p.client_id AND pc.product_id = p.id), ''),
      w.type, r.type, p.width_mm, p.height_mm
    FROM flow f
    CROSS JOIN LATERAL (
      SELECT f.product_id, f.picture_id
      UNION SELECT fp.product_id, fp.picture_id FROM flow_companion fp
      WHERE fp.client_id = f.client_id AND fp.flow_id = f.id) shown
    JOIN product p ON p.client_id = f.client_id AND p.id = shown.product_id
    LEFT JOIN product_words w ON w.client_id = p.client_id AND w.product_id = p.id
    LEFT JOIN picture_reading r ON r.client_id = p.client_id AND r.picture_id = shown.picture_id
    WHERE f.id = \(flow)
    """
  }
}

extension FlowOrder {
  /// Stops an order whose products no picture of it could hold, before it is paid.
  ///
  /// The built-in engine shows everything at its true scale and refuses more than fits; what it
  /// would refuse for certain is known without looking at a picture.
  /// - Throws: `Problem.invalid` with what would fit.
  func requireRoom(for members: [GroupMember]) throws {
    let group = Company(members.map(\.piece))
    guard !companions.isEmpty, let plate = scenery.widestPlate, !group.fits(plate, aspect) else {
      return
    }
    let wider = Aspect.allCases.filter { group.fits(plate, $0) }.map(\.rawValue)
    let advice =
      wider.isEmpty
      ? "Choose fewer products."
      : "Choose fewer products or a wider shape: \(wider.joined(separator: " or "))."
    let sentence =
      "Side by side these products take about \(metres(group.metres)) m, and a picture of "
      + "\(aspect.rawValue) holds \(metres(plate.widest(aspect))) m. \(advice)"
    throw Problem(.invalid, sentence, fields: ["with": sentence])
  }

  private func metres(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
