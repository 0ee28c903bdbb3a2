import Billing
import Blobs
import Catalog
import Engines
import Imaging
import Jobs
import Postgres
import Site

/// Makes one picture of a flow: the product in the chosen room, by the engine of the flow.
///
/// Idempotent by the asset's state: one that is no longer pending is left alone. The built-in
/// engine makes the same bytes of the same order; what a paid one made is kept under the asset
/// and its turn, so that a second run finds it and pays nothing.
package struct GeneratePicture: Job {
  package static let kind = "generate-picture"
  package static let attempts = 4
  package static let priority = 2
  package let asset: AssetID
  /// Tells a retry from the first run, in the queue and in the credits.
  package let turn: String
  package var uniqueKey: String? { cause }
  /// What its credit is set aside for.
  package var cause: String { "asset/\(asset.pathText)/\(turn)" }

  package init(asset: AssetID, turn: String) { (self.asset, self.turn) = (asset, turn) }

  package func run(in shift: Shift) throws {
    let order = try shift.transaction { try $0.first(.pictureOrder(asset, job: shift.job)) }
    guard let order, order.state == "pending" else { return }
    do {
      let (picture, alt) = try made(order, shift)
      let files = try AssetFiles(
        picture.source.marking(picture.bytes), picture.ending,
        pixels: picture.width * picture.height, isChosen: false, by: shift.imaging)
      try keep(files, picture, alt, order.flow, shift)
    } catch ImagingError.refused(let sentence) {
      throw GiveUp(sentence)
    } catch let stop as ImagingError {
      throw shift.answer(
        to: stop, "The picture program stopped at this picture. Please try it again.")
    } catch let trouble as EngineTrouble {
      try answer(trouble, order, shift)
    }
  }

  /// The picture is given up: its credit comes back, once, and the flow goes on without it.
  package func failed(_ sentence: String, in shift: Shift) throws {
    let isTechnical = sentence.hasPrefix("It failed")
    let reason = isTechnical ? "This picture could not be made. Please try it again." : sentence
    try shift.transaction { db in
      guard let order = try db.first(.pictureOrder(asset, job: shift.job)),
        try db.first(.lock(order.flow)) != nil,
        try db.run(.fail(asset, reason)) == 1
      else { return }
      try Billing.release(cause, because: reason, db)
      try db.run(.settle(order.flow))
    }
  }

  /// By the engine of the flow; by the built-in one while that is away, where the account
  /// wishes so.
  ///
  /// Returns the picture, and the text that stands for it where its room was chosen just now.
  private func made(_ order: PictureOrder, _ shift: Shift) throws -> (MadePicture, alt: String?) {
    let desk = EngineDesk(shift, shift.imaging)
    if let wish = order.wish { return (try changed(order, wish, desk), nil) }
    func picture(by engine: Engine, _ cutOuts: Engine) throws -> (MadePicture, alt: String?) {
      let wanted = try request(order, desk.editor(cutOuts), shift)
      return (try desk.generator(engine).picture(wanted.request), wanted.alt)
    }
    do { return try picture(by: order.engine, order.cutOuts) } catch EngineTrouble.away(let absence)
      where order.takesOver && !absence.isShort
    { return try picture(by: .builtIn, .builtIn) }
  }

  /// What was asked for in words only a model can do, whoever made the picture.
  private func changed(
    _ order: PictureOrder, _ words: String, _ desk: EngineDesk
  ) throws -> MadePicture {
    guard let base = order.base else { throw GiveUp("The picture to change is not there.") }
    let wish = EditWish(
      words: words, aspect: .nearest(width: order.baseSize.width, height: order.baseSize.height),
      purpose: "asset/\(asset.pathText)/\(turn)")
    return try desk.editor(.ai).change(try Configuration.current.blobs.get(base), wish)
  }

  /// Waits for an engine that will be back; gives up what it will not do.
  ///
  /// A refusal is no matter for whoever runs this installation, so the job ends in order.
  private func answer(_ trouble: EngineTrouble, _ order: PictureOrder, _ shift: Shift) throws {
    switch trouble {
    case .refused(let reason), .empty(let reason), .lost(let reason):
      try failed(reason, in: shift)
    case .full: throw Snooze(seconds: .random(in: 0.5...2), "All places are taken.")
    case .away(let absence) where order.hours > 24:
      try failed("\(absence.reason) It was away for a whole day.", in: shift)
    case .away(let absence):
      if !absence.isShort {
        try shift.transaction { try $0.run(.wait(asset, absence.reason)) }
      }
      // It may be back earlier than it said, and asking our own table costs nothing.
      let soon = min(absence.seconds, absence.seconds > 900 ? 300 : 15)
      throw Snooze(seconds: soon + .random(in: 0...min(soon, 3)), absence.reason)
    }
  }

  private func keep(
    _ files: AssetFiles, _ picture: MadePicture, _ alt: String?, _ flow: FlowID, _ shift: Shift
  ) throws {
    try shift.transaction { db in
      guard try db.first(.lock(flow)) != nil else { return }
      guard try db.run(.keep(files, picture, alt, as: asset)) == 1 else { return }
      try Billing.capture(cause, db)
      try db.run(.settle(flow))
      try db.enqueue(MeasureFidelity(asset: asset), for: shift.client)
    }
  }
}
