/// Where and how large a product is: its middle and size in pixels of the whole picture.
struct Pose: Equatable {
  var x: Float
  var y: Float
  var width: Float
  var height: Float
}

/// A picture in which a product is looked for, in several sizes.
struct Haystack {
  /// One size of it.
  struct Level {
    let width: Int
    let height: Int
    /// Its pixels per pixel of the whole picture.
    let factor: Float
    /// Encoded colours.
    let at: [SIMD4<Float>]
  }

  /// Linear light, in full size.
  let channels: [Plane]
  /// From the smallest to the largest.
  let levels: [Level]

  var width: Int { channels[0].width }
  var height: Int { channels[0].height }

  /// How warm the light can be that falls on things in it, told by its bright parts.
  ///
  /// Lamps colour walls and ceilings too; in daylight a warmer product has another colour.
  let warmth: Float

  init(_ pixels: Pixels) {
    warmth = Haystack.warmth(pixels.channels)
    channels = pixels.channels
    let longest = max(pixels.width, pixels.height)
    let sides = [160, 320, 640].filter { Float($0) < Float(longest) * 0.8 } + [longest]
    levels = sides.map { Level(pixels.channels, factor: Float($0) / Float(longest)) }
  }

  private static func warmth(_ channels: [Plane]) -> Float {
    let step = max(channels[0].count / 12_000, 1)
    let lights = stride(from: 0, to: channels[0].count, by: step).map { index in
      SIMD3(channels[0].at[index], channels[1].at[index], channels[2].at[index])
    }
    let bright = lights.sorted {
      Light.luminance($0.x, $0.y, $0.z) > Light.luminance($1.x, $1.y, $1.z)
    }.prefix(max(lights.count * 3 / 10, 1))
    let mean = bright.reduce(0) { $0 + RoomLight.warmth(of: $1) } / Float(bright.count)
    return min(max(mean, 0.1) + 0.06, 0.5)
  }
}

extension Haystack.Level {
  init(_ channels: [Plane], factor: Float) {
    width = max(Int((Float(channels[0].width) * factor).rounded()), 1)
    height = max(Int((Float(channels[0].height) * factor).rounded()), 1)
    self.factor = factor
    let (width, height) = (width, height)
    let sized = factor < 1 ? channels.map { $0.resampled(to: width, height) } : channels
    at = (0..<width * height).map { index in
      SIMD4(
        Light.byte(sized[0].at[index]), Light.byte(sized[1].at[index]),
        Light.byte(sized[2].at[index]), 0) / 255
    }
  }

  /// The colour between pixels; the border goes on outside.
  @inline(__always)
  func sample(_ x: Float, _ y: Float) -> SIMD4<Float> {
    let x = min(max(x - 0.5, 0), Float(width - 1))
    let y = min(max(y - 0.5, 0), Float(height - 1))
    let (left, top) = (Int(x), Int(y))
    let right = min(left + 1, width - 1)
    let (row, below) = (top * width, min(top + 1, height - 1) * width)
    let (u, v) = (x - Float(left), y - Float(top))
    let upper = at[row + left] * (1 - u) + at[row + right] * u
    let lower = at[below + left] * (1 - u) + at[below + right] * u
    return upper * (1 - v) + lower * v
  }

  /// How much the picture looks like the sketch at some pose: 1 is alike, 0 is chance.
  ///
  /// Light and tint of the room don't matter, since only the pattern of differences is
  /// compared; a visible outline counts a little.
  func likeness(_ sketch: Sketch, _ pose: Pose) -> Float {
    let size = SIMD2(pose.width, pose.height)
    let middle = SIMD2(pose.x, pose.y)
    var (along, sum, squares) = (SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>())
    for index in sketch.places.indices {
      let place = (middle + sketch.places[index] * size) * factor
      let colour = sample(place.x, place.y)
      along += sketch.colours[index] * colour
      sum += colour
      squares += colour * colour
    }
    let count = Float(max(sketch.places.count, 1))
    let spread = (squares - sum * sum / count).sum()
    let alike = along.sum() / ((sketch.spread * max(spread, 0)).squareRoot() + count * 0.0004)
    return alike + 0.12 * min(rim(sketch, middle, size) / 0.1, 1) - outside(pose)
  }

  /// The mean difference between both sides of the outline.
  private func rim(_ sketch: Sketch, _ middle: SIMD2<Float>, _ size: SIMD2<Float>) -> Float {
    guard !sketch.rim.isEmpty else { return 0 }
    var total: Float = 0
    let away = 1.6 / factor
    for (place, out) in sketch.rim {
      let way = out * size
      let length = max((way * way).sum().squareRoot(), 1e-6)
      let step = way * (away / length)
      let outer = (middle + place * size + step) * factor
      let inner = (middle + place * size - step) * factor
      let gap = sample(outer.x, outer.y) - sample(inner.x, inner.y)
      total += (gap * gap).sum().squareRoot()
    }
    return total / Float(sketch.rim.count)
  }

  /// A penalty for what would lie outside the picture.
  private func outside(_ pose: Pose) -> Float {
    let (wide, tall) = (Float(width) / factor, Float(height) / factor)
    let over =
      max(pose.width / 2 - pose.x, 0) + max(pose.x + pose.width / 2 - wide, 0)
      + (max(pose.height / 2 - pose.y, 0) + max(pose.y + pose.height / 2 - tall, 0))
    return over / max(pose.width, pose.height)
  }
}
