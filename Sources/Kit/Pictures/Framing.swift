import Imaging

/// How one picture is laid out: the crop of the plate, and where and how large the product is.
struct Framing {
  /// The part of the plate that is shown, in its pixels.
  var crop: Box
  /// The finished picture in pixels.
  let width: Int
  let height: Int
  /// Where the middle of the product's width and its lowest point come (of something that
  /// hangs, its highest), in pixels of the finished picture.
  var base: (x: Float, y: Float)
  /// Pixels of the finished picture per metre, at the product.
  var metre: Float
  /// Rows per metre of depth on the surface that carries the product.
  var slope: Float
  /// How far the room is out of focus, in pixels of the finished picture.
  var blur: Float

  /// The size of the finished picture.
  static func size(_ scene: Scene) -> (width: Int, height: Int) {
    let side = Float(min(max(scene.longestSide, 64), 4_096))
    let ratio = Float(scene.aspect.ratio)
    return ratio >= 1
      ? (Int(side), Int((side / ratio).rounded())) : (Int((side * ratio).rounded()), Int(side))
  }

  /// A product on the free floor.
  static func floor(
    _ subject: Subject, _ stage: Stage, _ scene: Scene, _ chance: inout Chance
  ) -> Framing {
    let turn = scene.variant & 3
    let ratio = Float(scene.aspect.ratio)
    let stand = stage.plate.stand
    let near = [Float(0.5), 0.75, 0.3, 0.95][turn] + chance.between(-0.05, 0.05)
    let row = (Float(stand.farthest) + Float(stand.nearest - stand.farthest) * near) * stage.height
    var metre = stage.metre(at: row)
    let fill = [Float(0.54), 0.44, 0.49, 0.58][turn] + chance.between(-0.02, 0.02)
    let (wide, tall) = subject.metres
    let largest = min(stage.width, stage.height * ratio)
    let least = ratio >= 1 ? 720 : 720 * ratio
    let across = min(max(wide * metre / fill, tall * metre / 0.66 * ratio, least), largest)
    // A picture too narrow for the product shows it from a little farther away.
    metre = min(metre, across * 0.9 / wide, across / ratio * 0.82 / tall)
    let half = wide * metre * 0.45
    let share = [Float(0.5), 0.32, 0.68, 0.42][turn] + chance.between(-0.06, 0.06)
    let (first, last) = (stage.left + half, stage.right - half)
    let x = first < last ? first + (last - first) * share : (first + last) / 2
    let slope = stage.slope(metre, below: stage.eye)
    let foot = row + subject.depth / 2 * slope
    let aside = [Float(0.5), 0.55, 0.45, 0.47][turn]
    let level = [Float(0.84), 0.87, 0.82, 0.86][turn]
    return Framing(
      size(scene), stage, across: across, left: x - across * aside,
      top: foot - across / ratio * level, base: (x, foot), metre: metre, slope: slope, blur: 0)
  }

  /// A product on a table that stands close by, with the room out of focus behind.
  static func tabletop(
    _ subject: Subject, _ stage: Stage, _ scene: Scene, _ chance: inout Chance
  ) -> Framing {
    let turn = scene.variant & 3
    let ratio = Float(scene.aspect.ratio)
    let (wide, tall) = subject.metres
    let fill = [Float(0.44), 0.38, 0.41, 0.48][turn] + chance.between(-0.02, 0.02)
    let largest = min(stage.width, stage.height * ratio)
    let across = min([Float(900), 1_000, 820, 760][turn] * max(ratio, 0.75), largest)
    let metre = min(across * fill / wide, across / ratio * 0.66 / tall)
    let slope = stage.slope(metre, below: 0.32 * stage.focal / metre)
    let level = [Float(0.86), 0.84, 0.88, 0.85][turn]
    let aside = [Float(0.5), 0.4, 0.6, 0.47][turn] + chance.between(-0.02, 0.02)
    let share = [Float(0.5), 0.3, 0.65, 0.42][turn] + chance.between(-0.05, 0.05)
    let left = (stage.width - across) * share
    let top = min(max(stage.horizon - across / ratio * 0.42, 0), stage.height - across / ratio)
    let base = (left + across * aside, top + across / ratio * level)
    return Framing(
      size(scene), stage, across: across, left: left, top: top, base: base, metre: metre,
      slope: slope, blur: 5.5)
  }

  /// A lamp that hangs in the upper half; the base is its top.
  static func ceiling(
    _ subject: Subject, _ stage: Stage, _ scene: Scene, _ chance: inout Chance
  ) -> Framing {
    let turn = scene.variant & 3
    let ratio = Float(scene.aspect.ratio)
    let (wide, tall) = subject.metres
    let largest = min(stage.width, stage.height * ratio)
    let across = min([Float(980), 860, 1_080, 800][turn] * max(ratio, 0.8), largest)
    let fill = [Float(0.36), 0.4, 0.34, 0.44][turn] + chance.between(-0.02, 0.02)
    let metre = min(across * fill / wide, across / ratio * 0.6 / tall)
    let share = [Float(0.45), 0.3, 0.6, 0.4][turn] + chance.between(-0.05, 0.05)
    let left = (stage.width - across) * share
    let top = min(max(stage.horizon - across / ratio * 0.72, 0), stage.height - across / ratio)
    let aside = [Float(0.5), 0.44, 0.57, 0.48][turn] + chance.between(-0.02, 0.02)
    let low = [Float(0.58), 0.62, 0.55, 0.6][turn]
    let base = (left + across * aside, top + across / ratio * low - tall * metre)
    return Framing(
      size(scene), stage, across: across, left: left, top: top, base: base, metre: metre,
      slope: 0, blur: 2.2)
  }

  private init(
    _ size: (width: Int, height: Int), _ stage: Stage, across: Float, left: Float, top: Float,
    base: (Float, Float), metre: Float, slope: Float, blur: Float
  ) {
    (width, height) = size
    let down = min(across * Float(size.height) / Float(size.width), stage.height)
    let x = min(max(left, 0), stage.width - across)
    let y = min(max(top, 0), stage.height - down)
    crop = Box(
      left: Int(x), top: Int(y), width: min(Int(across), Int(stage.width) - Int(x)),
      height: min(Int(down), Int(stage.height) - Int(y)))
    let zoom = Float(size.width) / Float(crop.width)
    self.base = (
      (base.0 - Float(crop.left)) * zoom,
      (base.1 - Float(crop.top)) * Float(size.height) / Float(crop.height)
    )
    self.metre = metre * zoom
    self.slope = slope * zoom
    self.blur = blur * zoom
  }
}

extension Subject {
  /// The size of the whole cut-out in metres, with whatever sticks out.
  var metres: (wide: Float, tall: Float) {
    (Float(pixels.width) / scale, Float(pixels.height) / scale)
  }
}
