/// How sharp a picture is where its product is.
enum Sharpness {
  /// 0 to 100: how fast the strongest edges rise, in shares of the fastest that pixels can.
  ///
  /// Each edge is judged by its steepest step compared with its whole height, so that neither
  /// the contrast of the product nor the number of its edges counts.
  static func of(_ lightness: Plane, where mask: Mask) -> Double {
    var steps: [Float] = []
    for (plane, mask) in [(lightness, mask), (lightness.transposed(), mask.transposed())] {
      steps += rises(plane, mask)
    }
    guard steps.count > 30 else { return 0 }
    steps.sort()
    let high = steps[steps.count * 8 / 10]
    return Double(min(max((high - 0.12) / 0.6, 0), 1)) * 100
  }

  /// For each local maximum of slope along rows: its share of the whole rise around it.
  private static func rises(_ plane: Plane, _ mask: Mask) -> [Float] {
    let reach = 5
    guard plane.width > 2 * reach + 2 else { return [] }
    var found: [Float] = []
    for y in stride(from: 0, to: plane.height, by: 2) {
      let row = plane.at + y * plane.width
      for x in reach..<plane.width - reach - 1 where mask.at[y * plane.width + x] {
        let slope = row[x + 1] - row[x]
        guard abs(slope) > 0.03, abs(slope) >= abs(row[x] - row[x - 1]),
          abs(slope) > abs(row[x + 2] - row[x + 1])
        else { continue }
        let rise = Sharpness.rise(row, x, reach, slope > 0)
        if rise > 0.08 { found.append(abs(slope) / rise) }
      }
    }
    return found
  }

  /// How far brightness goes on in one direction around a place.
  private static func rise(
    _ row: UnsafeMutablePointer<Float>, _ x: Int, _ reach: Int, _ isUp: Bool
  ) -> Float {
    let way: Float = isUp ? 1 : -1
    var (left, right) = (x, x + 1)
    while left > x - reach, (row[left] - row[left - 1]) * way > 0 { left -= 1 }
    while right < x + reach, (row[right + 1] - row[right]) * way > 0 { right += 1 }
    return abs(row[right] - row[left])
  }
}

extension Mask {
  /// Columns become rows.
  func transposed() -> Mask {
    Mask(height, width) { at[($0 % height) * width + $0 / height] }
  }
}
