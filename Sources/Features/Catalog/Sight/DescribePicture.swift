import Blobs
import Engines
import Imaging
import Jobs
import Postgres
import Site

/// Lets a model say what a product picture shows, for accounts that work with it.
///
/// Idempotent by the file: the ledger keeps the answer, so a second run pays nothing. What the
/// merchant corrected is kept elsewhere and stays.
package struct DescribePicture: Job {
  package static let kind = "describe-picture"
  package static let attempts = 4
  /// Nobody waits for it.
  package static let priority = 8
  package let picture: PictureID
  /// The key of the picture's file.
  package let file: String
  package var uniqueKey: String? { "reading/\(picture.pathText)/\(file)" }

  package init(picture: PictureID, file: String) { (self.picture, self.file) = (picture, file) }

  package func run(in shift: Shift) throws {
    let order = try shift.transaction { try $0.first(.described(picture, file, job: shift.job)) }
    guard let order, let reader = EngineDesk(shift, shift.imaging).reader else { return }
    do {
      let reading = try reader.reading(
        of: try Configuration.current.blobs.get(file), product: order.product,
        categories: order.categories, purpose: "reading/\(picture.pathText)/\(file)")
      try shift.transaction { try $0.run(.keep(reading, of: picture, file)) }
    } catch let trouble as EngineTrouble {
      try answer(trouble, order, shift)
    } catch ImagingError.refused(let sentence) {
      try keep(sentence, shift)
    } catch let stop as ImagingError {
      throw shift.answer(to: stop)
    }
  }

  /// A refusal is kept with its reason; an engine that is away is waited for, at most a day.
  private func answer(_ trouble: EngineTrouble, _ order: DescribedPicture, _ shift: Shift) throws {
    switch trouble {
    case .refused(let reason), .empty(let reason), .lost(let reason): try keep(reason, shift)
    case .full: throw Snooze(seconds: .random(in: 1...4), "All places are taken.")
    case .away(let absence) where order.hours > 24: try keep(absence.reason, shift)
    case .away(let absence):
      throw Snooze(seconds: min(absence.seconds, 300) + .random(in: 0...3), absence.reason)
    }
  }

  private func keep(_ reason: String, _ shift: Shift) throws {
    try shift.transaction { try $0.run(.noReading(reason, of: picture, file)) }
  }
}
