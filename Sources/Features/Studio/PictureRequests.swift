import Blobs
import Catalog
import Engines
import Imaging
import Jobs
import Postgres
import Site

extension GeneratePicture {
  /// The order as engines understand it, and the text that stands for the picture where an
  /// inspiration chooses its room.
  func request(
    _ order: PictureOrder, _ editor: any PictureEditor, _ shift: Shift
  ) throws -> (request: PictureRequest, alt: String?) {
    let library = try RoomLibrary.current()
    let look = try order.inspiration.map {
      try shift.imaging.look(of: try Configuration.current.blobs.get($0))
    }
    guard let scenery = order.scenery(library),
      let plate = scenery.plate(order.variant - 1, seed: order.flow.seed, like: look)
        ?? library.anyPlate
    else { throw GiveUp("This room is not in the library any more. Choose another one.") }
    let aspect = Aspect(rawValue: order.aspect) ?? .square
    var facts = order.facts(plate, aspect)
    facts.inspiration = look?.words ?? []
    facts.tags = order.tags
    facts.backdrop = scenery.backdrop
    let others = try shift.transaction { try $0.all(.companions(of: order.flow)) }
    facts.companions = others.map(\.facts)
    let alt = look.map { _ in scenery.alt(order.productName, plate) }
    let request = PictureRequest(
      facts: facts, aspect: aspect, seed: order.flow.seed,
      purpose: "asset/\(asset.pathText)/\(turn)",
      references: {
        let room = scenery.backdrop == nil ? [try library.bytes(of: plate)] : []
        return [try Catalog.original(of: order.picture, shift)] + room
          + (try others.map { try Catalog.original(of: $0.picture, shift) })
      },
      scene: {
        var scene = Scene(
          items: try items(order, editor, shift), setting: .room(plate), look: look,
          aspect: aspect, variant: order.variant - 1, seed: order.flow.seed, longestSide: 1600,
          format: .webp, quality: 95)
        if let backdrop = scenery.backdrop {
          scene.setting = .plain(backdrop)
        } else {
          scene.plateFile = try library.bytes(of: plate)
        }
        return scene
      })
    return (request, alt)
  }

  /// The product of the flow, then those that are shown with it.
  private func items(
    _ order: PictureOrder, _ editor: any PictureEditor, _ shift: Shift
  ) throws -> [Scene.Item] {
    let main = try Catalog.cutOut(of: order.picture, by: editor, turn: turn, shift)
    let item = Scene.Item(
      cutOut: main.png, baseX: main.baseX, baseY: main.baseY, widthCM: order.centimetres(0),
      heightCM: order.centimetres(1), depthCM: order.centimetres(2), kind: order.kind)
    let companions = try shift.transaction { try $0.all(.companions(of: order.flow)) }
    return try [item]
      + companions.map { companion in
        let cutOut = try Catalog.cutOut(of: companion.picture, by: editor, turn: turn, shift)
        return companion.item(cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY)
      }
  }
}

extension FlowID {
  /// Chance begins at the flow's key: every flow looks different, every retry the same.
  var seed: UInt64 {
    pathText.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }
}

extension RoomLibrary {
  /// A room for descriptions that need one where the picture shows none.
  fileprivate var anyPlate: RoomPlate? { rooms.first?.plates.values.min { $0.id < $1.id } }
}

extension PictureOrder {
  /// What the pictures of the flow show the product in.
  func scenery(_ library: RoomLibrary) -> Scenery? {
    Scenery(room: room, mood: mood, colour: colour, library: library)
  }

  /// What the product is, as far as words tell.
  var kind: Furniture {
    Furniture(name: productName, categories: categories, corrected: type, read: readType)
  }

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
