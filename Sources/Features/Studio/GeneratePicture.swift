import Billing
import Blobs
import Catalog
import Imaging
import Jobs
import Postgres
import Site

/// Makes one picture of a flow: the product, cut out, in the chosen room.
///
/// Idempotent by the asset's state: one that is no longer pending is left alone, and the same
/// order makes the same bytes.
package struct GeneratePicture: Job {
  package static let kind = "generate-picture"
  package static let attempts = 4
  package static let priority = 2
  package let asset: AssetID
  /// Tells a retry from the first run, in the queue and in the credits.
  package let turn: String
  package var uniqueKey: String? { "asset/\(asset.pathText)/\(turn)" }

  package init(asset: AssetID, turn: String) { (self.asset, self.turn) = (asset, turn) }

  package func run(in shift: Shift) throws {
    let order = try shift.transaction { try $0.first(.pictureOrder(asset)) }
    guard let order, order.state == "pending" else { return }
    do {
      let picture = try shift.imaging.compose(try scene(order, shift))
      try keep(try files(picture, shift), picture, order.flow, shift)
    } catch ImagingError.refused(let sentence) {
      throw GiveUp(sentence)
    }
  }

  /// The picture is given up: its credit comes back, once, and the flow goes on without it.
  package func failed(_ sentence: String, in shift: Shift) throws {
    let isTechnical = sentence.hasPrefix("It failed")
    let reason = isTechnical ? "This picture could not be made. Please try it again." : sentence
    try shift.transaction { db in
      guard let order = try db.first(.pictureOrder(asset)),
        try db.first(.lock(order.flow)) != nil,
        try db.run(.fail(asset, reason)) == 1
      else { return }
      try Billing.release(1, cause: "asset/\(asset.pathText)/\(turn)", db)
      try db.run(.settle(order.flow))
    }
  }

  private func scene(_ order: PictureOrder, _ shift: Shift) throws -> Scene {
    let library = try RoomLibrary.current()
    guard let plate = library.room(order.room)?.plates[order.mood] else {
      throw GiveUp("This room is not in the library any more. Choose another one.")
    }
    let cutOut = try Catalog.cutOut(of: order.picture, shift)
    return Scene(
      cutOut: cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY, widthCM: order.centimetres(0),
      heightCM: order.centimetres(1), depthCM: order.centimetres(2),
      placement: placement(name: order.productName, categories: order.categories), plate: plate,
      plateFile: try library.bytes(of: plate), aspect: Aspect(rawValue: order.aspect) ?? .square,
      variant: order.variant - 1, seed: seed(order.flow), longestSide: 1600, format: .webp,
      quality: 95)
  }

  private func files(_ picture: Picture, _ shift: Shift) throws -> AssetFiles {
    let large = try shift.imaging.normalise(
      picture.bytes, longestSide: 1600, format: .webp, quality: 84)
    let thumb = try shift.imaging.normalise(
      picture.bytes, longestSide: 480, format: .webp, quality: 78)
    let blobs = Configuration.current.blobs
    return AssetFiles(
      original: try blobs.put(picture.bytes, "webp"), large: try blobs.put(large.bytes, "webp"),
      thumb: try blobs.put(thumb.bytes, "webp"))
  }

  private func keep(
    _ files: AssetFiles, _ picture: Picture, _ flow: FlowID, _ shift: Shift
  ) throws {
    try shift.transaction { db in
      guard try db.first(.lock(flow)) != nil else { return }
      try db.run(.keep(files, width: picture.width, height: picture.height, as: asset))
      try db.run(.settle(flow))
    }
  }

  /// Chance begins at the flow's key: every flow looks different, every retry the same.
  private func seed(_ flow: FlowID) -> UInt64 {
    flow.pathText.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }
}
