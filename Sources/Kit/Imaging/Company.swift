/// Products that are shown side by side: how wide they are together, as far as words and measures
/// tell before anything is cut out.
///
/// Never more than they really take, so that nothing is refused that the engine would show:
/// pictures show things turned, and something low may stand before a seat.
public struct Company: Sendable {
  /// One of the products.
  public struct Piece: Sendable {
    /// What it is.
    public let kind: Furniture
    /// How wide it looks at least, in metres.
    public let wide: Double

    /// A piece of which some measures may be known.
    public init(_ kind: Furniture, widthCM: Double?, heightCM: Double?) {
      self.kind = kind
      wide = Piece.leastCM(kind, Piece.sensible(widthCM), Piece.sensible(heightCM)) / 100
    }

    private static func sensible(_ value: Double?) -> Double? {
      value.flatMap { $0 >= 0.3 && $0 <= 1_000 ? $0 : nil }
    }

    private static func leastCM(_ kind: Furniture, _ width: Double?, _ height: Double?) -> Double {
      if let width { return width * 0.95 }
      guard let usual = kind.usualCM else { return 30 }
      if let height { return height * usual.width / usual.height * 0.6 }
      // Of tall things the engine takes the height for granted, and the width from the picture.
      return usual.width * (usual.width > usual.height ? 0.95 : 0.6)
    }
  }

  private static let seats: [Furniture] = [.sofa, .armchair, .other]
  private static let low: [Furniture] = [.coffeeTable, .pouf, .bench, .basket, .other]
  private static let gap = 0.06

  private let standing: [Piece]

  /// Of these products, those that stand on the floor.
  public init(_ pieces: [Piece]) {
    standing = pieces.filter { $0.kind.placement == .floor }
  }

  /// How wide they are in metres, the gaps between them included.
  public var metres: Double {
    let canStandBefore = standing.contains { Company.seats.contains($0.kind) }
    let before = canStandBefore ? standing.filter { Company.low.contains($0.kind) } : []
    let beside = standing.count - (before.isEmpty ? 0 : 1)
    return standing.map(\.wide).reduce(0, +) - (before.map(\.wide).max() ?? 0)
      + Double(max(beside - 1, 0)) * Company.gap
  }

  /// Whether a picture of this shape may hold them; one alone is always held.
  public func fits(_ plate: RoomPlate, _ aspect: Aspect) -> Bool {
    standing.count < 2 || metres <= plate.widest(aspect)
  }
}

extension RoomPlate {
  /// Beyond so many metres from the camera nothing is moved back to make room.
  public static let farthestStep = 4.7
  /// The share of a picture's width that products may take.
  public static let share = 0.92
  /// A group that is so many times too wide is still shown, that much smaller.
  public static let giving = 1.3

  /// How many metres side by side a picture of this shape holds at most.
  public func widest(_ aspect: Aspect) -> Double {
    let across = min(Double(width), Double(height) * aspect.ratio)
    let rows = max((stand.farthest - horizonY) * Double(height), 1)
    let back = max(RoomPlate.farthestStep, distance(rows)) + 0.1
    return across * RoomPlate.share * RoomPlate.giving * back / camera.focal
  }

  /// How far away the floor is so many rows below the horizon.
  private func distance(_ rows: Double) -> Double { camera.height * camera.focal / rows }
}
