import Imaging

/// A room as something stands in it: places in pixels of the plate, light always from the left.
///
/// Products are photographed with light from the left. A room that is lit from the right is
/// mirrored; the product never is, for a mirrored corner sofa is another sofa.
struct Stage {
  let plate: RoomPlate
  let isMirrored: Bool
  let width: Float
  let height: Float

  init(_ plate: RoomPlate) {
    self.plate = plate
    isMirrored = plate.light.isFromTheRight
    width = Float(plate.width)
    height = Float(plate.height)
  }

  var horizon: Float { Float(plate.horizonY) * height }
  var eye: Float { Float(plate.camera.height) }
  var focal: Float { Float(plate.camera.focal) }
  var left: Float {
    Float(isMirrored ? 1 - plate.stand.right : plate.stand.left) * width
  }
  var right: Float {
    Float(isMirrored ? 1 - plate.stand.left : plate.stand.right) * width
  }
  var softness: Float { Float(plate.light.softness) }

  /// Pixels per metre for what stands on the floor at this row.
  func metre(at row: Float) -> Float { (row - horizon) / eye }

  /// Rows per metre of depth for a floor that lies so far below the eye, at this scale.
  func slope(_ metre: Float, below drop: Float) -> Float { drop * metre * metre / focal }

  /// Where the shadow of a post ends, in multiples of its height as drawn.
  var shadow: (x: Float, y: Float) {
    guard plate.light.shadow.count == 2 else { return (0.5, 0) }
    let unit = Float(max(plate.pixelsPerMetre, 1))
    let x = Float(plate.light.shadow[0]) / unit * (isMirrored ? -1 : 1)
    return (min(max(x, -1.2), 1.2), Float(plate.light.shadow[1]) / unit)
  }

  /// The light's colour, softened because cameras and eyes adapt to it.
  var tint: [Float] {
    guard plate.light.tint.count == 3 else { return [1, 1, 1] }
    return plate.light.tint.map { Float($0).squareRoot() }
  }

  /// How bright a product is here compared to its picture in a studio.
  var exposure: Float {
    let bright = max(Float(plate.floorLuminance), 0.7 * Float(plate.averageLuminance))
    return min(max(0.4 + 0.8 * bright, 0.45), 1)
  }
}
