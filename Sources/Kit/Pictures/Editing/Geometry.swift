import Glibc
import Imaging

extension Sheet {
  /// No picture gets larger than this, nor smaller than a pixel.
  static let longestSide = 4_096

  /// Quarter turns move pixels; other angles read between them, and lose the corners.
  mutating func rotate(_ degrees: Double) throws {
    let turn = try Turn(degrees)
    for _ in 0..<turn.quarters { eachPlane { $0.transposed().mirrored() } }
    guard let angle = turn.rest else { return }
    let size = Turn.inside(width, height, angle)
    eachPlane { $0.turned(by: angle, to: size.width, size.height) }
  }

  /// Lanczos' kernel in linear light; a picture never gets larger than it came, only smaller.
  mutating func resize(_ newWidth: Int?, _ newHeight: Int?) throws {
    let size = try Sheet.size(
      newWidth, newHeight, of: Double(width) / zoom, Double(height) / zoom)
    eachPlane { $0.resampled(to: size.width, size.height).clamped() }
    zoom = 1
  }

  /// The wanted size, or what of it a picture of this size has.
  static func size(
    _ newWidth: Int?, _ newHeight: Int?, of across: Double, _ down: Double
  ) throws -> (width: Int, height: Int) {
    let byWidth = newWidth.map(Double.init) ?? newHeight.map { Double($0) * across / down }
    let byHeight = newHeight.map(Double.init) ?? newWidth.map { Double($0) * down / across }
    let (wide, tall) = (byWidth ?? across, byHeight ?? down)
    let most = min(across / wide, down / tall, 1)
    let wanted = [newWidth, newHeight].compactMap(\.self)
    guard wanted.allSatisfy({ 1...longestSide ~= $0 }),
      max(wide, tall) * most < Double(longestSide) + 1 || wanted.isEmpty
    else {
      throw ImagingError.refused("A picture's sides may have 1 to \(longestSide) pixels.")
    }
    return (
      max(Int((wide * most).rounded()), 1), max(Int((tall * most).rounded()), 1)
    )
  }
}

extension Plane {
  /// What light can be: the kernels swing a little below black and above white.
  func clamped() -> Plane {
    for index in 0..<count { at[index] = min(max(at[index], 0), 1) }
    return self
  }

  func cropped(_ box: Box) -> Plane {
    let out = Plane(box.width, box.height)
    for y in 0..<box.height {
      let row = at + (y + box.top) * width + box.left
      (out.at + y * box.width).update(from: row, count: box.width)
    }
    return out
  }

  /// Left and right change places.
  func mirrored() -> Plane {
    let out = Plane(width, height)
    for y in 0..<height {
      for x in 0..<width { out.at[y * width + x] = at[y * width + width - 1 - x] }
    }
    return out
  }

  /// Top and bottom change places.
  func flipped() -> Plane {
    let out = Plane(width, height)
    for y in 0..<height {
      (out.at + y * width).update(from: at + (height - 1 - y) * width, count: width)
    }
    return out
  }

  /// Turned clockwise around its middle; only the middle part is kept.
  func turned(by angle: Float, to newWidth: Int, _ newHeight: Int) -> Plane {
    let out = Plane(newWidth, newHeight)
    let (sine, cosine) = (sinf(angle), cosf(angle))
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    for y in 0..<newHeight {
      let down = Float(y) - Float(newHeight - 1) / 2
      for x in 0..<newWidth {
        let across = Float(x) - Float(newWidth - 1) / 2
        let value = between(
          middleX + across * cosine + down * sine, middleY - across * sine + down * cosine)
        out.at[y * newWidth + x] = min(max(value, 0), 1)
      }
    }
    return out
  }

  /// The value between pixels by cubic curves through them (Catmull-Rom); the border goes on.
  private func between(_ x: Float, _ y: Float) -> Float {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let across = Turn.cubic(x - left)
    let down = Turn.cubic(y - top)
    var sum: Float = 0
    for row in 0..<4 {
      let line = at + min(max(Int(top) + row - 1, 0), height - 1) * width
      var part: Float = 0
      for column in 0..<4 {
        part += line[min(max(Int(left) + column - 1, 0), width - 1)] * across[column]
      }
      sum += part * down[row]
    }
    return sum
  }
}

/// A turn clockwise: so many quarters, and a rest that is no quarter.
struct Turn {
  /// 0 to 3.
  let quarters: Int
  /// In radians; nothing where none is left.
  let rest: Float?

  init(_ degrees: Double) throws {
    guard degrees.isFinite, abs(degrees) <= 3_600 else {
      throw ImagingError.refused("Pictures can be turned by up to ten full turns.")
    }
    var left = degrees.truncatingRemainder(dividingBy: 360)
    if left < 0 { left += 360 }
    let count = Int((left / 90).rounded())
    let angle = Float(left - Double(count) * 90) * .pi / 180
    (quarters, rest) = (count % 4, abs(angle) > 1e-5 ? angle : nil)
  }

  /// The largest upright rectangle in a turned one.
  static func inside(_ width: Int, _ height: Int, _ angle: Float) -> (width: Int, height: Int) {
    let (sine, cosine) = (abs(sinf(angle)), cosf(angle))
    let (long, short) = (Float(max(width, height)), Float(min(width, height)))
    let (wide, tall): (Float, Float)
    if short <= 2 * sine * cosine * long {
      (wide, tall) = (short / 2 / sine, short / 2 / cosine)
    } else {
      let size = cosine * cosine - sine * sine
      (wide, tall) = ((long * cosine - short * sine) / size, (short * cosine - long * sine) / size)
    }
    let (first, second) = (max(Int(wide), 1), max(Int(tall), 1))
    return width >= height ? (first, second) : (second, first)
  }

  /// How much of four neighbours a place between the middle two has (Catmull-Rom).
  static func cubic(_ t: Float) -> SIMD4<Float> {
    SIMD4(
      ((2 - t) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((4 - 3 * t) * t + 1) * t / 2,
      (t - 1) * t * t / 2)
  }
}
