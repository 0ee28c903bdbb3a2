import FoundationEssentials

/// A picture of an empty room, and what must be known to put a product into it.
///
/// One entry of `rooms.json`. Positions are shares of the picture, from the top left.
public struct RoomPlate: Codable, Sendable, Equatable {
  /// The room's name in the library, like `classic-dining-evening`.
  public let id: String
  /// The picture's file name beside `rooms.json`.
  public let file: String
  /// Width of the picture in pixels.
  public let width: Int
  /// Height of the picture in pixels.
  public let height: Int
  /// The style of furnishing, like `scandinavian`.
  public let style: String
  /// What kind of room it is, like `living room`.
  public let roomType: String
  /// The time of day: `daylight` or `evening`.
  public let mood: String
  /// Words to find it by.
  public let tags: [String]
  /// How it was seen.
  public let camera: Camera
  /// Where the floor's horizon lies.
  public let horizonY: Double
  /// The free floor.
  public let stand: Stand
  /// The free wall at the back, where the room has one.
  public let wall: Wall?
  /// Scale on the floor at the stand's baseline.
  public let pixelsPerMetre: Double
  /// Where light comes from and what it is like.
  public let light: Light
  /// Mean luminance of the picture, linear.
  public let averageLuminance: Double
  /// Mean luminance of the free floor, linear.
  public let floorLuminance: Double
  /// Mean colour of the picture, sRGB 0 to 255.
  public let meanRGB: [Double]
  /// Mean colour of the free floor, sRGB 0 to 255.
  public let floorRGB: [Double]

  enum CodingKeys: String, CodingKey {
    case id, file, width, height, style, mood, tags, camera, stand, wall, light
    case roomType = "room_type"
    case horizonY = "horizon_y"
    case pixelsPerMetre = "pixels_per_metre"
    case averageLuminance = "average_luminance"
    case floorLuminance = "floor_luminance"
    case meanRGB = "mean_rgb"
    case floorRGB = "floor_rgb"
  }

  /// Every room of a library: the folder with `rooms.json`.
  public static func library(folder: String) throws -> [RoomPlate] {
    let file = try Data(contentsOf: URL(filePath: folder + "/rooms.json"))
    return try JSONDecoder().decode([RoomPlate].self, from: file)
  }
}

extension RoomPlate {
  /// The camera that saw the room; it always looks level.
  public struct Camera: Codable, Sendable, Equatable {
    /// Height above the floor in metres.
    public let height: Double
    /// Focal length in pixels of the plate.
    public let focal: Double

    enum CodingKeys: String, CodingKey {
      case height = "height_m"
      case focal = "focal_px"
    }
  }

  /// The floor on which products may stand.
  public struct Stand: Codable, Sendable, Equatable {
    /// Left end of the free floor.
    public let left: Double
    /// Right end of the free floor.
    public let right: Double
    /// The line on which the middle of a product stands.
    public let baseline: Double
    /// The farthest plausible line.
    public let farthest: Double
    /// The nearest plausible line.
    public let nearest: Double
    /// How far the baseline is from the camera, in metres.
    public let distance: Double

    enum CodingKeys: String, CodingKey {
      case left, right
      case baseline = "baseline_y"
      case farthest = "baseline_y_min"
      case nearest = "baseline_y_max"
      case distance = "distance_m"
    }
  }

  /// The room's main light.
  public struct Light: Codable, Sendable, Equatable {
    /// Where it comes from in the picture, clockwise from straight up.
    public let azimuth: Double
    /// Its travel: right, away from the camera, up.
    public let direction: [Double]
    /// 0 is hard sun, 1 is overcast.
    public let softness: Double
    /// Its colour relative to white, linear, luminance 1.
    public let tint: [Double]
    /// From the foot of a post at the baseline to the end of its shadow, in pixels of the plate
    /// per metre of its height.
    public let shadow: [Double]

    enum CodingKeys: String, CodingKey {
      case direction, softness
      case shadow = "shadow_px_per_metre"
      case azimuth = "azimuth_deg"
      case tint = "tint_rgb_linear"
    }

    /// Whether it comes from the right, so that a product lit from the left must be mirrored.
    public var isFromTheRight: Bool { azimuth < 180 }
  }
}
