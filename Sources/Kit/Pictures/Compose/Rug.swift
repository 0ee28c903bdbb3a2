import Glibc

/// Something flat on the floor: its picture, taken from above, laid down in perspective.
struct Rug {
  private let pixels: Pixels
  private let surface: Surface
  private let centre: (right: Float, away: Float)
  private let size: (wide: Float, deep: Float)
  private let turn: (sine: Float, cosine: Float)

  /// The longer side of the rug runs from left to right where the picture is upright.
  init(_ spot: Spot, _ framing: Framing, turn degrees: Float) {
    pixels = spot.subject.pixels
    surface = spot.surface.seen(through: framing)
    centre = (spot.right, spot.depth)
    size = (spot.reach.right * 2, spot.reach.away * 2)
    turn = (sinf(degrees * .pi / 180), cosf(degrees * .pi / 180))
  }

  /// The place in the rug's picture that is seen in a pixel, as shares of its width and height.
  private func place(_ x: Float, _ y: Float) -> (u: Float, v: Float) {
    let away = surface.depth(at: y)
    let right = (x - surface.middle) * away / surface.focal - centre.right
    let deep = away - centre.away
    let (across, along) = (
      right * turn.cosine + deep * turn.sine, deep * turn.cosine - right * turn.sine
    )
    return (0.5 + across / size.wide, 0.5 - along / size.deep)
  }

  /// Colour and cover, mean of a few places within a pixel, so that patterns do not flicker.
  func seen(_ x: Int, _ y: Int) -> (colour: [Float], cover: Float) {
    var (colour, cover) = ([Float](repeating: 0, count: 3), Float(0))
    for part in 0..<9 {
      let (right, down) = (Float(part % 3) / 3 + 0.167, Float(part / 3) / 3 + 0.167)
      let (u, v) = place(Float(x) + right, Float(y) + down)
      guard u > 0, v > 0, u < 1, v < 1 else { continue }
      let (column, row) = (u * Float(pixels.width) - 0.5, v * Float(pixels.height) - 0.5)
      let here = pixels.alpha?.sample(column, row) ?? 1
      cover += here / 9
      for channel in 0..<3 {
        colour[channel] += pixels.channels[channel].sample(column, row) * here / 9
      }
    }
    return (colour, cover)
  }
}

extension Painting {
  /// Lays a rug: a soft dark line around it, its near edge a little thick.
  func lay(_ rug: Rug, _ frame: Frame) {
    let rows = max(Int(frame.top) - 4, 0)..<max(min(Int(frame.bottom) + 5, framing.height), 1)
    guard rows.lowerBound < rows.upperBound else { return }
    let cover = Plane(framing.width, rows.count)
    let colours = (0..<3).map { _ in Plane(framing.width, rows.count) }
    for y in rows {
      for x in 0..<framing.width {
        let (colour, part) = rug.seen(x, y)
        let index = (y - rows.lowerBound) * framing.width + x
        cover.at[index] = part
        for channel in 0..<3 { colours[channel].at[index] = colour[channel] }
      }
    }
    let shade = cover.blurred(Float(framing.width) / 260, Float(framing.width) / 420)
    for y in rows {
      for x in 0..<framing.width {
        let from = (y - rows.lowerBound) * framing.width + x
        let dark = 1 - 0.45 * shade.at[from] * (1 - cover.at[from])
        for channel in 0..<3 {
          let at = y * framing.width + x
          let plane = canvas.channels[channel]
          let own = colours[channel].at[from] * stage.exposure * stage.tint[channel]
          plane.at[at] = plane.at[at] * dark * (1 - cover.at[from]) + own
        }
      }
    }
  }
}
