/// Where a product has its place in a room.
public enum Placement: String, Codable, Sendable, CaseIterable {
  /// It stands on the floor.
  case floor
  /// It lies flat on the floor, like a rug.
  case lying
  /// It stands on a table, a sideboard or whatever else in the scene carries it.
  case tabletop
  /// It hangs from the ceiling by its cord.
  case ceiling
  /// It hangs on the wall at the back, at the height of the eyes.
  case wall
}

extension Scene {
  /// One product of a scene.
  public struct Item: Codable, Sendable {
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
    /// The product's true depth, when known; of something that lies, its length.
    public var depthCM: Double?
    /// What it is, for its place, and for its size where that is not known.
    public var kind: Furniture
    /// Where it belongs.
    public var placement: Placement

    /// An item from its parts; it belongs where things of its kind do unless told otherwise.
    public init(
      cutOut: [UInt8], baseX: Double, baseY: Double, widthCM: Double? = nil,
      heightCM: Double? = nil, depthCM: Double? = nil, kind: Furniture = .other,
      placement: Placement? = nil
    ) {
      (self.cutOut, self.baseX, self.baseY) = (cutOut, baseX, baseY)
      (self.widthCM, self.heightCM, self.depthCM) = (widthCM, heightCM, depthCM)
      (self.kind, self.placement) = (kind, placement ?? kind.placement)
    }
  }
}

extension Scene {
  /// A scene of one product in a room.
  public init(
    cutOut: [UInt8], baseX: Double, baseY: Double, widthCM: Double? = nil,
    heightCM: Double? = nil, depthCM: Double? = nil, placement: Placement = .floor,
    plate: RoomPlate, plateFile: [UInt8], aspect: Aspect = .square, variant: Int = 0,
    seed: UInt64 = 0, longestSide: Int = 1_600, format: PictureFormat = .webp, quality: Int = 86
  ) {
    let item = Item(
      cutOut: cutOut, baseX: baseX, baseY: baseY, widthCM: widthCM, heightCM: heightCM,
      depthCM: depthCM, placement: placement)
    self.init(
      items: [item], setting: .room(plate), plateFile: plateFile, aspect: aspect,
      variant: variant, seed: seed, longestSide: longestSide, format: format, quality: quality)
  }
}
