/// The three formats this house writes.
public enum PictureFormat: String, Codable, Sendable, CaseIterable {
  case jpeg, png, webp

  /// What the file's name ends with, without the dot.
  public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

  /// What browsers and stores call it.
  public var mediaType: String { "image/\(rawValue)" }

  /// The most pixels that a transparent WebP is written with.
  ///
  /// libwebp takes up to 27 bytes a pixel for what is transparent, and imaging stays below 300 MB.
  public static let mostTransparentWebP = 8_000_000

  /// The format that keeps all pixels of a picture when this one is asked for.
  public func keeping(_ width: Int, _ height: Int, hasAlpha: Bool) -> PictureFormat {
    self == .webp && hasAlpha && width * height > Self.mostTransparentWebP ? .png : self
  }
}

/// What can be said of a picture without changing it.
public struct PictureFacts: Codable, Sendable, Equatable {
  /// The format by its content, never by its name: `jpeg`, `png`, `webp`, `tiff`, `gif`, `heif`.
  public let format: String
  /// Width in pixels, as people see it (after the camera's orientation is applied).
  public let width: Int
  /// Height in pixels, as people see it.
  public let height: Int
  /// Whether the file has an alpha channel.
  public let hasAlpha: Bool
  /// Whether the border is one calm surface, so that a cut-out is likely to succeed.
  public let plainBackground: Bool
  /// The mean colour as `#rrggbb`, to show before the picture arrives.
  public let averageColour: String

  /// Facts from their parts.
  public init(
    format: String, width: Int, height: Int, hasAlpha: Bool, plainBackground: Bool,
    averageColour: String
  ) {
    self.format = format
    self.width = width
    self.height = height
    self.hasAlpha = hasAlpha
    self.plainBackground = plainBackground
    self.averageColour = averageColour
  }
}

/// A finished picture: sRGB, upright, without anybody's metadata.
public struct Picture: Sendable, Equatable {
  /// The encoded file.
  public let bytes: [UInt8]
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int
  /// How the bytes are encoded.
  public let format: PictureFormat

  /// A picture from its parts.
  public init(bytes: [UInt8], width: Int, height: Int, format: PictureFormat) {
    self.bytes = bytes
    self.width = width
    self.height = height
    self.format = format
  }
}

/// A product told from its background.
public struct CutOut: Sendable, Equatable {
  /// PNG with straight (not premultiplied) alpha, tightly framed.
  public let png: [UInt8]
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int
  /// How far to trust it: 0 is a guess, 1 is certain; below 0.5 a person should look.
  public let confidence: Double
  /// Column of the middle of what touches the floor, in pixels of the cut-out.
  public let baseX: Double
  /// Row of the nearest point that touches the floor.
  ///
  /// Something that hangs is held by its top
  /// instead, wherever this is.
  public let baseY: Double

  /// A cut-out from its parts.
  public init(
    png: [UInt8], width: Int, height: Int, confidence: Double, baseX: Double, baseY: Double
  ) {
    self.png = png
    self.width = width
    self.height = height
    self.confidence = confidence
    self.baseX = baseX
    self.baseY = baseY
  }
}

/// The ways in which a picture does not come about.
public enum ImagingError: Error, Equatable {
  /// The file cannot be used; the text is a sentence for the merchant.
  case refused(String)
  /// The imaging program ended or answered nonsense; trying once more may help.
  case died(String)
  /// The operation took longer than its limit and was stopped.
  case timedOut
}
