import Glibc

/// What a table top is made of.
struct TableTop {
  let light: [Float]
  let dark: [Float]
  /// How much of the pattern is seen, and how much of the room is mirrored.
  let grain: Float
  let sheen: Float

  /// What suits a style of furnishing.
  static func suiting(_ style: String) -> TableTop {
    switch style {
    case "industrial", "classic":
      TableTop(light: [0.21, 0.11, 0.06], dark: [0.1, 0.047, 0.025], grain: 1, sheen: 0.1)
    case "modern", "minimal":
      TableTop(light: [0.5, 0.47, 0.43], dark: [0.36, 0.33, 0.3], grain: 0.55, sheen: 0.08)
    case "mediterranean":
      TableTop(light: [0.62, 0.52, 0.41], dark: [0.5, 0.4, 0.3], grain: 0.3, sheen: 0.05)
    case "boho":
      TableTop(light: [0.36, 0.2, 0.1], dark: [0.22, 0.11, 0.05], grain: 1, sheen: 0.08)
    default:
      TableTop(light: [0.56, 0.41, 0.27], dark: [0.41, 0.28, 0.17], grain: 0.9, sheen: 0.07)
    }
  }
}

extension Painting {
  /// Draws the end of a table top across the picture, in the room's light; towards the viewer it
  /// leaves the picture.
  func layTable(_ surface: Surface, until far: Float) {
    let top = TableTop.suiting(stage.style)
    let edge = surface.row(at: far)
    let gain = (0..<3).map { stage.exposure * stage.tint[$0] }
    for y in max(Int(edge) - 3, 0)..<framing.height {
      let cover = min(max((Float(y) - edge) / 2 + 0.5, 0), 1)
      let away = surface.depth(at: max(Float(y), edge))
      let mirror = min(max(Int(2 * edge) - y, 0), framing.height - 1)
      let below = (Float(y) - edge) / max(Float(framing.height) - edge, 1)
      let rim = 1 + 0.18 * expf(-max(Float(y) - edge, 0) / 3)
      for x in 0..<framing.width {
        let right = (Float(x) - surface.middle) * away / surface.focal
        let share = Wood.grain(along: right, across: away) * top.grain + (1 - top.grain) * 0.4
        let lit = (1.1 - 0.28 * Float(x) / Float(framing.width)) * (0.92 + 0.12 * below) * rim
        let (from, to) = (mirror * framing.width + x, y * framing.width + x)
        for channel in 0..<3 {
          let plane = canvas.channels[channel]
          let own = top.light[channel] + (top.dark[channel] - top.light[channel]) * share
          let seen = own * gain[channel] * lit + plane.at[from] * top.sheen * (1.4 - below)
          plane.at[to] += (min(seen, 1) - plane.at[to]) * cover
        }
      }
    }
  }
}

/// The look of wood, in metres.
enum Wood {
  /// 0 in light places, 1 in dark ones: boards with rings, streaks and pores.
  static func grain(along: Float, across: Float) -> Float {
    let board = floorf(across / 0.11)
    let shift = corner(Int32(board), 7) * 3
    let within = across / 0.11 - board
    let wave = across + 0.02 * noise(along * 1.1 + shift, across * 5)
    let rings = 0.5 + 0.5 * sinf(wave * 190 + 5 * noise(along * 0.7 + shift, wave * 16))
    let streaks = noise(along * 3 + shift, wave * 130)
    let pores = noise(along * 26 + shift, wave * 620)
    let tone = 0.42 + 0.16 * shift / 3 + 0.2 * (rings - 0.5) + 0.16 * streaks + 0.12 * pores
    let seam = expf(-min(within, 1 - within) / 0.006) * 0.5
    return min(max(tone + seam, 0), 1.3)
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
