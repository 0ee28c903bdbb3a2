import Imaging

/// A person's strokes over the picture.
struct Hint {
  private let strokes: [CutOutHint.Stroke]

  init(_ hint: CutOutHint?) { strokes = hint?.strokes ?? [] }

  var isEmpty: Bool { strokes.isEmpty }

  /// The strokes in a picture of this size; later strokes go over earlier ones.
  func fixed(_ width: Int, _ height: Int) -> Fixed {
    var fixed = Fixed(width, height)
    for stroke in strokes { draw(stroke, on: &fixed) }
    return fixed
  }

  private func draw(_ stroke: CutOutHint.Stroke, on fixed: inout Fixed) {
    let (width, height) = (Float(fixed.width), Float(fixed.height))
    let radius = Float(stroke.radius) * width
    let points = stroke.points.map { (x: Float($0.x) * width, y: Float($0.y) * height) }
    guard var last = points.first else { return }
    for point in points {
      let (right, down) = (point.x - last.x, point.y - last.y)
      let length = (right * right + down * down).squareRoot()
      let steps = max(Int(length / max(radius / 2, 0.5)), 1)
      for step in 0...steps {
        let share = Float(step) / Float(steps)
        fixed.dab(
          last.x + right * share, last.y + down * share, radius: radius,
          stroke.keeps ? .keep : .drop)
      }
      last = point
    }
  }
}
