/// Pixels that are being filled in: encoded colours from 0 to 255, the hole among them.
final class Canvas {
  let width: Int
  let height: Int
  let at: UnsafeMutablePointer<SIMD4<Float>>
  /// What is to be filled.
  let hole: Mask

  init(_ width: Int, _ height: Int, hole: Mask) {
    self.width = width
    self.height = height
    self.hole = hole
    at = .allocate(capacity: max(width * height, 1))
    at.initialize(repeating: SIMD4(), count: max(width * height, 1))
  }

  deinit { at.deallocate() }

  convenience init(_ channels: [Plane], hole: Mask) {
    self.init(channels[0].width, channels[0].height, hole: hole)
    // What is to be removed is not even looked at.
    for index in 0..<width * height where !hole.at[index] {
      at[index] = SIMD4(
        Light.byte(channels[0].at[index]), Light.byte(channels[1].at[index]),
        Light.byte(channels[2].at[index]), 0)
    }
  }

  /// Half the size, from what is known of each four pixels; a hole where little is.
  func halved() -> Canvas {
    let (wide, tall) = (max(width / 2, 1), max(height / 2, 1))
    var sums = [SIMD4<Float>](repeating: SIMD4(), count: wide * tall)
    for y in 0..<tall * 2 where y < height {
      for x in 0..<wide * 2 where x < width && !hole.at[y * width + x] {
        sums[y / 2 * wide + x / 2] += at[y * width + x] + SIMD4(0, 0, 0, 1)
      }
    }
    let out = Canvas(wide, tall, hole: Mask(wide, tall) { sums[$0].w < 2 })
    for index in sums.indices where sums[index].w > 0 {
      out.at[index] = sums[index] / sums[index].w
      out.at[index].w = 0
    }
    return out
  }

  /// A first guess for the hole: what is around it, carried inwards smoothly.
  func guess() {
    var known = hole.inverted
    var front = hole
    while front.at.contains(true) {
      var next: [(Int, SIMD4<Float>)] = []
      for index in front.at.indices where front.at[index] {
        if let mean = mean(around: index, known) { next.append((index, mean)) }
      }
      guard !next.isEmpty else { return }
      for (index, colour) in next {
        at[index] = colour
        known.at[index] = true
        front.at[index] = false
      }
    }
  }

  private func mean(around index: Int, _ known: Mask) -> SIMD4<Float>? {
    let (x, y) = (index % width, index / width)
    var (sum, count) = (SIMD4<Float>(), Float(0))
    for row in max(y - 1, 0)...min(y + 1, height - 1) {
      for column in max(x - 1, 0)...min(x + 1, width - 1) where known.at[row * width + column] {
        sum += at[row * width + column]
        count += 1
      }
    }
    return count > 0 ? sum / count : nil
  }
}
