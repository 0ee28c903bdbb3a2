/// Where the picture gets darker evenly over a distance, as it does at the rim of a shadow.
///
/// A product's edge is as steep, but over within a few pixels.
struct Penumbra {
  private let slope: Plane
  private let light: Plane
  private let reach: Float

  /// No shadow's rim is steeper, per pixel and encoded.
  private static let steepest: Float = 0.05

  init(_ clues: Clues) {
    (slope, light) = (clues.slope, clues.light)
    reach = max(Float(min(slope.width, slope.height)) / 300, 2)
  }

  /// Whether the slope goes on to both sides about as it is here.
  func contains(_ index: Int) -> Bool {
    let steep = slope.at[index]
    guard steep < Penumbra.steepest else { return false }
    let (width, height) = (slope.width, slope.height)
    let (x, y) = (index % width, index / width)
    guard x > 0, y > 0, x < width - 1, y < height - 1 else { return false }
    let right = light.at[index + 1] - light.at[index - 1]
    let down = light.at[index + width] - light.at[index - width]
    let length = max((right * right + down * down).squareRoot(), 1e-6)
    let (across, along) = (right / length * reach, down / length * reach)
    let before = slope.sample(Float(x) - across, Float(y) - along)
    let behind = slope.sample(Float(x) + across, Float(y) + along)
    return min(before, behind) > 0.5 * steep && max(before, behind) < 1.6 * steep
  }
}
