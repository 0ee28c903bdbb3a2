import Glibc
import Imaging

/// How much light a product takes from the surface that carries it: 0 nothing, 1 all.
///
/// Light comes from a lamp or a window, which is as wide as it is soft, and from all around.
/// Of both, a few dozen directions are tried; what they do not reach is dark. A thin line closes
/// the gap where it touches.
struct Shadow {
  private let plane: Plane
  private let touch: Plane
  private let step: Float

  /// The light taken from a pixel of the finished picture.
  func at(_ x: Int, _ y: Int) -> Float {
    let far = plane.sample((Float(x) + 0.5) / step - 0.5, (Float(y) + 0.5) / step - 0.5)
    let near = touch.sample(Float(x) / 2, Float(y) / 2)
    return 1 - (1 - far) * (1 - near)
  }

  init(of figures: [Figure], in size: (width: Int, height: Int), stage: Stage) {
    let step = max(max(size.width, size.height) / 260, 1)
    self.step = Float(step)
    plane = Plane(size.width / step + 1, size.height / step + 1)
    touch = Plane(size.width / 2 + 1, size.height / 2 + 1)
    for figure in figures {
      add(Occluder(figure, step: step), stage)
      add(touchOf: figure)
    }
  }

  /// What one product takes of the light that is left.
  private func add(_ occluder: Occluder, _ stage: Stage) {
    let key = mean(occluder, Shadow.window(stage))
    let around = mean(occluder, Shadow.dome)
    let strong = 0.8 - 0.3 * stage.softness
    for index in 0..<plane.count {
      let dim = powf(max(around.at[index], 0), 1.3) * 0.64
      let left = (1 - max(key.at[index], 0) * strong) * (1 - dim)
      plane.at[index] = 1 - (1 - plane.at[index]) * left
    }
  }

  /// The share of directions whose light does not arrive.
  private func mean(
    _ occluder: Occluder, _ directions: [(right: Float, away: Float)]
  ) -> Plane {
    let (sum, one) = (Plane(plane.width, plane.height), Plane(plane.width, plane.height))
    let weight = 1 / Float(max(directions.count, 1))
    for direction in directions {
      one.at.update(repeating: 0, count: one.count)
      occluder.cast(direction, onto: one)
      for index in 0..<sum.count { sum.at[index] += one.at[index] * weight }
    }
    return sum.blurred(1)
  }

  /// Directions within the window or the sun.
  private static func window(_ stage: Stage) -> [(right: Float, away: Float)] {
    let wide = 0.035 + 0.42 * stage.softness * stage.softness.squareRoot()
    return spiral(48).map { point in
      (stage.travel.right + point.x * wide, stage.travel.away + point.y * wide)
    }
  }

  /// Directions from everywhere, those from above more often.
  private static let dome: [(right: Float, away: Float)] = spiral(48).map { point in
    let flat = point.x * point.x + point.y * point.y
    let slant = min(1 / (1.04 - flat).squareRoot(), 2.4)
    return (point.x * slant, point.y * slant)
  }

  /// Points that fill the unit circle evenly.
  private static func spiral(_ count: Int) -> [(x: Float, y: Float)] {
    (0..<count).map { index in
      let radius = ((Float(index) + 0.5) / Float(count)).squareRoot()
      let angle = Float(index) * 2.399963
      return (radius * cosf(angle), radius * sinf(angle))
    }
  }

  /// A thin line below each foot.
  private func add(touchOf figure: Figure) {
    let plane = Plane(touch.width, touch.height)
    for column in figure.left..<figure.left + figure.pixels.width {
      guard figure.stands(at: column), let foot = figure.lowest(at: column) else { continue }
      let (x, y) = (column / 2, Int(foot / 2))
      for row in (y - 1)...(y + 1) where x >= 0 && x < plane.width && row >= 0 && row < plane.height
      {
        plane.at[row * plane.width + x] = 1
      }
    }
    let metre = figure.metre / 2
    let soft = plane.blurred(min(0.008 * metre, 5), min(0.004 * metre, 2.2))
    for index in 0..<soft.count {
      touch.at[index] = max(touch.at[index], min(max(soft.at[index], 0) * 1.6, 1) * 0.44)
    }
  }
}
