/// What a person drew over a picture to say what is product and what is not.
public struct CutOutHint: Codable, Sendable, Equatable {
  /// The most strokes that are taken.
  public static let mostStrokes = 200
  /// The most points that all strokes may have together.
  public static let mostPoints = 5_000

  /// In the order in which they were drawn; later ones go over earlier ones.
  public var strokes: [Stroke]

  /// A hint of some strokes.
  public init(strokes: [Stroke]) { self.strokes = strokes }

  /// A line drawn with a round brush.
  public struct Stroke: Codable, Sendable, Equatable {
    /// Whether what lies below is the product; otherwise it is background.
    public var keeps: Bool
    /// Half the brush's width, as a share of the picture's width: 0.001 to 0.25.
    public var radius: Double
    /// The corners of the line; a single one is a dot.
    public var points: [Point]

    /// A stroke from its parts.
    public init(keeps: Bool, radius: Double, points: [Point]) {
      self.keeps = keeps
      self.radius = radius
      self.points = points
    }
  }

  /// A place in the picture as people see it, in shares of width and height from the top left.
  public struct Point: Codable, Sendable, Equatable {
    /// From the left edge, 0 to 1.
    public var x: Double
    /// From the upper edge, 0 to 1.
    public var y: Double

    /// A place from its shares.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Why these strokes cannot be used, in words for the person who drew them.
  public var fault: String? {
    let isTooMuch =
      strokes.count > Self.mostStrokes
      || strokes.reduce(0) { $0 + $1.points.count } > Self.mostPoints
    if isTooMuch { return "That are too many strokes. Start again with a broader brush." }
    let isInside = strokes.allSatisfy { stroke in
      0.001...0.25 ~= stroke.radius && !stroke.points.isEmpty
        && stroke.points.allSatisfy { 0...1 ~= $0.x && 0...1 ~= $0.y }
    }
    return isInside ? nil : "A stroke lies outside of the picture. Draw it again."
  }
}
