import Glibc

/// How much light a product takes from the surface that carries it: 0 nothing, 1 all.
///
/// Three parts: a dark line where it touches, the dimness below its body, and the shadow that it
/// casts away from the light, softer the farther it falls. All at half size, for it is soft.
struct Shadow {
  private let plane: Plane

  /// The light taken from a pixel of the finished picture.
  func at(_ x: Int, _ y: Int) -> Float { plane.sample(Float(x) / 2, Float(y) / 2) }

  init(
    of product: Pixels, left: Int, top: Int, on footprint: Footprint, framing: Framing,
    stage: Stage
  ) {
    let metre = framing.metre / 2
    let flat = max(framing.slope / framing.metre, 0.12)
    let size = (framing.width / 2 + 1, framing.height / 2 + 1)
    let touch = Shadow.touch(footprint, size)
    let body = Shadow.body(footprint, size)
    let clearance = footprint.clearance / framing.metre
    let close = touch.blurred(0.012 * metre, 0.006 * metre)
    let wide = 0.03 + 0.32 * clearance
    let below = body.blurred(wide * metre, wide * metre * flat)
    let around = body.blurred(0.14 * metre, 0.14 * metre * flat)
    let depth = 0.8 * expf(-clearance / 0.34) + 0.08
    let cast = Shadow.cast(product, left, top, footprint, framing, stage, size, flat)
    let strength = 0.36 + 0.4 * (1 - stage.softness)
    plane = Plane(size.0, size.1)
    for index in 0..<plane.count {
      let contact = 1 - min(close.at[index] * 1.6, 1) * 0.62
      let dim = (1 - below.at[index] * depth) * (1 - around.at[index] * 0.22)
      plane.at[index] = 1 - contact * dim * (1 - cast.at[index] * strength)
    }
  }

  /// A thin line below each foot.
  private static func touch(_ footprint: Footprint, _ size: (Int, Int)) -> Plane {
    let plane = Plane(size.0, size.1)
    for index in footprint.near.indices where footprint.touches[index] {
      let (x, y) = ((footprint.from + index) / 2, Int(footprint.near[index] / 2))
      for row in (y - 1)...(y + 1) where x >= 0 && x < size.0 && row >= 0 && row < size.1 {
        plane.at[row * size.0 + x] = 1
      }
    }
    return plane
  }

  private static func body(_ footprint: Footprint, _ size: (Int, Int)) -> Plane {
    let plane = Plane(size.0, size.1)
    for index in footprint.near.indices {
      let column = footprint.from + index
      guard column >= 0, column / 2 < size.0 else { continue }
      fill(plane, column / 2, footprint.rows(at: column), shift: 0, value: 1)
    }
    return plane
  }

  /// Slices of the product, each moved along the light by its height.
  private static func cast(
    _ product: Pixels, _ left: Int, _ top: Int, _ footprint: Footprint, _ framing: Framing,
    _ stage: Stage, _ size: (Int, Int), _ flat: Float
  ) -> Plane {
    let out = Plane(size.0, size.1)
    let way = stage.shadow
    let bands: [(from: Float, to: Float, strength: Float)] = [
      (0, 0.12, 1), (0.12, 0.35, 0.85), (0.35, 0.75, 0.6), (0.75, 1.3, 0.34),
    ]
    for band in bands {
      let plane = Plane(size.0, size.1)
      let steps = max(Int((band.to - band.from) * framing.metre / 6), 1)
      for step in 0..<steps {
        let height = band.from + (band.to - band.from) * Float(step) / Float(steps)
        let row = Int(footprint.middle - height * framing.metre) - top
        guard row >= 0 else { break }
        let shift = (x: height * framing.metre * way.x, y: height * framing.metre * way.y)
        slice(product, min(row, product.height - 1), left, footprint, shift, into: plane)
      }
      let soft = (0.025 + 0.34 * stage.softness * (band.from + band.to) / 2) * framing.metre / 2
      let blurred = plane.blurred(soft, soft * max(flat, 0.3))
      for index in 0..<out.count {
        out.at[index] = max(out.at[index], blurred.at[index] * band.strength)
      }
    }
    return out.blurred(0.02 * framing.metre / 2, 0.02 * framing.metre / 2 * flat)
  }

  private static func slice(
    _ product: Pixels, _ row: Int, _ left: Int, _ footprint: Footprint,
    _ shift: (x: Float, y: Float), into plane: Plane
  ) {
    guard let alpha = product.alpha else { return }
    for x in stride(from: 0, to: product.width, by: 2) {
      let cover = alpha.at[row * product.width + x]
      let column = Int((Float(x + left) + shift.x) / 2)
      guard cover > 0.05, column >= 0, column < plane.width else { continue }
      fill(plane, column, footprint.rows(at: x + left), shift: shift.y, value: cover)
    }
  }

  private static func fill(
    _ plane: Plane, _ column: Int, _ rows: ClosedRange<Float>, shift: Float, value: Float
  ) {
    let first = max(Int((rows.lowerBound + shift) / 2), 0)
    let last = min(Int((rows.upperBound + shift) / 2), plane.height - 1)
    guard first <= last else { return }
    for row in first...last {
      let index = row * plane.width + column
      plane.at[index] = max(plane.at[index], value)
    }
  }
}
