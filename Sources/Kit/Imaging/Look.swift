import Glibc

/// How a picture feels: its mean colour and how far its lights and darks are apart.
///
/// Measured on an inspiration, it says which room suits and which way a new picture is graded.
public struct Look: Codable, Sendable, Equatable {
  /// Mean lightness, 0 black to 100 white (CIELAB).
  public var lightness: Double
  /// Mean colour from green (negative) to red.
  public var red: Double
  /// Mean colour from blue (negative) to yellow: warm light is above 10.
  public var yellow: Double
  /// Standard deviation of lightness: flat pictures are below 12, hard ones above 25.
  public var contrast: Double

  /// A look from its parts.
  public init(lightness: Double, red: Double, yellow: Double, contrast: Double) {
    (self.lightness, self.red, self.yellow) = (lightness, red, yellow)
    self.contrast = contrast
  }

  /// The look of one colour in sRGB, 0 to 255, with middling contrast.
  public init(rgb: [Double]) {
    let lab = Look.lab(rgb.map { Look.linear($0 / 255) })
    self.init(lightness: lab[0], red: lab[1], yellow: lab[2], contrast: 18)
  }

  /// How unlike two looks are: 0 is the same, 10 plainly visible, 40 another world.
  public func distance(to other: Look) -> Double {
    let steps = [
      (lightness - other.lightness) * 0.8, red - other.red, (yellow - other.yellow) * 1.1,
    ]
    return steps.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The mood in words, such as `bright`, `warm`, `soft`.
  public var words: [String] {
    [
      lightness > 68 ? "bright" : lightness < 42 ? "dark" : nil,
      yellow > 10 ? "warm" : yellow < 0 ? "cool" : "neutral",
      contrast < 12 ? "soft" : contrast > 25 ? "high contrast" : nil,
    ].compactMap(\.self)
  }

  /// CIELAB under daylight (D65) of linear red, green and blue, 0 to 1.
  public static func lab(_ light: [Double]) -> [Double] {
    let x = 0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]
    let y = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    let z = 0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]
    func bent(_ value: Double) -> Double {
      value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
    }
    let (one, two, three) = (bent(x / 0.9505), bent(y), bent(z / 1.089))
    return [116 * two - 16, 500 * (one - two), 200 * (two - three)]
  }

  private static func linear(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}

extension RoomPlate {
  /// How the room feels, from its mean colour.
  public var look: Look { Look(rgb: meanRGB) }
}
