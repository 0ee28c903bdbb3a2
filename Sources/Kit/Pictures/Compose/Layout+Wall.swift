import Imaging

extension Layout {
  /// Mirrors, pictures, clocks and shelves on the free wall.
  ///
  /// What is small is shown from closer by; then the wall is seen less sharply than it is.
  static func onWall(
    _ scene: Scene, _ subjects: [Subject], _ stage: Stage, _ chance: inout Chance
  ) -> Layout {
    let wall = stage.wall ?? Wall(depth: stage.farthest, left: stage.left, right: stage.right)
    let wide = Arrangement(wall.hung(subjects, around: 0, above: 0, in: stage)).spots
    let half = wide.map { abs($0.right) + $0.reach.right }.max() ?? 0
    let share = turn(scene, [Float(0.5), 0.3, 0.7, 0.42]) + chance.between(-0.05, 0.05)
    let free = max(wall.right - wall.left - 2 * half, 0)
    let middle = free > 0 ? wall.left + half + free * share : (wall.left + wall.right) / 2
    let spots = wall.hung(subjects, around: middle, above: 0, in: stage)
    let frame = Frame.around(spots.map(\.frame))
    if stage.size == nil {
      return Layout(plainView(frame, scene, stage, &chance), spots)
    }
    let fill = turn(scene, [Float(0.4), 0.3, 0.36, 0.46], by: 1) + chance.between(-0.02, 0.02)
    let ratio = Float(scene.aspect.ratio)
    let across = max(frame.width / fill, frame.height / 0.56 * ratio, 440 * max(ratio, 0.8))
    let below = (1 - frame.height / (across / ratio)) * turn(scene, [0.56, 0.6, 0.53, 0.58])
    let framing = view(
      of: frame, scene, stage, fill: fill, tall: 0.56,
      aside: turn(scene, [0.5, 0.56, 0.44, 0.47], by: 2), level: 1 - below, least: across)
    return Layout(framing, spots, blur: framing.zoom > 2.2 ? 0.7 : 0)
  }
}
