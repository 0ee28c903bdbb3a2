import Imaging

extension Layout {
  /// Small things on a table that stands close by, with the room out of focus behind.
  static func onTable(
    _ scene: Scene, _ subjects: [Subject], _ stage: Stage, _ chance: inout Chance
  ) -> Layout {
    let ratio = Float(scene.aspect.ratio)
    var surface = stage.floor
    surface.drop = stage.size == nil ? 0.5 : 0.4
    var arrangement = Arrangement(subjects, on: surface, depth: 1.8, &chance)
    if stage.size == nil {
      return Layout(plainView(arrangement.frame, scene, stage, &chance), arrangement.spots)
    }
    let widest = Framing.widest(ratio, in: stage)
    let across = min(turn(scene, [760, 860, 720, 660], by: 1) * max(ratio, 0.72), widest)
    let fill =
      turn(scene, [Float(0.46), 0.38, 0.42, 0.52], by: 2) + (subjects.count > 1 ? 0.22 : 0)
    approach(&arrangement, width: across * fill, height: across / ratio * 0.62)
    let share = turn(scene, [0.5, 0.25, 0.75, 0.4]) + chance.between(-0.05, 0.05)
    let aside = turn(scene, [0.5, 0.42, 0.58, 0.47]) + chance.between(-0.02, 0.02)
    let frame = arrangement.frame
    let left = ((stage.size?.width ?? 0) - across) * share
    let wished = left + across * aside
    let metre = arrangement.spots.first?.surface.metre(at: arrangement.front) ?? 1
    arrangement.move(right: (wished - (frame.left + frame.right) / 2) / metre)
    let framing = Framing(
      Framing.size(scene), across: across, left: left,
      top: arrangement.frame.bottom - across / ratio * turn(scene, [0.87, 0.85, 0.89, 0.86]),
      in: stage)
    let end = (arrangement.spots.map { $0.depth + $0.reach.away }.max() ?? 2) + 0.16
    return Layout(framing, arrangement.spots, blur: 5, tableEnd: end)
  }

  /// Lamps that hang in the upper half, close by.
  static func hanging(
    _ scene: Scene, _ subjects: [Subject], _ stage: Stage, _ chance: inout Chance
  ) -> Layout {
    let ratio = Float(scene.aspect.ratio)
    var arrangement = Arrangement(row(of: subjects, on: stage.floor, &chance))
    if stage.size == nil {
      return Layout(plainView(arrangement.frame, scene, stage, &chance), arrangement.spots)
    }
    let widest = Framing.widest(ratio, in: stage)
    let across = min(turn(scene, [820, 720, 900, 680], by: 1) * max(ratio, 0.8), widest)
    let fill = turn(scene, [Float(0.34), 0.4, 0.3, 0.44], by: 2) + (subjects.count > 1 ? 0.3 : 0)
    approach(&arrangement, width: across * fill, height: across / ratio * 0.62)
    let share = turn(scene, [0.5, 0.25, 0.7, 0.38]) + chance.between(-0.05, 0.05)
    let left = ((stage.size?.width ?? 0) - across) * share
    let frame = arrangement.frame
    let metre = arrangement.spots.first?.metre ?? 1
    let aside = turn(scene, [0.5, 0.44, 0.57, 0.48]) + chance.between(-0.02, 0.02)
    arrangement.move(right: (left + across * aside - (frame.left + frame.right) / 2) / metre)
    let framing = Framing(
      Framing.size(scene), across: across, left: left,
      top: stage.floor.horizon - across / ratio * 0.78, in: stage)
    let low = framing.top + across / ratio * turn(scene, [0.6, 0.64, 0.56, 0.62])
    arrangement.lower(by: (low - arrangement.frame.bottom) / metre)
    return Layout(framing, arrangement.spots, blur: 2.4)
  }

  /// Side by side, the first in the middle, each a little higher or lower than the last.
  private static func row(
    of subjects: [Subject], on surface: Surface, _ chance: inout Chance
  ) -> [Spot] {
    var (left, right): (Float, Float) = (0, 0)
    return subjects.enumerated().map { index, subject in
      let half = subject.metres.wide / 2
      let middle =
        index == 0 ? 0 : index % 2 == 1 ? right + 0.16 + half : left - 0.16 - half
      (left, right) = (min(left, middle - half), max(right, middle + half))
      let lift = 0.42 + (index == 0 ? 0 : chance.between(-0.16, 0.16))
      return Spot(subject, on: surface, right: middle, depth: 2.4, lift: lift)
    }
  }

  /// Nearer or farther, until everything is about so wide or so tall.
  private static func approach(_ arrangement: inout Arrangement, width: Float, height: Float) {
    for _ in 0..<4 {
      let frame = arrangement.frame
      let excess = max(frame.width / width, frame.height / height)
      let middle = arrangement.spots.map(\.depth).max() ?? 2
      arrangement.move(away: max(middle * excess, 0.7) - middle)
    }
  }
}
