import Glibc
import Imaging

/// A room as something stands in it: lengths in metres, light always from the left.
///
/// Products are photographed with light from the left. A room that is lit from the right is
/// mirrored; the product never is, for a mirrored corner sofa is another sofa.
struct Stage {
  /// The plate's size in pixels; a plain background has no end.
  let size: (width: Float, height: Float)?
  let isMirrored: Bool
  /// The floor as the whole plate shows it.
  let floor: Surface
  let eye: Float
  /// The free floor, to the left and right of straight ahead.
  let left: Float
  let right: Float
  /// How far away things may stand.
  let nearest: Float
  let farthest: Float
  /// The wall at the back, where there is one.
  let wall: Wall?
  /// How the light travels on its way down: to the right and away, per metre of height.
  let travel: (right: Float, away: Float)
  let softness: Float
  /// The light's colour, softened because cameras and eyes adapt to it.
  let tint: [Float]
  /// How bright a product is here compared to its picture in a studio.
  let exposure: Float
  /// The floor's colour, which its reflected light carries to what stands on it.
  let bounce: [Float]
  let style: String

  init(_ plate: RoomPlate) {
    let (width, height) = (Float(plate.width), Float(plate.height))
    isMirrored = plate.light.isFromTheRight
    size = (width, height)
    eye = Float(plate.camera.height)
    let floor = Surface(
      horizon: Float(plate.horizonY) * height, middle: width / 2,
      focal: Float(plate.camera.focal), drop: eye)
    self.floor = floor
    let ends = [Float(plate.stand.left), Float(plate.stand.right)].map {
      ($0 - 0.5) * width / Float(max(plate.pixelsPerMetre, 1))
        * (plate.light.isFromTheRight ? -1 : 1)
    }
    (left, right) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    nearest = floor.depth(at: Float(plate.stand.nearest) * height)
    farthest = floor.depth(at: Float(plate.stand.farthest) * height)
    wall = plate.wall.map { Wall($0, plate, floor) }
    travel = Stage.travel(plate.light)
    softness = min(max(Float(plate.light.softness), 0), 1)
    tint = plate.light.tint.count == 3 ? plate.light.tint.map { powf(Float($0), 0.32) } : [1, 1, 1]
    let bright = max(Float(plate.floorLuminance), 0.8 * Float(plate.averageLuminance))
    exposure = min(0.43 + bright, 1)
    bounce = Stage.hue(plate.floorRGB)
    style = plate.style
  }

  /// A photographer's studio: soft light from the upper left, and room on all sides.
  init(_ backdrop: PlainBackdrop) {
    (size, isMirrored, eye) = (nil, false, 1.2)
    floor = Surface(horizon: 0, middle: 0, focal: 1_600, drop: 1.2)
    (left, right, nearest, farthest) = (-2.5, 2.5, 3.9, 4.7)
    wall = Wall(depth: 5, left: -2.5, right: 2.5)
    (travel, softness) = ((0.36, 0.12), 0.75)
    (tint, exposure) = ([1, 1, 1], 1)
    bounce = backdrop.isPureWhite ? [1, 1, 1] : Stage.hue(backdrop.rgb.map(Double.init))
    style = backdrop.isPureWhite ? "white" : backdrop.kind == .flat ? "flat" : "plain"
  }

  /// The light's way, never so low that a shadow gets lost in the room, always to the right.
  private static func travel(_ light: RoomPlate.Light) -> (Float, Float) {
    guard light.direction.count == 3, light.direction[2] < -0.01 else { return (0.6, 0) }
    let down = Float(-light.direction[2])
    let (right, away) = (abs(Float(light.direction[0])) / down, Float(light.direction[1]) / down)
    let length = max((right * right + away * away).squareRoot(), 0.001)
    let kept = min(length, 1.25) / length
    return (right * kept, away * kept)
  }

  /// A colour in linear light, at luminance 1.
  private static func hue(_ rgb: [Double]) -> [Float] {
    guard rgb.count == 3 else { return [1, 1, 1] }
    let light = rgb.map { Light.fromEncoded(Float($0) / 255) }
    let bright = max(Light.luminance(light[0], light[1], light[2]), 0.01)
    return light.map { $0 / bright }
  }
}
