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
    let feet = standing(within: max(Float(min(bottom, right - left)) * 0.2, 4))
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
  ///
  /// A floor seen from standing height is foreshortened, so the thread is never steep; where it
  /// would be, it has left the feet and climbs the body.
  func thread(within rise: Float) -> (from: Int, rows: [Float]) {
    let hull = flat(taut(standing(within: rise)))
    guard let first = hull.first, let last = hull.last else { return (0, []) }
    var rows: [Float] = []
    var part = 0
    for column in Int(first.x)...Int(last.x) {
      while part + 2 < hull.count, hull[part + 1].x < Float(column) { part += 1 }
      let (start, end) = (hull[part], hull[min(part + 1, hull.count - 1)])
      let share = (Float(column) - start.x) / max(end.x - start.x, 1)
      rows.append(start.y + (end.y - start.y) * min(max(share, 0), 1))
    }
    return (Int(first.x), rows)
  }

  private typealias Point = (x: Float, y: Float)

  /// The corners of the thread, from left to right.
  private func taut(_ feet: [Int]) -> [Point] {
    var hull: [Point] = []
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
    return hull
  }

  /// The corners around the lowest one, as far as the thread stays flat.
  private func flat(_ hull: [Point]) -> [Point] {
    guard var first = hull.indices.max(by: { hull[$0].y < hull[$1].y }) else { return [] }
    var last = first
    func isFlat(_ one: Point, _ other: Point) -> Bool {
      abs(one.y - other.y) <= 1.3 * abs(one.x - other.x)
    }
    while first > 0, isFlat(hull[first - 1], hull[first]) { first -= 1 }
    while last + 1 < hull.count, isFlat(hull[last], hull[last + 1]) { last += 1 }
    return Array(hull[first...last])
  }
}
