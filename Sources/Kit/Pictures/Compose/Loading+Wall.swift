import Imaging

extension Loading {
  /// No picture hangs higher than above something so tall, in metres.
  private static let tallest: Float = 1.4

  /// What hangs on the wall: above the widest thing before it, or beside things too tall for that.
  func wallSpots(behind arrangement: Arrangement, _ stage: Stage) -> [Spot] {
    guard let wall = stage.wall, !hung.isEmpty else { return [] }
    let standing = arrangement.spots.filter { $0.subject.item.placement != .lying }
    let low = standing.filter { wall.rise(of: $0, stage) <= Loading.tallest }
    if let middle = low.max(by: { $0.reach.right < $1.reach.right }) {
      return wall.hung(
        hung, around: wall.span(of: middle, stage).middle, above: wall.rise(of: middle, stage),
        in: stage)
    }
    guard !standing.isEmpty else {
      return wall.hung(hung, around: (wall.left + wall.right) / 2, above: 0, in: stage)
    }
    return wall.hung(hung, around: place(beside: standing, wall, stage), above: 0, in: stage)
  }

  /// To the right of everything, or to the left where there is more wall.
  private func place(beside standing: [Spot], _ wall: Wall, _ stage: Stage) -> Float {
    let half = hung.reduce(Float(0)) { $0 + $1.metres.wide } / 2 + 0.3
    let spans = standing.map { wall.span(of: $0, stage) }
    let left = (spans.map(\.left).min() ?? 0) - half
    let right = (spans.map(\.right).max() ?? 0) + half
    return wall.right - right >= left - wall.left ? right : left
  }
}

extension Wall {
  /// Up to what height above the floor something hides the wall, in metres at the wall.
  fileprivate func rise(of spot: Spot, _ stage: Stage) -> Float {
    (stage.floor.horizon - spot.frame.top) / stage.floor.metre(at: depth) + stage.eye
  }

  /// Which part of the wall something hides, in metres to the right of straight ahead.
  fileprivate func span(
    of spot: Spot, _ stage: Stage
  ) -> (left: Float, middle: Float, right: Float) {
    let metre = stage.floor.metre(at: depth)
    let (left, right) = (
      (spot.frame.left - stage.floor.middle) / metre,
      (spot.frame.right - stage.floor.middle) / metre
    )
    return (left, (left + right) / 2, right)
  }
}
