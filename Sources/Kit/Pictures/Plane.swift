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

  /// The mean of all pixels.
  var mean: Float {
    var sum = 0.0
    for index in 0..<count { sum += Double(at[index]) }
    return Float(sum / Double(max(count, 1)))
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
  /// The mean over a rectangle of `2 * across + 1` by `2 * down + 1`; at the border over what
  /// there is of it.
  func boxed(_ across: Int, _ down: Int) -> Plane {
    var rows = self
    if across > 0 {
      rows = Plane(width, height)
      for y in 0..<height {
        Plane.box(from: at + y * width, to: rows.at + y * width, width, across)
      }
    }
    guard down > 0 else { return rows === self ? copy() : rows }
    return rows.columnsBoxed(down)
  }

  /// All columns at a time, row by row: one after the other they would miss the cache at every
  /// pixel.
  private func columnsBoxed(_ radius: Int) -> Plane {
    let out = Plane(width, height)
    let sums = Plane(width, 1)
    func add(_ row: Int) {
      let source = at + row * width
      for x in 0..<width { sums.at[x] += source[x] }
    }
    for row in 0..<min(radius, height) { add(row) }
    for y in 0..<height {
      if y + radius < height { add(y + radius) }
      if y - radius - 1 >= 0 {
        let source = at + (y - radius - 1) * width
        for x in 0..<width { sums.at[x] -= source[x] }
      }
      let inside = Float(min(y + radius, height - 1) - max(y - radius, 0) + 1)
      let target = out.at + y * width
      for x in 0..<width { target[x] = sums.at[x] / inside }
    }
    return out
  }

  /// The mean over a square.
  func boxed(_ radius: Int) -> Plane { boxed(radius, radius) }

  /// Nearly a Gaussian: three boxes.
  func blurred(_ across: Float, _ down: Float) -> Plane {
    func radius(_ sigma: Float) -> Int {
      sigma < 0.3 ? 0 : max(Int(((4 * sigma * sigma + 1).squareRoot() - 1) / 2 + 0.5), 1)
    }
    let (x, y) = (radius(across), radius(down))
    return boxed(x, y).boxed(x, y).boxed(x, y)
  }

  /// Nearly a Gaussian, the same in all directions.
  func blurred(_ sigma: Float) -> Plane { blurred(sigma, sigma) }

  private static func box(
    from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>,
    _ count: Int, _ radius: Int
  ) {
    var sum: Float = 0
    for index in 0..<min(radius, count) { sum += source[index] }
    for index in 0..<count {
      if index + radius < count { sum += source[index + radius] }
      if index - radius - 1 >= 0 { sum -= source[index - radius - 1] }
      let inside = min(index + radius, count - 1) - max(index - radius, 0) + 1
      target[index] = sum / Float(inside)
    }
  }
}
