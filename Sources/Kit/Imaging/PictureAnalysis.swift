/// What can be seen in a product picture without knowing what it is.
public struct PictureAnalysis: Codable, Sendable, Equatable {
  /// The product's colours, the largest share first; at most six.
  public let palette: [PaletteColour]
  /// Whether the product stands before one calm surface.
  public let background: Background
  /// The background's colour as `#rrggbb`, when it is plain.
  public let backgroundColour: String?
  /// How sharp the product is: 0 is a blur, 100 is as sharp as pixels can be.
  public let sharpness: Double
  /// How the picture is exposed.
  public let exposure: Exposure
  /// The mean lightness of the product, 0 is black and 100 is white (CIELAB).
  public let lightness: Double
  /// A number that stays nearly the same when the picture is scaled, encoded again or brightened.
  public let hash: PerceptualHash
  /// The product's outline.
  public let shape: Shape

  /// An analysis from its parts.
  public init(
    palette: [PaletteColour], background: Background, backgroundColour: String?,
    sharpness: Double, exposure: Exposure, lightness: Double, hash: PerceptualHash, shape: Shape
  ) {
    self.palette = palette
    self.background = background
    self.backgroundColour = backgroundColour
    self.sharpness = sharpness
    self.exposure = exposure
    self.lightness = lightness
    self.hash = hash
    self.shape = shape
  }

  /// One colour of a product.
  public struct PaletteColour: Codable, Sendable, Equatable {
    /// As people call it, such as `dark green`.
    public let name: String
    /// As `#rrggbb`.
    public let hex: String
    /// Its share of the product, 0 to 1.
    public let share: Double

    /// A colour from its parts.
    public init(name: String, hex: String, share: Double) {
      self.name = name
      self.hex = hex
      self.share = share
    }
  }

  /// What is behind the product.
  public enum Background: String, Codable, Sendable {
    /// One calm surface, or nothing at all.
    case plain
    /// A room, a texture, other things.
    case busy
  }

  /// How much light reached the picture.
  public enum Exposure: String, Codable, Sendable {
    /// Details drown in black.
    case dark
    /// Details are where they belong.
    case balanced
    /// Details drown in white.
    case bright
  }

  /// A product's outline in numbers.
  public struct Shape: Codable, Sendable, Equatable {
    /// Width over height of the box around it.
    public let aspect: Double
    /// How much of that box it covers, 0 to 1: a cupboard nearly all, a floor lamp little.
    public let fill: Double
    /// The share of its height in which it is narrower than a third of its width.
    public let slender: Double
    /// Width of its lowest fifth over its whole width: a vase stands on less than a sofa.
    public let foot: Double

    /// A shape from its parts.
    public init(aspect: Double, fill: Double, slender: Double, foot: Double) {
      self.aspect = aspect
      self.fill = fill
      self.slender = slender
      self.foot = foot
    }
  }
}
