/// One number per pixel.
final class Plane {
  let width: Int
  let height: Int
  let at: UnsafeMutablePointer<Float>

  var count: Int { width * height }

  init(_ width: Int, _ height: Int, filled value: Float = 0) {
    self.width = width
    self.height = height
    at = .allocate(capacity: max(width * height, 1))
    at.initialize(repeating: value, count: max(width * height, 1))
  }

  deinit { at.deallocate() }

  /// A copy, to be changed.
  func copy() -> Plane {
    let other = Plane(width, height)
    other.at.update(from: at, count: count)
    return other
  }

  /// Each pixel from its own value.
  func map(_ change: (Float) -> Float) -> Plane {
    let other = Plane(width, height)
    for index in 0..<count { other.at[index] = change(at[index]) }
    return other
  }

  /// The value between pixels; the border goes on outside.
  func sample(_ x: Float, _ y: Float) -> Float {
    let x = min(max(x, 0), Float(width - 1))
    let y = min(max(y, 0), Float(height - 1))
    let (left, top) = (min(Int(x), width - 1), min(Int(y), height - 1))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (u, v) = (x - Float(left), y - Float(top))
    let upper = at[top * width + left] * (1 - u) + at[top * width + right] * u
    let lower = at[bottom * width + left] * (1 - u) + at[bottom * width + right] * u
    return upper * (1 - v) + lower * v
  }
}

extension Plane {
  /// The mean over a square of `2 * radius + 1`; at the border over what there is of it.
  func boxed(_ radius: Int) -> Plane {
    guard radius > 0 else { return copy() }
    let rows = Plane(width, height)
    for y in 0..<height {
      Plane.box(from: at + y * width, to: rows.at + y * width, width, step: 1, radius)
    }
    let out = Plane(width, height)
    for x in 0..<width {
      Plane.box(from: rows.at + x, to: out.at + x, height, step: width, radius)
    }
    return out
  }

  /// Nearly a Gaussian: three boxes.
  func blurred(_ sigma: Float) -> Plane {
    guard sigma > 0.3 else { return copy() }
    let ideal = (12 * sigma * sigma / 3 + 1).squareRoot()
    let radius = max(Int((ideal - 1) / 2 + 0.5), 1)
    return boxed(radius).boxed(radius).boxed(radius)
  }

  private static func box(
    from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>,
    _ count: Int, step: Int, _ radius: Int
  ) {
    var sum: Float = 0
    for index in 0..<min(radius, count) { sum += source[index * step] }
    for index in 0..<count {
      if index + radius < count { sum += source[(index + radius) * step] }
      if index - radius - 1 >= 0 { sum -= source[(index - radius - 1) * step] }
      let inside = min(index + radius, count - 1) - max(index - radius, 0) + 1
      target[index * step] = sum / Float(inside)
    }
  }

  /// The largest (or, with `min`, smallest) value in a square.
  func extreme(_ radius: Int, _ pick: (Float, Float) -> Float) -> Plane {
    let rows = Plane(width, height)
    for y in 0..<height {
      for x in 0..<width {
        var best = at[y * width + x]
        for near in max(x - radius, 0)...min(x + radius, width - 1) {
          best = pick(best, at[y * width + near])
        }
        rows.at[y * width + x] = best
      }
    }
    let out = Plane(width, height)
    for y in 0..<height {
      let (top, bottom) = (max(y - radius, 0), min(y + radius, height - 1))
      for x in 0..<width {
        var best = rows.at[y * width + x]
        for near in top...bottom { best = pick(best, rows.at[near * width + x]) }
        out.at[y * width + x] = best
      }
    }
    return out
  }
}
