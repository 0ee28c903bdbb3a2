import Glibc

extension Painting {
  /// Draws the near end of a wooden table across the picture, in the room's light.
  ///
  /// Its far edge is a soft line behind the product; towards the viewer it leaves the picture.
  func layTable() {
    let depth: Float = 0.3
    let edge = framing.base.y - depth * framing.slope * 1.25
    let colour = tableColour
    for y in max(Int(edge) - 4, 0)..<framing.height {
      let cover = min(max((Float(y) - edge) / 2.5 + 0.5, 0), 1)
      let down = (Float(y) - edge) / max(Float(framing.height) - edge, 1)
      // Farther boards look narrower.
      let away = 1 / (0.45 + down)
      let rim = 1 + 0.1 * expf(-Float(y) / 1e9) * expf(-max(Float(y) - edge, 0) / 3)
      for x in 0..<framing.width {
        let across = Float(x) / Float(framing.width)
        let light = (1.12 - 0.3 * across) * (0.9 + 0.16 * down) * rim
        let grain = Table.grain(across * 7 * away, away * 9)
        let index = y * framing.width + x
        for channel in 0..<3 {
          let plane = canvas.channels[channel]
          let wood = colour[channel] * light * (1 + grain * (0.9 + 0.25 * Float(channel)))
          plane.at[index] = plane.at[index] * (1 - cover) + min(wood, 1) * cover
        }
      }
    }
  }

  /// Oak, as bright as this room makes things.
  private var tableColour: [Float] {
    let oak: [Float] = [0.47, 0.33, 0.205]
    let tint = stage.tint
    return (0..<3).map { oak[$0] * stage.exposure * tint[$0] }
  }
}

/// The look of wood.
enum Table {
  /// Long soft streaks, about -0.1 to 0.1.
  static func grain(_ along: Float, _ across: Float) -> Float {
    let wave = across + 0.25 * noise(along * 0.5, across * 0.4)
    let coarse = noise(along * 0.35, wave * 2.2)
    let fine = noise(along * 1.3, wave * 11)
    return 0.09 * coarse + 0.05 * fine
  }

  /// Smooth chance between -1 and 1.
  private static func noise(_ x: Float, _ y: Float) -> Float {
    let (left, top) = (floorf(x), floorf(y))
    let (u, v) = (smooth(x - left), smooth(y - top))
    let (column, row) = (Int32(left), Int32(top))
    let upper = corner(column, row) * (1 - u) + corner(column + 1, row) * u
    let lower = corner(column, row + 1) * (1 - u) + corner(column + 1, row + 1) * u
    return upper * (1 - v) + lower * v
  }

  private static func smooth(_ share: Float) -> Float { share * share * (3 - 2 * share) }

  private static func corner(_ x: Int32, _ y: Int32) -> Float {
    var mixed = UInt32(bitPattern: x) &* 374_761_393 &+ UInt32(bitPattern: y) &* 668_265_263
    mixed = (mixed ^ (mixed >> 13)) &* 1_274_126_177
    return Float((mixed ^ (mixed >> 16)) & 0xFFFF) / 32_768 - 1
  }
}
