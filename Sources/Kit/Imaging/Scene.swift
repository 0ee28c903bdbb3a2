/// Where a product has its place in a room.
public enum Placement: String, Codable, Sendable, CaseIterable {
  case floor, tabletop, ceiling
}

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

/// An order for one picture: this product, in this room, in this shape.
///
/// The same scene gives the same picture, pixel for pixel; another `variant` gives another
/// position, crop and framing.
public struct Scene: Codable, Sendable {
  /// The product as PNG with straight alpha.
  public var cutOut: [UInt8]
  /// Column of the cut-out's standing (or hanging) point.
  public var baseX: Double
  /// Row of the cut-out's standing (or hanging) point.
  public var baseY: Double
  /// The product's true width, when known.
  public var widthCM: Double?
  /// The product's true height, when known.
  public var heightCM: Double?
  /// The product's true depth, when known.
  public var depthCM: Double?
  /// Where the product belongs.
  public var placement: Placement
  /// What is known of the room.
  public var plate: RoomPlate
  /// The room's picture.
  public var plateFile: [UInt8]
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

  /// A scene from its parts.
  public init(
    cutOut: [UInt8], baseX: Double, baseY: Double, widthCM: Double? = nil,
    heightCM: Double? = nil, depthCM: Double? = nil, placement: Placement = .floor,
    plate: RoomPlate, plateFile: [UInt8], aspect: Aspect = .square, variant: Int = 0,
    seed: UInt64 = 0, longestSide: Int = 1_600, format: PictureFormat = .webp, quality: Int = 86
  ) {
    self.cutOut = cutOut
    self.baseX = baseX
    self.baseY = baseY
    self.widthCM = widthCM
    self.heightCM = heightCM
    self.depthCM = depthCM
    self.placement = placement
    self.plate = plate
    self.plateFile = plateFile
    self.aspect = aspect
    self.variant = variant
    self.seed = seed
    self.longestSide = longestSide
    self.format = format
    self.quality = quality
  }
}
