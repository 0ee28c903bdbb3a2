import Catalog
import Engines
import Imaging
import Jobs
import Site

extension GeneratePicture {
  /// The order as engines understand it.
  func request(
    _ order: PictureOrder, _ editor: any PictureEditor, _ shift: Shift
  ) throws -> PictureRequest {
    let library = try RoomLibrary.current()
    guard let plate = library.room(order.room)?.plates[order.mood] else {
      throw GiveUp("This room is not in the library any more. Choose another one.")
    }
    let aspect = Aspect(rawValue: order.aspect) ?? .square
    return PictureRequest(
      facts: order.facts(plate, aspect), aspect: aspect, seed: seed(order.flow),
      purpose: "asset/\(asset.pathText)/\(turn)",
      references: {
        [try Catalog.original(of: order.picture, shift), try library.bytes(of: plate)]
      },
      scene: { try scene(order, plate, library, editor, shift) })
  }

  private func scene(
    _ order: PictureOrder, _ plate: RoomPlate, _ library: RoomLibrary,
    _ editor: any PictureEditor, _ shift: Shift
  ) throws -> Scene {
    let cutOut = try Catalog.cutOut(of: order.picture, by: editor, turn: turn, shift)
    let item = Scene.Item(
      cutOut: cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY, widthCM: order.centimetres(0),
      heightCM: order.centimetres(1), depthCM: order.centimetres(2), kind: order.kind)
    return Scene(
      items: [item], setting: .room(plate), plateFile: try library.bytes(of: plate),
      aspect: Aspect(rawValue: order.aspect) ?? .square, variant: order.variant - 1,
      seed: seed(order.flow), longestSide: 1600, format: .webp, quality: 95)
  }

  /// Chance begins at the flow's key: every flow looks different, every retry the same.
  private func seed(_ flow: FlowID) -> UInt64 {
    flow.pathText.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }
}

extension PictureOrder {
  /// What the product is, as far as its words tell.
  var kind: Furniture { Furniture(name: productName, categories: categories) }

  /// What a prompt is built from.
  fileprivate func facts(_ plate: RoomPlate, _ aspect: Aspect) -> PromptFacts {
    var facts = PromptFacts(
      product: productName, categories: categories, details: details,
      placement: kind.placement, room: plate, aspect: aspect,
      variant: variant, variants: variants)
    (facts.widthCM, facts.heightCM, facts.depthCM) = (
      centimetres(0), centimetres(1), centimetres(2)
    )
    return facts
  }
}
