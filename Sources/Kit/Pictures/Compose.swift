import CVips
import Imaging

extension Pictures {
  /// The product in the room at true scale, with its shadow.
  package static func compose(_ scene: Scene) throws -> Picture {
    guard scene.plate.pixelsPerMetre > 1, scene.plate.width > 64, scene.plate.height > 64 else {
      throw ImagingError.refused("This room's description makes no sense.")
    }
    let subject = try Subject(scene)
    let stage = Stage(scene.plate)
    var chance = Chance(scene.seed, scene.variant)
    let framing =
      switch scene.placement {
      case .floor: Framing.floor(subject, stage, scene, &chance)
      case .tabletop: Framing.tabletop(subject, stage, scene, &chance)
      case .ceiling: Framing.ceiling(subject, stage, scene, &chance)
      }
    var painting = Painting(try room(scene, stage, framing), framing, stage)
    switch scene.placement {
    case .floor: try painting.stand(subject)
    case .tabletop:
      painting.layTable()
      try painting.stand(subject)
    case .ceiling: try painting.hang(subject)
    }
    painting.addGrain(&chance)
    let image = try Vips.from(
      painting.canvas.encoded(), width: framing.width, height: framing.height, bands: 3,
      format: VIPS_FORMAT_UCHAR)
    return Picture(
      bytes: try image.then(epox_vips_as_srgb).encoded(scene.format, quality: scene.quality),
      width: framing.width, height: framing.height, format: scene.format
    ).telling(.composed(of: [scene.cutOut, scene.plateFile].map(DigitalSource.told)))
  }

  /// The part of the room that is shown, at its final size.
  private static func room(_ scene: Scene, _ stage: Stage, _ framing: Framing) throws -> Pixels {
    let plate = try StrangersFile(scene.plateFile).decoded(side: 8_192)
    guard plate.width == scene.plate.width, plate.height == scene.plate.height else {
      throw ImagingError.refused("This room's picture does not fit its description.")
    }
    let box = framing.crop
    var bytes = [UInt8](repeating: 0, count: box.width * box.height * 3)
    for y in 0..<box.height {
      for x in 0..<box.width {
        let column = box.left + x
        let source = stage.isMirrored ? plate.width - 1 - column : column
        let from = ((box.top + y) * plate.width + source) * plate.bands
        let to = (y * box.width + x) * 3
        for channel in 0..<3 { bytes[to + channel] = plate.pixels[from + channel] }
      }
    }
    let part = try Vips.from(
      bytes, width: box.width, height: box.height, bands: 3, format: VIPS_FORMAT_UCHAR)
    let sized = try part.then {
      epox_vips_resize(
        $0, $1, Double(framing.width) / Double(box.width),
        Double(framing.height) / Double(box.height))
    }
    return Pixels(
      try sized.bytes(), width: framing.width, height: framing.height, bands: 3)
  }
}
