extension RoomPlate {
  /// The part of the wall at the back on which nothing hangs and before which nothing stands; it
  /// is seen straight on.
  public struct Wall: Codable, Sendable, Equatable {
    /// Left end of the free wall, as a share of the picture.
    public let left: Double
    /// Right end of the free wall.
    public let right: Double
    /// The line where it meets the floor, which tells how far away it is.
    public let foot: Double

    enum CodingKeys: String, CodingKey {
      case left, right
      case foot = "foot_y"
    }
  }
}
