/// The shapes of finished pictures.
public enum Aspect: String, Codable, Sendable, CaseIterable {
  case square = "1:1"
  case fourThree = "4:3"
  case threeFour = "3:4"
  case wide = "16:9"
  case tall = "9:16"
  case fourFive = "4:5"

  /// Width over height.
  public var ratio: Double {
    switch self {
    case .square: 1
    case .fourThree: 4.0 / 3
    case .threeFour: 3.0 / 4
    case .wide: 16.0 / 9
    case .tall: 9.0 / 16
    case .fourFive: 4.0 / 5
    }
  }
}

/// An order for one picture: these products, in this setting, in this shape.
///
/// The same scene gives the same picture, pixel for pixel; another `variant` gives another
/// position, crop and framing.
public struct Scene: Codable, Sendable {
  /// The products, the most important first; from one to `mostItems`.
  public var items: [Item]
  /// Where they are shown.
  public var setting: Setting
  /// The room's picture; empty for a plain background.
  public var plateFile: [UInt8]
  /// How another picture feels, when this one shall feel like it.
  public var look: Look?
  /// The shape of the finished picture.
  public var aspect: Aspect
  /// Which of several pictures of one order this is, from 0.
  public var variant: Int
  /// Where chance begins.
  public var seed: UInt64
  /// The longer side of the finished picture in pixels.
  public var longestSide: Int
  /// How the finished picture is encoded.
  public var format: PictureFormat
  /// The encoder's quality, 1 to 100.
  public var quality: Int

  /// More products than this are refused.
  public static let mostItems = 6

  /// A scene from its parts.
  public init(
    items: [Item], setting: Setting, plateFile: [UInt8] = [], look: Look? = nil,
    aspect: Aspect = .square, variant: Int = 0, seed: UInt64 = 0, longestSide: Int = 1_600,
    format: PictureFormat = .webp, quality: Int = 86
  ) {
    (self.items, self.setting, self.plateFile, self.look) = (items, setting, plateFile, look)
    (self.aspect, self.variant, self.seed) = (aspect, variant, seed)
    (self.longestSide, self.format, self.quality) = (longestSide, format, quality)
  }

  /// The order without its files, and the files in the order in which they travel.
  package var packed: (bare: Scene, blobs: [[UInt8]]) {
    var bare = self
    bare.plateFile = []
    for index in bare.items.indices { bare.items[index].cutOut = [] }
    return (bare, [plateFile] + items.map(\.cutOut))
  }

  /// The order with the files that travelled beside it; nothing when their number is wrong.
  package func unpacked(_ blobs: [[UInt8]]) -> Scene? {
    guard blobs.count == items.count + 1 else { return nil }
    var whole = self
    whole.plateFile = blobs[0]
    for index in items.indices { whole.items[index].cutOut = blobs[index + 1] }
    return whole
  }
}
