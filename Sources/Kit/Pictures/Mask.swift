/// A yes or no per pixel.
struct Mask {
  let width: Int
  let height: Int
  var at: [Bool]

  init(_ width: Int, _ height: Int, _ value: Bool = false) {
    self.width = width
    self.height = height
    at = [Bool](repeating: value, count: width * height)
  }

  init(_ width: Int, _ height: Int, where test: (Int) -> Bool) {
    self.width = width
    self.height = height
    at = (0..<width * height).map(test)
  }

  var inverted: Mask { Mask(width, height) { !at[$0] } }

  /// Yes where any pixel within the square of `2 * radius + 1` is.
  func grown(_ radius: Int) -> Mask {
    var rows = Mask(width, height)
    var out = Mask(width, height)
    at.withUnsafeBufferPointer { source in
      rows.at.withUnsafeMutableBufferPointer { rows in
        for y in 0..<height {
          var last = -radius - 1
          for x in 0..<width + radius {
            if x < width, source[y * width + x] { last = x }
            if x >= radius, x - last <= 2 * radius { rows[y * width + x - radius] = true }
          }
        }
      }
    }
    // Columns side by side: one after the other they would miss the cache at every pixel.
    var last = [Int](repeating: -radius - 1, count: width)
    rows.at.withUnsafeBufferPointer { rows in
      out.at.withUnsafeMutableBufferPointer { out in
        for y in 0..<height + radius {
          if y < height {
            for x in 0..<width where rows[y * width + x] { last[x] = y }
          }
          if y >= radius {
            for x in 0..<width where y - last[x] <= 2 * radius {
              out[(y - radius) * width + x] = true
            }
          }
        }
      }
    }
    return out
  }

  /// Yes where all pixels within the square are; outside the picture counts as yes.
  func shrunk(_ radius: Int) -> Mask { inverted.grown(radius).inverted }

  /// All that hangs together with the seeds, within this mask.
  func reached(from seeds: some Sequence<Int>) -> Mask {
    var out = Mask(width, height)
    var waiting: [Int] = []
    for seed in seeds where at[seed] && !out.at[seed] {
      out.at[seed] = true
      waiting.append(seed)
    }
    while let index = waiting.popLast() {
      let x = index % width
      if x > 0 { visit(index - 1) }
      if x < width - 1 { visit(index + 1) }
      if index >= width { visit(index - width) }
      if index < at.count - width { visit(index + width) }
    }
    return out

    func visit(_ index: Int) {
      guard at[index], !out.at[index] else { return }
      out.at[index] = true
      waiting.append(index)
    }
  }

  /// What of this mask lies within so many steps of another, without it.
  func reached(from start: Mask, steps: Int) -> Mask {
    var out = Mask(width, height)
    var front = start.at.indices.filter { start.at[$0] }
    for _ in 0..<steps where !front.isEmpty {
      var next: [Int] = []
      for index in front {
        let x = index % width
        for (near, isInside) in [
          (index - 1, x > 0), (index + 1, x < width - 1), (index - width, index >= width),
          (index + width, index < at.count - width),
        ] where isInside && at[near] && !start.at[near] && !out.at[near] {
          out.at[near] = true
          next.append(near)
        }
      }
      front = next
    }
    return out
  }

  /// The nearest of what hangs together with the seeds, within this mask: so many at most.
  func reached(from seeds: [Int], most: Int) -> Mask {
    var out = Mask(width, height)
    var waiting = seeds
    for seed in seeds { out.at[seed] = true }
    var next = 0
    while next < waiting.count, waiting.count < most {
      let index = waiting[next]
      next += 1
      let x = index % width
      for (near, isInside) in [
        (index - 1, x > 0), (index + 1, x < width - 1), (index - width, index >= width),
        (index + width, index < at.count - width),
      ] where isInside && at[near] && !out.at[near] {
        out.at[near] = true
        waiting.append(near)
      }
    }
    return out
  }

  /// The connected pieces, each as a list of pixels.
  func pieces() -> [[Int]] {
    var seen = Mask(width, height)
    var pieces: [[Int]] = []
    for start in at.indices where at[start] && !seen.at[start] {
      seen.at[start] = true
      var piece = [start]
      var next = 0
      while next < piece.count {
        let index = piece[next]
        next += 1
        let x = index % width
        for (near, isInside) in [
          (index - 1, x > 0), (index + 1, x < width - 1), (index - width, index >= width),
          (index + width, index < at.count - width),
        ] where isInside && at[near] && !seen.at[near] {
          seen.at[near] = true
          piece.append(near)
        }
      }
      pieces.append(piece)
    }
    return pieces
  }

  /// The pixels along the picture's border.
  var border: [Int] {
    let ends = (0..<width).flatMap { [$0, (height - 1) * width + $0] }
    return ends + (0..<height).flatMap { [$0 * width, $0 * width + width - 1] }
  }
}

extension Mask {
  /// The same shape in another size, with a smooth rim.
  func resized(_ newWidth: Int, _ newHeight: Int) -> Mask {
    guard newWidth != width || newHeight != height else { return self }
    let soft = Plane(width, height)
    for index in at.indices where at[index] { soft.at[index] = 1 }
    let smooth = soft.blurred(0.6)
    let (across, down) = (Float(width) / Float(newWidth), Float(height) / Float(newHeight))
    return Mask(newWidth, newHeight) { index in
      let (x, y) = (Float(index % newWidth), Float(index / newWidth))
      return smooth.sample((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5) > 0.5
    }
  }
}
