import Glibc
import Imaging

extension Sheet {
  /// No picture gets larger than this, nor smaller than a pixel.
  static let longestSide = 4_096

  mutating func crop(_ part: PlaceInPicture) throws {
    guard let box = box(of: part) else { throw Sheet.nothingLeft() }
    try crop(box)
  }

  /// A part in pixels; nothing for numbers that mean no place.
  func box(of part: PlaceInPicture) -> Box? {
    let numbers = [part.left, part.top, part.width, part.height]
    guard numbers.allSatisfy({ $0.isFinite && abs($0) <= 2 }) else { return nil }
    let left = Int((part.left * Double(width)).rounded())
    let top = Int((part.top * Double(height)).rounded())
    let right = Int(((part.left + part.width) * Double(width)).rounded())
    let bottom = Int(((part.top + part.height) * Double(height)).rounded())
    return Box(left: left, top: top, width: right - left, height: bottom - top)
  }

  /// The middle, as large as it can be in this shape.
  mutating func shape(_ ratio: Double) throws {
    guard ratio.isFinite, (0.05...20).contains(ratio) else {
      throw ImagingError.refused("A picture can be up to twenty times as long as wide.")
    }
    let wide = min(Int((Double(height) * ratio).rounded()), width)
    let tall = min(Int((Double(width) / ratio).rounded()), height)
    try crop(
      Box(left: (width - wide) / 2, top: (height - tall) / 2, width: wide, height: tall))
  }

  /// What of a box lies inside the picture.
  mutating func crop(_ box: Box) throws {
    let numbers = [box.left, box.top, box.width, box.height]
    guard numbers.allSatisfy({ abs($0) <= 1 << 20 }) else { throw Sheet.nothingLeft() }
    let (left, top) = (max(box.left, 0), max(box.top, 0))
    let inside = Box(
      left: left, top: top, width: min(box.left + box.width, width) - left,
      height: min(box.top + box.height, height) - top)
    guard inside.width > 0, inside.height > 0 else { throw Sheet.nothingLeft() }
    eachPlane { $0.cropped(inside) }
  }

  private static func nothingLeft() -> ImagingError {
    .refused("Nothing of the picture would be left. Choose a part that lies inside it.")
  }

  /// Quarter turns move pixels; other angles read between them, and lose the corners.
  mutating func rotate(_ degrees: Double) throws {
    guard degrees.isFinite, abs(degrees) <= 3_600 else {
      throw ImagingError.refused("Pictures can be turned by up to ten full turns.")
    }
    var rest = degrees.truncatingRemainder(dividingBy: 360)
    if rest < 0 { rest += 360 }
    let quarters = Int((rest / 90).rounded())
    for _ in 0..<quarters % 4 { eachPlane { $0.transposed().mirrored() } }
    let angle = Float(rest - Double(quarters) * 90) * .pi / 180
    guard abs(angle) > 1e-5 else { return }
    let size = Sheet.inside(width, height, angle)
    eachPlane { $0.turned(by: angle, to: size.width, size.height) }
  }

  /// The largest upright rectangle in a turned one.
  private static func inside(_ width: Int, _ height: Int, _ angle: Float) -> (
    width: Int, height: Int
  ) {
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

  /// Lanczos' kernel in linear light.
  mutating func resize(_ newWidth: Int?, _ newHeight: Int?) throws {
    let ratio = Double(width) / Double(height)
    let wide = newWidth ?? newHeight.map { Int((Double(max($0, 1)) * ratio).rounded()) } ?? width
    let tall = newHeight ?? newWidth.map { Int((Double(max($0, 1)) / ratio).rounded()) } ?? height
    guard max(wide, tall, 1) <= Sheet.longestSide, min(newWidth ?? 1, newHeight ?? 1) >= 1 else {
      throw ImagingError.refused("A picture's sides may have 1 to \(Sheet.longestSide) pixels.")
    }
    eachPlane { $0.resampled(to: max(wide, 1), max(tall, 1)).clamped() }
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
    let across = Plane.cubic(x - left)
    let down = Plane.cubic(y - top)
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

  private static func cubic(_ t: Float) -> SIMD4<Float> {
    SIMD4(
      ((2 - t) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((4 - 3 * t) * t + 1) * t / 2,
      (t - 1) * t * t / 2)
  }
}
