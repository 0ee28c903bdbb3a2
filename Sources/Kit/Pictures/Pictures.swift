import CVips
import Imaging

/// The engine behind the imaging program: what it does with one file, in this process.
package enum Pictures {
  /// What kind of picture a file is.
  package static func probe(_ file: [UInt8]) throws -> PictureFacts {
    let opened = try StrangersFile(file)
    let small = try opened.decoded(side: 96)
    let pixels = Pixels(
      small.pixels, width: small.width, height: small.height, bands: small.bands)
    return PictureFacts(
      format: opened.format, width: opened.uprightWidth, height: opened.uprightHeight,
      hasAlpha: opened.hasAlpha,
      plainBackground: pixels.borderIsCalm, averageColour: pixels.averageColour)
  }

  /// The picture upright, in sRGB, without its metadata, and no larger than asked.
  ///
  /// Of the metadata only what it says of the picture's source is kept. What is transparent
  /// becomes no larger than such a WebP may be.
  package static func normalise(
    _ file: [UInt8], longestSide: Int, format: PictureFormat, quality: Int
  ) throws -> Picture {
    let opened = try StrangersFile(file)
    var side = format == .webp ? min(longestSide, 16_383) : longestSide
    let (long, short) = (
      max(opened.uprightWidth, opened.uprightHeight), min(opened.uprightWidth, opened.uprightHeight)
    )
    if format == .webp, opened.hasAlpha {
      let most = Double(PictureFormat.mostTransparentWebP) * Double(long) / Double(max(short, 1))
      side = min(side, Int(most.squareRoot()))
    }
    return try opened.withPlain(side: side) { plain in
      let bytes = try plain.then(epox_vips_as_srgb).encoded(format, quality: quality)
      return Picture(bytes: bytes, width: plain.width, height: plain.height, format: format)
    }.telling(DigitalSource.told(by: file))
  }
}
