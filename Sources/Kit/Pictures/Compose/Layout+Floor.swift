import Imaging

extension Layout {
  /// Things on the free floor; what belongs on a table stands on one of them, lamps hang above.
  ///
  /// More than this shape can show at true scale is refused in words.
  static func onFloor(
    _ scene: Scene, _ subjects: [Subject], _ stage: Stage, _ chance: inout Chance
  ) throws -> Layout {
    var groups = Loading(subjects)
    let isTall = groups.standing.contains { $0.measures.height > 1.3 }
    let near =
      isTall
      ? 0.15 : turn(scene, [Float(0.5), 0.8, 0.3, 0.95], by: 2) + chance.between(-0.05, 0.05)
    let depth = stage.farthest + (stage.nearest - stage.farthest) * near
    var arrangement = Arrangement(groups.standing, on: stage.floor, depth: depth, &chance)
    if arrangement.front < 2.3 { arrangement.move(away: 2.3 - arrangement.front) }
    let share = turn(scene, [Float(0.5), 0.26, 0.74, 0.42]) + chance.between(-0.06, 0.06)
    try fit(&arrangement, scene, stage)
    settle(&arrangement, stage, share: share, try? Clutter(scene.plateFile, stage))
    var (spots, carriers) = groups.loaded(arrangement, stage)
    let framing = floorView(spots, scene, stage, &chance)
    for index in spots.indices { spots[index].lower(into: framing) }
    return Layout(framing, spots, carriers: carriers)
  }

  /// Somewhere on the free floor, as far as there is room: near the wished place, where it
  /// covers or cuts the least of what the room itself shows.
  private static func settle(
    _ arrangement: inout Arrangement, _ stage: Stage, share: Float, _ clutter: Clutter?
  ) {
    let ends = arrangement.spots.map { ($0.right - $0.reach.right, $0.right + $0.reach.right) }
    let (left, right) = (ends.map(\.0).min() ?? 0, ends.map(\.1).max() ?? 0)
    let room = (stage.right - stage.left) - (right - left)
    guard room > 0 else {
      return arrangement.move(right: (stage.left + stage.right - right - left) / 2)
    }
    var best: (cost: Float, right: Float) = (.infinity, 0)
    for step in -5...5 {
      let place = min(max(share + Float(step) * 0.06, 0), 1)
      let wished = stage.left + room * place - left
      var tried = arrangement
      tried.move(right: wished)
      let cost = (clutter?.behind(tried.frame) ?? 0) * 9 + abs(place - share)
      if cost < best.cost { best = (cost, wished) }
    }
    arrangement.move(right: best.right)
  }

  /// Farther away, and at last smaller, until the widest view of this shape holds everything.
  private static func fit(
    _ arrangement: inout Arrangement, _ scene: Scene, _ stage: Stage
  ) throws {
    let ratio = Float(scene.aspect.ratio)
    let widest = Framing.widest(ratio, in: stage)
    guard widest.isFinite else { return }
    let farthest = Float(RoomPlate.farthestStep)
    func excess() -> Float {
      max(
        arrangement.frame.width / (widest * Float(RoomPlate.share)),
        arrangement.frame.height / (widest / ratio * 0.86))
    }
    for _ in 0..<8 where excess() > 1 && arrangement.spots.allSatisfy({ $0.depth < farthest }) {
      arrangement.move(away: 0.1)
    }
    guard excess() > 1 else { return }
    // A little looks like a few steps back; more would look like a room for giants.
    if arrangement.spots.count > 1, excess() > Float(RoomPlate.giving) {
      throw ImagingError.refused(
        "These products do not fit a picture of \(scene.aspect.rawValue) side by side at their "
          + "true size. Choose a wider shape or fewer products.")
    }
    arrangement.shrink(by: 1 / excess())
  }

  private static func floorView(
    _ spots: [Spot], _ scene: Scene, _ stage: Stage, _ chance: inout Chance
  ) -> Framing {
    let hanging = spots.contains { $0.lift != nil }
    if stage.size == nil {
      return plainView(Frame.around(spots.map(\.frame)), scene, stage, &chance)
    }
    let frame = Frame.around(spots.map(\.seen))
    let fill = turn(scene, [Float(0.54), 0.42, 0.48, 0.62], by: 1) + chance.between(-0.02, 0.02)
    return view(
      of: frame, scene, stage, fill: spots.count > 1 ? fill + 0.2 : fill,
      tall: hanging ? 0.8 : turn(scene, [0.66, 0.6, 0.63, 0.7]),
      aside: turn(scene, [0.5, 0.58, 0.42, 0.46], by: 2),
      level: turn(scene, [0.86, 0.88, 0.84, 0.9]),
      least: turn(scene, [720, 840, 780, 640], by: 1))
  }

  /// In front of a plain background the product fills the picture; on pure white, as far as
  /// marketplaces demand it.
  static func plainView(
    _ frame: Frame, _ scene: Scene, _ stage: Stage, _ chance: inout Chance
  ) -> Framing {
    var isWhite = false
    if case .plain(let backdrop) = scene.setting { isWhite = backdrop.isPureWhite }
    let white: [Float] = [0.88, 0.93, 0.86, 0.91]
    let other: [Float] = [0.7, 0.6, 0.76, 0.66]
    let fill = turn(scene, isWhite ? white : other, by: 1)
    let ratio = Float(scene.aspect.ratio)
    let across = max(frame.width / fill, frame.height / fill * ratio)
    let free = (1 - frame.height / across * ratio) / 2
    return view(
      of: frame, scene, stage, fill: fill, tall: fill,
      aside: isWhite ? 0.5 : turn(scene, [0.5, 0.44, 0.55, 0.47]) + chance.between(-0.01, 0.01),
      level: 1 - free * (isWhite ? 1 : 0.82), least: 1)
  }
}
