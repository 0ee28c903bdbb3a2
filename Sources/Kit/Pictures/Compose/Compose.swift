import CVips
import Imaging

extension Pictures {
  /// The products in their setting at true scale, with their shadows.
  package static func compose(_ scene: Scene) throws -> Picture {
    let stage = try Stage(scene)
    var chance = Chance(scene.seed, scene.variant)
    let layout = try Layout(scene, try subjects(scene), stage, &chance)
    let painting = Painting(
      canvas: try background(scene, stage, layout), framing: layout.framing, stage: stage)
    if let end = layout.tableEnd, let surface = layout.spots.first?.surface {
      painting.layTable(surface.seen(through: layout.framing), until: end)
    }
    try painting.place(layout, ground: scene.ground, &chance)
    painting.finish(scene, &chance)
    let framing = layout.framing
    let image = try Vips.from(
      painting.canvas.encoded(), width: framing.width, height: framing.height, bands: 3,
      format: VIPS_FORMAT_UCHAR)
    return Picture(
      bytes: try image.then(epox_vips_as_srgb).encoded(scene.format, quality: scene.quality),
      width: framing.width, height: framing.height, format: scene.format
    ).telling(
      .composed(of: (scene.items.map(\.cutOut) + [scene.plateFile]).map(DigitalSource.told)))
  }

  static func subjects(_ scene: Scene) throws -> [Subject] {
    guard (1...Scene.mostItems).contains(scene.items.count) else {
      throw ImagingError.refused(
        "A picture can show from 1 to \(Scene.mostItems) products.")
    }
    return try scene.items.map(Subject.init)
  }

  private static func background(
    _ scene: Scene, _ stage: Stage, _ layout: Layout
  ) throws -> Pixels {
    switch scene.setting {
    case .room(let plate):
      return try stage.view(plate, scene.plateFile, layout.framing, blur: layout.blur)
    case .plain(let backdrop):
      let bottom = layout.spots.map { $0.frame.seen(through: layout.framing).bottom }.max() ?? 0
      return backdrop.view(layout.framing, floor: bottom)
    }
  }
}

extension Stage {
  /// The stage of a scene.
  init(_ scene: Scene) throws {
    switch scene.setting {
    case .room(let plate):
      guard plate.pixelsPerMetre > 1, plate.width > 64, plate.height > 64 else {
        throw ImagingError.refused("This room's description makes no sense.")
      }
      self.init(plate)
    case .plain(let backdrop):
      self.init(backdrop)
    }
  }
}

extension Scene {
  /// What is seen below the products.
  var ground: PlainBackdrop.Ground {
    if case .plain(let backdrop) = setting { return backdrop.ground }
    return .shadow
  }
}

extension Painting {
  /// Everything that the layout places.
  func place(
    _ layout: Layout, ground: PlainBackdrop.Ground, _ chance: inout Chance
  ) throws {
    var figures: [Figure] = []
    var numbers: [Int: Int] = [:]
    for (index, spot) in layout.spots.enumerated() {
      if spot.subject.item.placement == .lying {
        let rug = Rug(spot, framing, turn: chance.between(-5, 5))
        lay(rug, spot.frame.seen(through: framing))
      } else {
        numbers[index] = figures.count
        figures.append(try Figure(spot, framing))
      }
    }
    var carriers: [Int: Int] = [:]
    for (rider, carrier) in layout.carriers {
      if let one = numbers[rider], let other = numbers[carrier] { carriers[one] = other }
    }
    place(figures, carriers: carriers, ground: ground)
  }

  /// Grade and grain; a flat background keeps its exact colour.
  func finish(_ scene: Scene, _ chance: inout Chance) {
    if case .plain(let backdrop) = scene.setting {
      if backdrop.kind != .flat { addGrain(&chance, strength: 0.005) }
      return
    }
    if let look = scene.look { grade(towards: look) }
    addGrain(&chance, strength: 0.011)
  }
}
