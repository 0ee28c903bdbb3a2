import Blobs
import FoundationEssentials
import Imaging
import Jobs
import Postgres
import Site

/// Cuts a product out of its picture by what a person drew.
///
/// Idempotent by the strokes: the same ones give the same file. What was drawn while the job ran
/// asks for a job of its own.
package struct DrawCutOut: Job {
  package static let kind = "draw-cut-out"
  package static let attempts = 3
  /// Somebody sits before the page and waits.
  package static let priority = 1
  package let picture: PictureID
  package var uniqueKey: String? { "cut-out/\(picture.pathText)" }

  package init(picture: PictureID) { self.picture = picture }

  package func run(in shift: Shift) throws {
    guard let order = try shift.transaction({ try $0.first(.cutOutOrder(of: picture)) }) else {
      return
    }
    let blobs = Configuration.current.blobs
    do {
      let hint = try order.hint.map {
        try JSONDecoder().decode(CutOutHint.self, from: Data($0.utf8))
      }
      let made = try shift.imaging.cutOut(try blobs.get(order.original), hint: hint)
      let key = try blobs.put(made.png, "png")
      try shift.transaction { try $0.run(.keepDrawn(made, key, for: order, of: picture)) }
    } catch ImagingError.refused(let sentence) {
      try shift.transaction { try $0.run(.failCutOut(of: picture, sentence)) }
    } catch let stop as ImagingError {
      throw shift.answer(to: stop)
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    let isTechnical = sentence.hasPrefix("It failed")
    let reason = isTechnical ? "This cut-out could not be made. Please try it again." : sentence
    try shift.transaction { try $0.run(.failCutOut(of: picture, reason)) }
  }
}
