/// One step by which a picture is changed.
public enum Edit: Codable, Sendable, Equatable {
  /// Only a part of it, in shares of its width and height.
  case crop(PlaceInPicture)
  /// Only a part of it, in pixels from the top left.
  case cropPixels(left: Int, top: Int, width: Int, height: Int)
  /// Only the largest part of this shape, width over height, in its middle.
  case shape(ratio: Double)
  /// Turned clockwise; by anything but quarter turns it is cropped to what is left without
  /// corners.
  case rotate(degrees: Double)
  /// Left and right change places.
  case mirror
  /// Top and bottom change places.
  case flip
  /// Another size in pixels; with one of the two the proportions stay.
  case resize(width: Int?, height: Int?)
  /// Crisper edges, 0 to 1.
  case sharpen(amount: Double)
  /// Another mood.
  case tone(Tone)
  /// Takes away what a mask shows in white and goes on with what is around it; the same seed
  /// gives the same picture.
  case remove(seed: UInt64)
  /// The same for all that lies in a rectangle.
  case removePart(PlaceInPicture, seed: UInt64)
  /// Larger, so that the longer side has so many pixels, at most 4096: resampled, with no detail
  /// made up.
  case enlarge(longestSide: Int)

  /// Light and colour, each from -1 to 1, 0 for no change.
  public struct Tone: Codable, Sendable, Equatable {
    /// Darker or brighter; black and white stay.
    public var brightness: Double
    /// Flatter or stronger.
    public var contrast: Double
    /// Grey at -1, twice as colourful at 1.
    public var saturation: Double
    /// Cooler or warmer.
    public var temperature: Double

    /// A mood from its parts.
    public init(
      brightness: Double = 0, contrast: Double = 0, saturation: Double = 0,
      temperature: Double = 0
    ) {
      self.brightness = brightness
      self.contrast = contrast
      self.saturation = saturation
      self.temperature = temperature
    }
  }

  /// What it does to the picture's source.
  public var change: DigitalSource.Change {
    switch self {
    case .crop, .cropPixels, .shape, .rotate, .mirror, .flip, .resize: .none
    case .sharpen, .tone, .enlarge: .appearance
    case .remove, .removePart: .content
    }
  }
}
