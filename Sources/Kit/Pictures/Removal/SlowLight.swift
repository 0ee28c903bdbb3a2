/// How brightness and colour change slowly over a picture, carried on through its hole.
///
/// A wall is never evenly lit. Its grain can be taken from anywhere, its light cannot.
struct SlowLight {
  private let planes: [Plane]

  init(_ canvas: Canvas) {
    var small = canvas
    while max(small.width, small.height) > 48 { small = small.halved() }
    let (width, height) = (small.width, small.height)
    var known = Spread(width, height)
    for index in 0..<width * height where !small.hole.at[index] {
      known.put(small.at[index], at: index)
    }
    let level = SlowLight.levelled(known.everywhere(), small.hole)
    planes = (0..<3).map { channel in
      let plane = Plane(width, height)
      for index in 0..<plane.count { plane.at[index] = level[index][channel] }
      let cell = Float(canvas.width) / Float(width)
      return plane.blurred(0.8).bilinear(to: canvas.width, canvas.height).blurred(cell / 2)
    }
  }

  /// In the hole each value becomes the mean of its neighbours, like a skin stretched over it.
  private static func levelled(_ start: [SIMD4<Float>], _ hole: Mask) -> [SIMD4<Float>] {
    var values = start
    let (width, height) = (hole.width, hole.height)
    for _ in 0..<300 {
      for index in hole.at.indices where hole.at[index] {
        let (x, y) = (index % width, index / width)
        let sides = values[max(x - 1, 0) + y * width] + values[min(x + 1, width - 1) + y * width]
        let ends = values[x + max(y - 1, 0) * width] + values[x + min(y + 1, height - 1) * width]
        values[index] = (sides + ends) / 4
      }
    }
    return values
  }

  /// Adds so much of the light to every pixel, in the hole too.
  func add(_ share: Float, to canvas: Canvas) {
    for index in 0..<canvas.width * canvas.height {
      canvas.at[index] +=
        SIMD4(planes[0].at[index], planes[1].at[index], planes[2].at[index], 0) * share
    }
  }
}

extension Plane {
  /// Larger, with straight lines between the values.
  fileprivate func bilinear(to newWidth: Int, _ newHeight: Int) -> Plane {
    let out = Plane(newWidth, newHeight)
    for y in 0..<newHeight {
      let row = (Float(y) + 0.5) * Float(height) / Float(newHeight) - 0.5
      for x in 0..<newWidth {
        let column = (Float(x) + 0.5) * Float(width) / Float(newWidth) - 0.5
        out.at[y * newWidth + x] = sample(column, row)
      }
    }
    return out
  }
}
