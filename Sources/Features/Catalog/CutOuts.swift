import Blobs
import Imaging
import Jobs
import Postgres
import Site

/// A product without its background, ready to stand in a room.
package struct KeptCutOut: Sendable {
  /// PNG with straight alpha.
  package let png: [UInt8]
  package let baseX: Double
  package let baseY: Double
  package let confidence: Double
}

extension Catalog {
  /// The cut-out of a picture, made and kept when it is first asked for.
  ///
  /// Two jobs that ask at the same time make the same one.
  /// - Throws: `GiveUp` with a sentence for the merchant when the picture cannot be cut out or
  ///   is not there.
  package static func cutOut(of picture: PictureID, _ shift: Shift) throws -> KeptCutOut {
    let files = try shift.transaction { try $0.first(.files(of: picture)) }
    guard let files, let original = files.original else {
      throw GiveUp("The product picture is not there any more. Choose another one.")
    }
    let blobs = Configuration.current.blobs
    if let key = files.cutOut, let baseX = files.baseX, let baseY = files.baseY {
      return KeptCutOut(
        png: try blobs.get(key), baseX: baseX, baseY: baseY, confidence: files.confidence ?? 0)
    }
    do {
      let made = try shift.imaging.cutOut(try blobs.get(original))
      let key = try blobs.put(made.png, "png")
      try shift.transaction { try $0.run(.keep(made, key, of: picture)) }
      return KeptCutOut(
        png: made.png, baseX: made.baseX, baseY: made.baseY, confidence: made.confidence)
    } catch ImagingError.refused(let sentence) {
      throw GiveUp(sentence)
    }
  }
}
