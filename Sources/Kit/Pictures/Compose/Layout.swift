import Imaging

/// How one picture is laid out: the crop of the plate, and where everything comes.
struct Layout {
  var framing: Framing
  var spots: [Spot]
  /// Of things that stand on another one: its place in `spots`.
  var carriers: [Int: Int]
  /// How far the room is out of focus, in pixels of the plate.
  var blur: Float = 0
  /// Where the table ends that everything stands on, in metres from the camera.
  var tableEnd: Float?

  init(_ scene: Scene, _ subjects: [Subject], _ stage: Stage, _ chance: inout Chance) throws {
    let subjects = subjects.map { $0.standing(on: stage) }
    let places = Set(subjects.map(\.item.placement))
    if places == [.ceiling] {
      self = .hanging(scene, subjects, stage, &chance)
    } else if places == [.wall] {
      self = .onWall(scene, subjects, stage, &chance)
    } else if places == [.tabletop] {
      self = .onTable(scene, subjects, stage, &chance)
    } else {
      self = try .onFloor(scene, subjects, stage, &chance)
    }
  }

  init(
    _ framing: Framing, _ spots: [Spot], carriers: [Int: Int] = [:], blur: Float = 0,
    tableEnd: Float? = nil
  ) {
    (self.framing, self.spots, self.carriers) = (framing, spots, carriers)
    (self.blur, self.tableEnd) = (blur, tableEnd)
  }

  /// One of several ways to do something, by the variant: neighbours differ plainly.
  ///
  /// After a full turn it goes on `shift` ways later, so that the fifth picture is not the
  /// first again.
  static func turn<Value>(_ scene: Scene, _ ways: [Value], by shift: Int = 0) -> Value {
    let variant = max(scene.variant, 0)
    return ways[(variant + variant / ways.count * shift) % ways.count]
  }

  /// A view around everything: so much of it is filled, and the middle lies there.
  static func view(
    of frame: Frame, _ scene: Scene, _ stage: Stage, fill: Float, tall: Float, aside: Float,
    level: Float, least: Float
  ) -> Framing {
    let ratio = Float(scene.aspect.ratio)
    let across = max(frame.width / fill, frame.height / tall * ratio, least * min(ratio, 1))
    let kept = min(across, Framing.widest(ratio, in: stage))
    let middle = (frame.left + frame.right) / 2
    let wished = middle - kept * aside
    // Off the middle, but never so far that something at the end is cut.
    let edge = max(min(kept * 0.04, (kept - frame.width) / 2), 0)
    let left = min(max(wished, frame.right + edge - kept), frame.left - edge)
    return Framing(
      Framing.size(scene), across: kept, left: left,
      top: frame.bottom - kept / ratio * level, in: stage)
  }
}
