import Glibc
import Imaging

extension Raster {
  /// Whether a step can be taken without a picture made of numbers.
  static func takes(_ edit: Edit) -> Bool {
    if case .resize = edit { return false }
    return true
  }

  /// One step; or nothing at all, where it is too much for so large a picture.
  mutating func take(_ edit: Edit, mask: [UInt8]?) throws -> Bool {
    switch edit {
    case .crop, .cropPixels, .shape:
      if let box = try Box.left(by: edit, of: width, height, zoom: zoom) { crop(box) }
    case .rotate(let degrees): try rotate(degrees)
    case .mirror: mirror()
    case .flip: flip()
    case .sharpen(let amount): sharpen(Float(min(max(amount, 0), 1)))
    case .tone(let tone): change(tone)
    case .enlarge(let side): self = try enlarged(to: side)
    case .remove(let seed): return try remove(Hole(mask, width, height), seed: seed)
    case .removePart(let part, let seed):
      return try remove(Hole(part, width, height), seed: seed)
    case .resize: return false
    }
    return true
  }

  /// The same bytes in another arrangement: `from` says where each pixel was.
  private mutating func rearrange(
    _ newWidth: Int, _ newHeight: Int, from place: (_ x: Int, _ y: Int) -> Int
  ) {
    let (bands, old) = (bands, bytes)
    let made = [UInt8](unsafeUninitializedCapacity: newWidth * newHeight * bands) { new, used in
      old.withUnsafeBufferPointer { old in
        // In blocks, since columns that become rows would miss the cache at every pixel.
        for top in stride(from: 0, to: newHeight, by: 32) {
          for left in stride(from: 0, to: newWidth, by: 32) {
            for y in top..<min(top + 32, newHeight) {
              for x in left..<min(left + 32, newWidth) {
                let (from, to) = (place(x, y) * bands, (y * newWidth + x) * bands)
                for band in 0..<bands { new[to + band] = old[from + band] }
              }
            }
          }
        }
      }
      used = newWidth * newHeight * bands
    }
    self = Raster(made, newWidth, newHeight, bands, zoom: zoom)
  }

  private mutating func crop(_ box: Box) {
    let width = width
    rearrange(box.width, box.height) { x, y in (y + box.top) * width + x + box.left }
  }

  /// Left and right change places.
  private mutating func mirror() {
    let width = width
    rearrange(width, height) { x, y in y * width + width - 1 - x }
  }

  /// Top and bottom change places.
  private mutating func flip() {
    let (width, height) = (width, height)
    rearrange(width, height) { x, y in (height - 1 - y) * width + x }
  }

  /// Quarter turns move pixels; other angles read between them, and lose the corners.
  private mutating func rotate(_ degrees: Double) throws {
    let turn = try Turn(degrees)
    let (width, height) = (width, height)
    switch turn.quarters {
    case 1: rearrange(height, width) { x, y in (height - 1 - x) * width + y }
    case 2: rearrange(width, height) { x, y in (height - y) * width - 1 - x }
    case 3: rearrange(height, width) { x, y in x * width + width - 1 - y }
    default: break
    }
    if let angle = turn.rest { self = turned(by: angle) }
  }

  /// Turned clockwise around its middle; only the middle part is kept.
  private func turned(by angle: Float) -> Raster {
    let size = Turn.inside(width, height, angle)
    let (sine, cosine) = (sinf(angle), cosf(angle))
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    let made = [UInt8](unsafeUninitializedCapacity: size.width * size.height * bands) { new, used in
      bytes.withUnsafeBufferPointer { old in
        let between = Between(old, width, height, bands)
        for y in 0..<size.height {
          let down = Float(y) - Float(size.height - 1) / 2
          for x in 0..<size.width {
            let across = Float(x) - Float(size.width - 1) / 2
            between.write(
              middleX + across * cosine + down * sine, middleY - across * sine + down * cosine,
              to: new, (y * size.width + x) * bands)
          }
        }
      }
      used = size.width * size.height * bands
    }
    return Raster(made, size.width, size.height, bands, zoom: zoom)
  }
}

/// Reads light between the pixels of a picture by cubic curves through them; the border goes on.
private struct Between {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let width: Int
  private let height: Int
  private let bands: Int
  private let table = Light.linear

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int, _ bands: Int) {
    (self.bytes, self.width, self.height, self.bands) = (bytes, width, height, bands)
  }

  func write(_ x: Float, _ y: Float, to out: UnsafeMutableBufferPointer<UInt8>, _ place: Int) {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (across, down) = (Turn.cubic(x - left), Turn.cubic(y - top))
    var sum = SIMD4<Float>()
    for row in 0..<4 {
      let line = min(max(Int(top) + row - 1, 0), height - 1) * width
      var part = SIMD4<Float>()
      for column in 0..<4 {
        part += light(line + min(max(Int(left) + column - 1, 0), width - 1)) * across[column]
      }
      sum += part * down[row]
    }
    let share = min(max(sum.w, 1 / 512), 1)
    for channel in 0..<3 { out[place + channel] = UInt8(Light.byte(sum[channel] / share) + 0.5) }
    if bands == 4 { out[place + 3] = UInt8(min(max(sum.w, 0), 1) * 255 + 0.5) }
  }

  /// Red, green and blue weighted by alpha, and alpha.
  private func light(_ pixel: Int) -> SIMD4<Float> {
    let at = pixel * bands
    let alpha = bands == 4 ? Float(bytes[at + 3]) / 255 : 1
    return SIMD4(
      table[Int(bytes[at])], table[Int(bytes[at + 1])], table[Int(bytes[at + 2])], 1) * alpha
  }
}
