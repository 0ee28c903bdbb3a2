import Imaging
import Postgres
import Site

/// The files that are compared: a generated picture, and its product alone or in its photo.
struct ComparedFiles: RowReadable, Sendable {
  let picture: String
  let base: String

  init(_ row: Row) throws { (picture, base) = (try row[0], try row[1]) }
}

extension Query<ComparedFiles> {
  /// The files of a picture that is there and of the product picture that it was made from.
  static func compared(_ asset: AssetID) -> Self {
    """
    SELECT a.original, coalesce(p.cut_out, p.original)
    FROM asset a
    JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product_picture p ON p.client_id = f.client_id AND p.id = f.picture_id
    WHERE a.id = \(asset) AND a.state = 'generated' AND p.original IS NOT NULL
    """
  }
}

/// How true a generated picture is, as pages show it.
package struct FidelityLine: RowReadable, Sendable {
  package let asset: AssetID
  package let score: Double
  package let silhouette: Double
  package let colour: Double
  package let structure: Double
  package let heatMap: String

  package init(_ row: Row) throws {
    (asset, score, silhouette) = (try row[0], try row[1], try row[2])
    (colour, structure, heatMap) = (try row[3], try row[4], try row[5])
  }
}

extension Query<FidelityLine> {
  /// What is measured of a flow's pictures; the flow may be named by one of them.
  static func fidelities(of flow: FlowID?, orOf asset: AssetID? = nil) -> Self {
    """
    SELECT m.asset_id, m.score, m.silhouette, m.colour, m.structure, m.heat_map
    FROM asset a
    JOIN asset_fidelity m ON m.client_id = a.client_id AND m.asset_id = a.id
    WHERE a.deleted_at IS NULL AND a.flow_id = coalesce(\(flow)::uuid,
      (SELECT flow_id FROM asset WHERE id = \(asset)::uuid))
    ORDER BY a.variant
    """
  }
}

extension Statement {
  /// What was measured of a picture.
  static func keep(_ fidelity: Fidelity, _ heatMap: String, of asset: AssetID) -> Self {
    """
    INSERT INTO asset_fidelity (client_id, asset_id, score, silhouette, colour, structure, heat_map)
    SELECT client_id, id, \(fidelity.score), \(fidelity.silhouette), \(fidelity.colour),
      \(fidelity.structure), \(heatMap)
    FROM asset WHERE client_id = current_client() AND id = \(asset)
    ON CONFLICT (client_id, asset_id) DO UPDATE SET score = excluded.score,
      silhouette = excluded.silhouette, colour = excluded.colour,
      structure = excluded.structure, heat_map = excluded.heat_map, measured_at = now()
    """
  }
}
