import Glibc
import Imaging

extension Painting {
  /// The product once more, upside down and fading, as polished ground shows it.
  ///
  /// Each column is turned about the place where it touches, so that legs at different depths
  /// meet their own reflection.
  func reflect(_ figure: Figure) {
    guard figure.isOnGround, let alpha = figure.pixels.alpha else { return }
    let product = figure.pixels
    let fade = 0.2 * Float(product.height)
    for x in 0..<product.width {
      let column = x + figure.left
      guard column >= 0, column < framing.width else { continue }
      let ground =
        figure.stands(at: column)
        ? figure.lowest(at: column) ?? 0 : figure.footprint.rows(at: column).upperBound
      for y in max(Int(ground), 0)..<max(framing.height, Int(ground)) {
        let source = Int(2 * ground) - y - figure.top
        guard source >= 0, source < product.height, y < framing.height else { continue }
        let from = source * product.width + x
        let faded = alpha.at[from] * 0.3 * expf(-(Float(y) - ground) / fade)
        let strength = faded * edge(column, y, within: 0.05)
        let to = y * framing.width + column
        for channel in 0..<3 {
          let plane = canvas.channels[channel]
          plane.at[to] += (product.channels[channel].at[from] - plane.at[to]) * strength
        }
      }
    }
  }
}
