/// The lower silhouette of a product: where it may touch the floor.
struct Outline {
  /// Per column the lowest row that is covered, or -1.
  let lowest: [Int]
  /// The lowest row of all.
  let bottom: Int
  let left: Int
  let right: Int

  init(_ pixels: Pixels) {
    let (width, height) = (pixels.width, pixels.height)
    var lowest = [Int](repeating: -1, count: width)
    for x in 0..<width {
      lowest[x] = (0..<height).last { (pixels.alpha?.at[$0 * width + x] ?? 1) > 0.5 } ?? -1
    }
    self.lowest = lowest
    bottom = lowest.max() ?? height - 1
    left = lowest.firstIndex { $0 >= 0 } ?? 0
    right = lowest.lastIndex { $0 >= 0 } ?? width - 1
  }

  /// The middle of what stands, at the row of its nearest point.
  var base: (x: Float, y: Float) {
    let reach = Float(max(bottom - (lowest.filter { $0 >= 0 }.min() ?? 0), 1))
    let height = min(reach, Float(right - left)) * 0.16
    let feet = standing(within: max(height, 4))
    guard let first = feet.first, let last = feet.last else {
      return (Float(left + right) / 2, Float(bottom))
    }
    return (Float(first + last) / 2, Float(bottom))
  }

  /// The columns whose lowest pixel is not far above the lowest of all.
  func standing(within rise: Float) -> [Int] {
    lowest.indices.filter { lowest[$0] >= 0 && Float(bottom - lowest[$0]) <= rise }
  }

  /// The near edge of the footprint: a taut thread around the feet from below, as one row per
  /// column from the first to the last foot.
  func thread(within rise: Float) -> (from: Int, rows: [Float]) {
    let feet = standing(within: rise)
    guard let first = feet.first, let last = feet.last else { return (0, []) }
    var hull: [(x: Float, y: Float)] = []
    for column in feet {
      let point = (x: Float(column), y: Float(lowest[column]))
      while hull.count >= 2 {
        let (before, corner) = (hull[hull.count - 2], hull[hull.count - 1])
        let turn =
          (corner.x - before.x) * (point.y - before.y)
          - (corner.y - before.y) * (point.x - before.x)
        guard turn >= 0 else { break }
        hull.removeLast()
      }
      hull.append(point)
    }
    var rows: [Float] = []
    var part = 0
    for column in first...last {
      while part + 1 < hull.count - 1, hull[part + 1].x < Float(column) { part += 1 }
      guard part + 1 < hull.count else { return (first, [hull[0].y]) }
      let (start, end) = (hull[part], hull[part + 1])
      let share = (Float(column) - start.x) / max(end.x - start.x, 1)
      rows.append(start.y + (end.y - start.y) * min(max(share, 0), 1))
    }
    return (first, rows)
  }
}
