import Glibc
import Imaging

extension PlainBackdrop {
  /// The empty background; paper that sweeps up begins to rise at the row `floor`.
  func view(_ framing: Framing, floor: Float) -> Pixels {
    let colour = rgb.map { Light.linear[Int($0)] }
    let planes = colour.map { Plane(framing.width, framing.height, filled: $0) }
    guard kind != .flat else { return Pixels(channels: planes, alpha: nil) }
    for y in 0..<framing.height {
      for x in 0..<framing.width {
        let (across, down) = (
          Float(x) / Float(framing.width), Float(y) / Float(framing.height)
        )
        for channel in 0..<3 {
          let index = y * framing.width + x
          let own = colour[channel]
          planes[channel].at[index] =
            kind == .gradient
            ? own + (1 - own) * 0.62 * PlainBackdrop.smooth(1 - down * 1.05)
            : min(own * PlainBackdrop.sweep(across, Float(y), floor, Float(framing.height)), 1)
        }
      }
    }
    return Pixels(channels: planes, alpha: nil)
  }

  /// Paper that comes up behind the product: brightest in the middle of the wall on the light's
  /// side, dimmer where it bends, bright again on the floor.
  private static func sweep(_ across: Float, _ y: Float, _ floor: Float, _ height: Float) -> Float {
    let wall = (across - 0.42) * (across - 0.42) * 0.5 + powf((y / height - 0.3), 2) * 0.55
    let bend = expf(-powf((y - floor * 0.86) / (0.13 * height), 2)) * 0.07
    let near = smooth((y - floor * 0.9) / (0.3 * height)) * 0.1
    return 1.1 - wall - bend + near - 0.06 * across
  }

  private static func smooth(_ share: Float) -> Float {
    let share = min(max(share, 0), 1)
    return share * share * (3 - 2 * share)
  }
}
