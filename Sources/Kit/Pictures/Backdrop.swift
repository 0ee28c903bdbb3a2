/// The smooth surface behind a product, guessed from the picture's border.
///
/// Per channel a polynomial of second order, fitted so that a product or a shadow that touches
/// the border does not count.
struct Backdrop {
  /// What the surface follows, per channel: it is worked out where it is asked for.
  private let fits: [[Double]]
  private let width: Int
  private let height: Int
  /// The share of the border that belongs to the surface.
  let calm: Float
  /// How far pixels of the surface stray from it.
  let noise: Float
  /// How much light relative to the surface may differ by grain alone: in the dark by more.
  var noiseOfShade: Float {
    min(3 * noise / brightness, 0.05)
  }

  /// The surface in the middle of the picture, encoded: 0.1 to 1.
  var brightness: Float {
    min(max(surface(1, at: height / 2 * width + width / 2), 0.1), 1)
  }

  /// Whether it is white, grey or nearly so.
  let isGrey: Bool

  init(_ colours: [Plane]) {
    let (width, height) = (colours[0].width, colours[0].height)
    (self.width, self.height) = (width, height)
    let ring = Backdrop.ring(width, height)
    var fits: [[Double]] = []
    var residuals = [Float](repeating: 0, count: ring.count)
    for plane in colours {
      let fit = Backdrop.fit(plane, ring)
      for (place, index) in ring.enumerated() {
        let stray = abs(plane.at[index] - Backdrop.value(fit, index, width, height))
        residuals[place] = max(residuals[place], stray)
      }
      fits.append(fit)
    }
    self.fits = fits
    let sorted = residuals.sorted()
    noise = max(sorted[sorted.count / 2], 0.002)
    let limit = min(max(4 * noise, 0.03), 0.05)
    calm = Float(sorted.prefix { $0 < limit }.count) / Float(sorted.count)
    let middle = fits.map { $0[0] }
    isGrey = (middle.max() ?? 0) - (middle.min() ?? 0) < 0.12
  }

  /// Pixels near the border, at most a few thousand.
  private static func ring(_ width: Int, _ height: Int) -> [Int] {
    let depth = max(min(width, height) / 40, 2)
    let step = max((width + height) / 700, 1)
    var ring: [Int] = []
    for y in stride(from: 0, to: height, by: step) {
      let isEdge = y < depth || y >= height - depth
      for x in stride(from: 0, to: width, by: step)
      where isEdge || x < depth || x >= width - depth {
        ring.append(y * width + x)
      }
    }
    return ring
  }

  /// What a fit's six numbers are multiplied with at a pixel; the last two places are free.
  private static func terms(_ index: Int, _ width: Int, _ height: Int) -> SIMD8<Double> {
    let x = 2 * Double(index % width) / Double(width) - 1
    let y = 2 * Double(index / width) / Double(height) - 1
    return SIMD8(1, x, y, x * x, x * y, y * y, 0, 0)
  }

  /// One channel of the surface, encoded, at a pixel.
  func surface(_ channel: Int, at index: Int) -> Float {
    Backdrop.value(fits[channel], index, width, height)
  }

  /// One channel of the surface, encoded, at each pixel.
  func surface(_ channel: Int) -> Plane {
    let (plane, fit) = (Plane(width, height), fits[channel])
    let (f0, f1, f2, f3, f4, f5) = (fit[0], fit[1], fit[2], fit[3], fit[4], fit[5])
    for row in 0..<height {
      let y = 2 * Double(row) / Double(height) - 1
      let line = plane.at + row * width
      for column in 0..<width {
        let x = 2 * Double(column) / Double(width) - 1
        let curve = f3 * x * x + f4 * x * y + f5 * y * y
        line[column] = Float(f0 + f1 * x + f2 * y + curve)
      }
    }
    return plane
  }

  private static func value(_ fit: [Double], _ index: Int, _ width: Int, _ height: Int) -> Float {
    let x = 2 * Double(index % width) / Double(width) - 1
    let y = 2 * Double(index / width) / Double(height) - 1
    let curve = fit[3] * x * x + fit[4] * x * y + fit[5] * y * y
    return Float(fit[0] + fit[1] * x + fit[2] * y + curve)
  }

  /// Least squares again and again, each time with less weight on what strays.
  private static func fit(_ plane: Plane, _ ring: [Int]) -> [Double] {
    let values = ring.map { Double(plane.at[$0]) }
    let known = ring.map { terms($0, plane.width, plane.height) }
    // Shadows darken: the surface is sought among the brighter half.
    let start = values.sorted()[values.count * 6 / 10]
    var fit = [start, 0, 0, 0, 0, 0]
    var scale = 0.08
    for _ in 0..<6 {
      var system = [SIMD8<Double>](repeating: SIMD8(), count: 6)
      for (place, terms) in known.enumerated() {
        var guess = 0.0
        for index in 0..<6 { guess += fit[index] * terms[index] }
        let stray = (values[place] - guess) / scale
        guard abs(stray) < 1 else { continue }
        let weight = (1 - stray * stray) * (1 - stray * stray)
        var row = terms
        row[6] = values[place]
        for index in 0..<6 { system[index] += weight * terms[index] * row }
      }
      for row in 0..<6 { system[row][row] += 1e-6 }
      fit = solved(system.map { rows in (0..<7).map { rows[$0] } })
      scale = max(scale * 0.7, 0.02)
    }
    return fit
  }

  /// Gauss, for six unknowns.
  private static func solved(_ system: [[Double]]) -> [Double] {
    var rows = system
    for pivot in 0..<6 {
      let best = (pivot..<6).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
      rows.swapAt(pivot, best)
      guard abs(rows[pivot][pivot]) > 1e-12 else { continue }
      for row in 0..<6 where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot..<7 { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<6).map { abs(rows[$0][$0]) > 1e-12 ? rows[$0][6] / rows[$0][$0] : 0 }
  }
}
