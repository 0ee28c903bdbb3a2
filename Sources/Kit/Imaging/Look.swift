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
  /// The colours that make up most of it, the largest share first, at most three; looks that were
  /// measured before there was this have none.
  public var colours: [PictureAnalysis.PaletteColour]?

  /// A look from its parts.
  public init(
    lightness: Double, red: Double, yellow: Double, contrast: Double,
    colours: [PictureAnalysis.PaletteColour]? = nil
  ) {
    (self.lightness, self.red, self.yellow) = (lightness, red, yellow)
    (self.contrast, self.colours) = (contrast, colours)
  }

  /// The look of one colour in sRGB, 0 to 255, with middling contrast.
  public init(rgb: [Double]) {
    let lab = Look.lab(rgb.map { Look.linear($0 / 255) })
    self.init(lightness: lab[0], red: lab[1], yellow: lab[2], contrast: 18)
  }

  /// How unlike two looks are: 0 is the same, 10 plainly visible, 40 another world.
  ///
  /// Where one has a palette, the other may also be near to one of its colours: a mean of green and
  /// red is a brown that neither shows.
  public func distance(to other: Look) -> Double {
    let apart = step(to: other)
    let palettes = [(colours, other), (other.colours, self)]
    let steps = palettes.flatMap { colours, look in
      (colours ?? []).compactMap { $0.look?.step(to: look) }
    }
    return steps.min().map { 0.7 * apart + 0.3 * min($0, apart) } ?? apart
  }

  private func step(to other: Look) -> Double {
    let steps = [
      (lightness - other.lightness) * 0.8, red - other.red, (yellow - other.yellow) * 1.1,
    ]
    return steps.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The mood in words, such as `bright`, `warm`, `soft`, and then the names of its colours.
  public var words: [String] {
    let mood = [
      lightness > 68 ? "bright" : lightness < 42 ? "dark" : nil,
      yellow > 10 ? "warm" : yellow < 0 ? "cool" : "neutral",
      contrast < 12 ? "soft" : contrast > 25 ? "high contrast" : nil,
    ]
    return mood.compactMap(\.self) + (colours ?? []).map(\.name)
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

extension PictureAnalysis.PaletteColour {
  /// How a picture of nothing but this colour feels.
  fileprivate var look: Look? {
    guard hex.count == 7, let number = Int(hex.dropFirst(), radix: 16) else { return nil }
    return Look(rgb: [16, 8, 0].map { Double(number >> $0 & 255) })
  }
}

extension RoomPlate {
  /// How the room feels, from its mean colour.
  public var look: Look { Look(rgb: meanRGB) }
}
