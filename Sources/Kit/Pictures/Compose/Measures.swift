import Glibc
import Imaging

/// True measures of a product in metres, and what they say about the scale of its picture.
struct Measures {
  let width: Float
  let height: Float
  let depth: Float
  /// Whether it looks the same from all sides, so that its turn does not matter.
  let isRound: Bool
  private let knowsWidth: Bool
  private let knowsHeight: Bool

  /// What is missing follows from the kind of thing, or else from the picture's shape.
  init(_ item: Scene.Item, shape: Float) {
    func metres(_ value: Double?) -> Float? {
      value.flatMap { $0 >= 0.3 && $0 <= 1_000 ? Float($0) / 100 : nil }
    }
    var (wide, tall) = (metres(item.widthCM), metres(item.heightCM))
    if wide == nil && tall == nil {
      (wide, tall) = Measures.usual(item, shape: shape)
    }
    (knowsWidth, knowsHeight) = (wide != nil, tall != nil)
    height = tall ?? (wide ?? 1) / shape * 0.85
    width = wide ?? height * shape
    depth = metres(item.depthCM) ?? Measures.depth(item, width: width)
    let turned: [Furniture] = [
      .pendant, .tableLamp, .floorLamp, .vase, .candle, .plant, .basket, .stool,
    ]
    isRound = turned.contains(item.kind) && abs(width - depth) < 0.25 * width
  }

  /// The measure that such things have in common: lamps differ in width, sofas in height.
  private static func usual(_ item: Scene.Item, shape: Float) -> (Float?, Float?) {
    if let usual = item.kind.usualCM {
      let isWide = usual.width > usual.height || item.placement == .ceiling
      return isWide ? (Float(usual.width) / 100, nil) : (nil, Float(usual.height) / 100)
    }
    switch item.placement {
    case .floor: return shape > 1.6 ? (1.9, nil) : (nil, shape < 0.65 ? 1.5 : 0.85)
    case .lying: return (shape > 1 ? 2 : 1.4, nil)
    case .tabletop: return (nil, 0.35)
    case .ceiling: return (0.42, nil)
    case .wall: return (0.6, nil)
    }
  }

  private static func depth(_ item: Scene.Item, width: Float) -> Float {
    guard let usual = item.kind.usualCM else { return min(width, 0.45 * width + 0.2) }
    let share = Float(usual.depth / usual.width)
    return item.placement == .lying ? width * share : min(Float(usual.depth) / 100, width * share)
  }

  /// Pixels per metre in a picture that shows the product this wide and this tall, and how far
  /// it reaches away from the camera.
  func scale(of outline: Outline, width: Int, height: Int) -> (scale: Float, away: Float) {
    isRound ? round(outline, width, height) : turned(width, height)
  }

  /// Something round shows its width as it is; below it, more than its height: the rim of its
  /// foot that is nearest to the camera.
  ///
  /// Grass or a cord may make either measure too large.
  private func round(_ outline: Outline, _ wide: Int, _ tall: Int) -> (Float, Float) {
    let isSmall = self.height < 0.75
    let (eye, reach): (Float, Float) = isSmall ? (0.5, 1.8) : (1.2, 4.3)
    let byWidth = Float(wide) / width
    let feet = outline.standing(within: Float(wide) * 0.12)
    let span = Float((feet.last ?? 0) - (feet.first ?? 0))
    var scale = byWidth
    for _ in 0..<4 {
      let foot = min(span / scale, width)
      let above = (height - eye) * (height > eye ? 1 : reach / (reach + 0.35 * width))
      let byHeight = Float(tall) / (above + eye * reach / (reach - foot / 2))
      scale = knowsHeight && !knowsWidth ? byHeight : knowsHeight ? min(byWidth, byHeight) : byWidth
    }
    return (scale, min(span / scale, width))
  }

  /// The scale of a product that is seen turned and a little from above.
  ///
  /// Of all turns the one is taken for which width and height tell the same scale; where none
  /// does, something sticks out and makes the picture larger, so the smaller scale is right.
  private func turned(_ wide: Int, _ tall: Int) -> (Float, Float) {
    var best: (gap: Float, scale: Float, away: Float) = (.infinity, 1, depth)
    for degree in stride(from: Float(0), through: 45, by: 1) {
      let (sine, cosine) = (sinf(degree * .pi / 180), cosf(degree * .pi / 180))
      let away = width * sine + depth * cosine
      let byWidth = Float(wide) / (width * cosine + depth * sine)
      let nearness = height > 1.2 ? 1 + away / 8.6 : 1
      let byHeight = Float(tall) / (height * nearness + away * 0.18)
      let gap = abs(logf(byWidth / byHeight))
      guard gap < best.gap else { continue }
      let both = gap < 0.02 ? (byWidth + byHeight) / 2 : min(byWidth, byHeight)
      let one = knowsHeight ? byHeight : byWidth
      best = (gap, knowsWidth && knowsHeight ? both : one, away)
    }
    return (best.scale, best.away)
  }
}
