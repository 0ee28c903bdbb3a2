import Billing
import Blobs
import Catalog
import Imaging
import Jobs
import Postgres
import Site

/// Makes one version of a picture with tools: what they do stands in the version's row.
///
/// Idempotent by the version's state; the same steps make the same bytes, and the picture that
/// it begins with stays as it is.
package struct EditPicture: Job {
  package static let kind = "edit-picture"
  package static let attempts = 4
  /// Somebody is looking.
  package static let priority = 1
  package let asset: AssetID
  package var uniqueKey: String? { cause }
  /// What its credits are set aside for, where it costs any.
  package var cause: String { "edit/\(asset.pathText)" }

  package init(asset: AssetID) { self.asset = asset }

  package func run(in shift: Shift) throws {
    let task = try shift.transaction { try $0.first(.editTask(asset)) }
    guard let task, task.state == "pending" else { return }
    do {
      let picture = try edited(task, shift)
      let files = try AssetFiles(
        picture.bytes, picture.format.fileExtension, pixels: picture.width * picture.height,
        isChosen: true, by: shift.imaging)
      try keep(files, picture, task, shift)
    } catch ImagingError.refused(let sentence) {
      throw GiveUp(sentence)
    } catch let stop as ImagingError {
      throw shift.answer(to: stop)
    }
  }

  /// The version is given up, and what it cost comes back.
  package func failed(_ sentence: String, in shift: Shift) throws {
    let isTechnical = sentence.hasPrefix("It failed")
    let reason = isTechnical ? "This edit could not be made. Please try it again." : sentence
    try shift.transaction { db in
      guard let task = try db.first(.editTask(asset)), try db.first(.lock(task.flow)) != nil,
        try db.run(.fail(asset, reason)) == 1
      else { return }
      try Billing.release(cause, because: reason, db)
      try db.run(.settle(task.flow))
    }
  }

  private func edited(_ task: EditTask, _ shift: Shift) throws -> Picture {
    let blobs = Configuration.current.blobs
    return try shift.imaging.edit(
      try blobs.get(task.file), task.edit.steps, mask: try task.edit.mask.map(blobs.get),
      format: task.edit.format, quality: task.edit.quality)
  }

  private func keep(
    _ files: AssetFiles, _ picture: Picture, _ task: EditTask, _ shift: Shift
  ) throws {
    try shift.transaction { db in
      guard try db.first(.lock(task.flow)) != nil else { return }
      guard try db.run(.keepEdit(files, picture, as: asset)) == 1 else { return }
      try Billing.capture(cause, db)
      try db.run(.settle(task.flow))
      try db.enqueue(MeasureFidelity(asset: asset), for: shift.client)
    }
  }
}
