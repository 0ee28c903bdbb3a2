import Imaging

/// The part of the plate that is shown, and how much it is enlarged.
///
/// Never squeezed: one factor
/// holds for both directions.
struct Framing {
  /// The upper left corner, in pixels of the plate.
  let left: Float
  let top: Float
  /// The finished picture in pixels.
  let width: Int
  let height: Int
  /// Pixels of the finished picture for one of the plate.
  let zoom: Float

  /// The size of the finished picture.
  static func size(_ scene: Scene) -> (width: Int, height: Int) {
    let side = Float(min(max(scene.longestSide, 64), 4_096))
    let ratio = Float(scene.aspect.ratio)
    return ratio >= 1
      ? (Int(side), Int((side / ratio).rounded())) : (Int((side * ratio).rounded()), Int(side))
  }

  /// A view that is so wide, moved until it lies within the plate, if there is one.
  init(_ size: (width: Int, height: Int), across: Float, left: Float, top: Float, in stage: Stage) {
    (width, height) = size
    let ratio = Float(size.width) / Float(size.height)
    let wide = stage.size.map { min(across, $0.width, $0.height * ratio) } ?? across
    zoom = Float(size.width) / wide
    let down = wide / ratio
    // Whole pixels of the plate, so that the room and what stands in it agree.
    self.left = stage.size.map { min(max(left, 0), $0.width - wide).rounded(.down) } ?? left
    self.top = stage.size.map { min(max(top, 0), $0.height - down).rounded(.down) } ?? top
  }

  /// The widest view of this shape that the plate has.
  static func widest(_ ratio: Float, in stage: Stage) -> Float {
    stage.size.map { min($0.width, $0.height * ratio) } ?? .infinity
  }
}
