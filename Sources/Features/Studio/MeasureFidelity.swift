import Blobs
import Catalog
import Imaging
import Jobs
import Postgres
import Site

/// Measures how true a generated picture shows its product.
///
/// Idempotent by the asset: measuring again gives the same figures.
package struct MeasureFidelity: Job {
  package static let kind = "measure-fidelity"
  package static let attempts = 3
  /// Pictures come first; their figures follow.
  package static let priority = 5
  package let asset: AssetID
  package var uniqueKey: String? { "fidelity/\(asset.pathText)" }

  package init(asset: AssetID) { self.asset = asset }

  package func run(in shift: Shift) throws {
    guard let files = try shift.transaction({ try $0.first(.compared(asset)) }) else { return }
    let blobs = Configuration.current.blobs
    do {
      let measured = try shift.imaging.fidelity(
        of: try blobs.get(files.picture), to: try blobs.get(files.base))
      let heatMap = try blobs.put(measured.heatMap.bytes, "webp")
      try shift.transaction { try $0.run(.keep(measured.fidelity, heatMap, of: asset)) }
    } catch ImagingError.refused {
      // Without a product that can be told from its background there is nothing to compare.
    } catch let stop as ImagingError {
      throw shift.answer(to: stop, "The picture program stopped at this picture.")
    }
  }
}
