/// The pixels whose side is known beforehand: 1 kept, -1 dropped, 0 open.
struct Fixed {
  enum Side: Int8 { case keep = 1, drop = -1 }

  let width: Int
  let height: Int
  private(set) var at: [Int8]

  init(_ width: Int, _ height: Int) {
    (self.width, self.height) = (width, height)
    at = [Int8](repeating: 0, count: width * height)
  }

  /// Fixes a round spot.
  mutating func dab(_ x: Float, _ y: Float, radius: Float, _ side: Side) {
    let radius = max(radius, 0.6)
    let (top, bottom) = (max(Int(y - radius), 0), min(Int(y + radius + 1), height - 1))
    let (left, right) = (max(Int(x - radius), 0), min(Int(x + radius + 1), width - 1))
    guard top <= bottom, left <= right else { return }
    for row in top...bottom {
      for column in left...right {
        let (across, down) = (Float(column) - x, Float(row) - y)
        if across * across + down * down <= radius * radius {
          at[row * width + column] = side.rawValue
        }
      }
    }
  }

  /// The fixed pixels of one side, repeated until they make up a quarter of so many others:
  /// a thin stroke must not drown.
  func weighty(_ side: Side, among others: Int) -> [Int] {
    let own = at.indices.filter { at[$0] == side.rawValue }
    guard !own.isEmpty else { return [] }
    let times = min(max(others / 4 / own.count, 1), 50)
    return (0..<times).flatMap { _ in own }
  }
}
