import Blobs
import Engines
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
  /// Two jobs that ask at the same time make the same one. What another engine made is made anew;
  /// `turn` keeps paid calls of one run apart from those of the next.
  /// - Throws: `GiveUp` with a sentence for the merchant when the picture cannot be cut out or
  ///   is not there; `Snooze` while it is cut out by what a person drew; `EngineTrouble`.
  package static func cutOut(
    of picture: PictureID, by editor: any PictureEditor, turn: String, _ shift: Shift
  ) throws -> KeptCutOut {
    let files = try files(of: picture, shift)
    // Whoever drew what is product does not want a picture without it.
    if files.isBeingDrawn { throw Snooze(seconds: 2, "The product is being cut out as drawn.") }
    let blobs = Configuration.current.blobs
    let isCurrent =
      files.isDrawn || files.cutOutBy ?? editor.engine.rawValue == editor.engine.rawValue
    if isCurrent, let key = files.cutOut, let baseX = files.baseX, let baseY = files.baseY {
      return KeptCutOut(
        png: try blobs.get(key), baseX: baseX, baseY: baseY, confidence: files.confidence ?? 0)
    }
    do {
      let purpose = "cut-out/\(picture.pathText)/\(turn)"
      let made = try editor.cutOut(try blobs.get(files.original), purpose: purpose)
      let key = try blobs.put(made.png, "png")
      try shift.transaction { try $0.run(.keep(made, key, by: editor.engine, of: picture)) }
      return KeptCutOut(
        png: made.png, baseX: made.baseX, baseY: made.baseY, confidence: made.confidence)
    } catch ImagingError.refused(let sentence) {
      throw GiveUp(sentence)
    }
  }

  /// The file of a picture as it was sent.
  /// - Throws: `GiveUp` when it is not there.
  package static func original(of picture: PictureID, _ shift: Shift) throws -> [UInt8] {
    try Configuration.current.blobs.get(try files(of: picture, shift).original)
  }

  private static func files(of picture: PictureID, _ shift: Shift) throws -> PictureFiles {
    guard let files = try shift.transaction({ try $0.first(.files(of: picture)) }) else {
      throw GiveUp("The product picture is not there any more. Choose another one.")
    }
    return files
  }
}
