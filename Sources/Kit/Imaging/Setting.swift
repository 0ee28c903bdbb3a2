/// Where products are shown.
public enum Setting: Codable, Sendable, Equatable {
  /// In a room of the library.
  case room(RoomPlate)
  /// In front of a plain background.
  case plain(PlainBackdrop)
}

/// A plain background, as a photographer's studio has it.
public struct PlainBackdrop: Codable, Sendable, Equatable {
  /// What the background itself looks like.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Exactly this colour everywhere but in the product's shadow or reflection.
    case flat
    /// This colour as paper that sweeps from the floor up behind the product, with soft light.
    case sweep
    /// From this colour below to a lighter tone above.
    case gradient
  }

  /// What is seen below the product.
  public enum Ground: String, Codable, Sendable, CaseIterable {
    case shadow, reflection, nothing
  }

  /// The look of the background.
  public var kind: Kind
  /// What is seen below the product.
  public var ground: Ground
  /// The colour, as `#rrggbb`.
  public var colour: String

  /// A background from its parts; `nil` where the colour is not one.
  public init?(_ kind: Kind, colour: String, ground: Ground = .shadow) {
    guard PlainBackdrop.bytes(of: colour) != nil else { return nil }
    (self.kind, self.ground, self.colour) = (kind, ground, colour)
  }

  private init(white ground: Ground) {
    (kind, self.ground, colour) = (.flat, ground, "#ffffff")
  }

  /// Pure white, as marketplaces demand it: the product fills at least 85 % of the picture.
  public static func white(_ ground: Ground = .shadow) -> PlainBackdrop {
    PlainBackdrop(white: ground)
  }

  /// Red, green and blue, 0 to 255 in sRGB.
  public var rgb: [UInt8] { PlainBackdrop.bytes(of: colour) ?? [255, 255, 255] }

  /// Whether this is marketplaces' pure white.
  public var isPureWhite: Bool { kind == .flat && rgb == [255, 255, 255] }

  /// The three bytes of `#rrggbb`; nothing for anything else.
  public static func bytes(of colour: String) -> [UInt8]? {
    let digits = Array(colour.utf8)
    guard digits.count == 7, digits[0] == UInt8(ascii: "#"),
      digits.dropFirst().allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let number = UInt32(colour.dropFirst(), radix: 16)
    else { return nil }
    return [number >> 16, number >> 8, number].map { UInt8(truncatingIfNeeded: $0) }
  }
}
