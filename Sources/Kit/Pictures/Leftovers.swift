/// Ground that is taken for product, since it shows between parts as fine as hair.
///
/// It looks just like the surface behind, and right beside it is what clearly does not. A white
/// product on white looks like that surface too, but only its rim has anything beside it.
struct Leftovers {
  /// As a share of the product.
  let share: Float

  init(_ matte: Matte, _ pixels: Pixels, _ clues: Clues) {
    let alpha = matte.alpha
    let (width, height, reach) = (alpha.width, alpha.height, Leftovers.reach)
    var (product, left): (Float, Float) = (0, 0)
    for y in 0..<height {
      for index in y * width..<(y + 1) * width where alpha.at[index] > 0.5 {
        product += 1
        let x = index - y * width
        guard alpha.at[index] > 0.9, x >= reach, y >= reach, x < width - reach,
          y < height - reach, Leftovers.isSurface(index, pixels, clues.backdrop),
          Leftovers.hasContrast(index, clues)
        else { continue }
        left += 1
      }
    }
    share = left / max(product, 1)
  }

  /// How far to trust a cut that leaves so much, 0.4 to 1.
  var trust: Float { 1 - 0.6 * min(max((share - 0.0095) / 0.006, 0), 1) }

  private static let reach = 4

  /// Whether a pixel is as bright and as grey as the surface behind it.
  private static func isSurface(_ index: Int, _ pixels: Pixels, _ backdrop: Backdrop) -> Bool {
    let relative = SIMD3<Float>(
      share(of: 0, index, pixels, backdrop), share(of: 1, index, pixels, backdrop),
      share(of: 2, index, pixels, backdrop))
    let mean = Light.luminance(relative.x, relative.y, relative.z)
    let stray = max(abs(relative.x - mean), abs(relative.y - mean), abs(relative.z - mean))
    return abs(mean - 1) < 0.12 && stray < 0.1
  }

  private static func share(
    of channel: Int, _ index: Int, _ pixels: Pixels, _ backdrop: Backdrop
  ) -> Float {
    pixels.channels[channel].at[index]
      / max(Light.fromEncoded(backdrop.surface(channel, at: index)), 0.02)
  }

  /// Whether a tenth of what is around a pixel is clearly no surface.
  private static func hasContrast(_ index: Int, _ clues: Clues) -> Bool {
    var count = 0
    for down in -reach...reach {
      let row = index + down * clues.shade.width
      for place in row - reach...row + reach
      where clues.shade.at[place] < 0.7 || clues.tinge.at[place] > 0.2 { count += 1 }
    }
    return count * 10 > (2 * reach + 1) * (2 * reach + 1)
  }
}
