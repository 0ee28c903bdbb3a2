import Imaging

/// The wall behind everything, seen straight on; lengths in metres.
struct Wall {
  /// How far away it is.
  let depth: Float
  /// Where it is free, to the left and right of straight ahead.
  let left: Float
  let right: Float

  init(depth: Float, left: Float, right: Float) {
    (self.depth, self.left, self.right) = (depth, left, right)
  }

  init(_ wall: RoomPlate.Wall, _ plate: RoomPlate, _ floor: Surface) {
    let depth = floor.depth(at: Float(wall.foot) * Float(plate.height))
    let ends = [wall.left, wall.right].map {
      (Float($0) - 0.5) * Float(plate.width) / floor.metre(at: depth)
        * (plate.light.isFromTheRight ? -1 : 1)
    }
    self.init(depth: depth, left: min(ends[0], ends[1]), right: max(ends[0], ends[1]))
  }

  /// Things side by side, their middles where eyes look, or higher above what stands there.
  func hung(
    _ subjects: [Subject], around middle: Float, above top: Float, in stage: Stage
  ) -> [Spot] {
    let wide = subjects.reduce(Float(0)) { $0 + $1.metres.wide + Wall.gap } - Wall.gap
    var left = middle - wide / 2
    return subjects.map { subject in
      let tall = subject.metres.tall
      let low = max(1.55 - tall / 2, top + 0.16, 0.08)
      let spot = Spot(
        subject, on: stage.floor, right: left + subject.metres.wide / 2, depth: depth,
        lift: low - stage.eye)
      left += subject.metres.wide + Wall.gap
      return spot
    }
  }

  private static let gap: Float = 0.14
}

extension Subject {
  /// The same where nothing can be hung: large things lean on what is behind, small ones stand
  /// on a table.
  func standing(on stage: Stage) -> Subject {
    guard item.placement == .wall, stage.wall == nil else { return self }
    var other = self
    other.item.placement = measures.height > 0.6 ? .floor : .tabletop
    return other
  }
}
