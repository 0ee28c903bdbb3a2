/// Tells the rim of a product from a place in the middle of a slope.
///
/// At a rim the picture changes, and is then done with it. Where a product fades into its ground,
/// it goes on changing as it did, and a cut there is an arbitrary one. The shadow under a product
/// is such a slope too, but a dark one.
struct Fading {
  private let light: Plane
  private let shade: Plane
  private let slope: Plane
  private let reach: Int

  /// A change as strong as this, encoded, is a rim whatever follows.
  private static let plain: Float = 0.08
  /// A weaker one than this is not looked at: there is nothing to compare.
  private static let least: Float = 0.008

  init(_ clues: Clues) {
    (light, shade, slope) = (clues.light.boxed(1), clues.shade, clues.slope)
    reach = max(min(light.width, light.height) / 200, 4)
  }

  /// The share of a rim that lies within a slope.
  func share(of wide: Mask, besides ground: Mask) -> Float {
    var (all, within): (Float, Float) = (0, 0)
    for index in wide.at.indices where wide.at[index] && !ground.at[index] {
      all += 1
      if contains(index) { within += 1 }
    }
    return within / max(all, 1)
  }

  /// Whether it goes on to change, towards the product, much as it does across this pixel.
  private func contains(_ index: Int) -> Bool {
    let (width, height) = (light.width, light.height)
    let (x, y) = (index % width, index / width)
    guard shade.at[index] > 0.88, min(x, y) > 4 * reach, x + 4 * reach < width,
      y + 4 * reach < height
    else { return false }
    let right = light.at[index + reach] - light.at[index - reach]
    let down = light.at[index + reach * width] - light.at[index - reach * width]
    let length = (right * right + down * down).squareRoot()
    guard length > Fading.least else { return false }
    // Products that fade into white get darker inwards, so that is the way to look.
    func seen(_ steps: Int) -> Float {
      let far = Float(steps * reach) / length
      return light.sample(Float(x) - right * far, Float(y) - down * far)
    }
    let across = seen(-1) - seen(1)
    let (next, last) = (seen(1) - seen(2), seen(2) - seen(3))
    guard across < Fading.plain, min(next, last) > 0.3 * across else { return false }
    return steepest(around: index) < 2.5 * across / Float(2 * reach)
  }

  /// The steepest pixel within a few: at a rim it stands out.
  private func steepest(around index: Int) -> Float {
    var most: Float = 0
    for down in -2...2 {
      for right in -2...2 { most = max(most, slope.at[index + down * slope.width + right]) }
    }
    return most
  }
}
