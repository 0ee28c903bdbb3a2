import CVips
import Imaging

/// For tests: pictures as plain pixels and back.
extension Pictures {
  /// Four bytes for each pixel, opaque where the file has no alpha.
  package static func bytes(
    of file: [UInt8]
  ) throws -> (pixels: [UInt8], width: Int, height: Int) {
    let decoded = try StrangersFile(file).decoded(side: 8_192)
    guard decoded.bands == 3 else { return (decoded.pixels, decoded.width, decoded.height) }
    let pixels = stride(from: 0, to: decoded.pixels.count, by: 3).flatMap {
      decoded.pixels[$0..<$0 + 3] + [255]
    }
    return (pixels, decoded.width, decoded.height)
  }

  /// A PNG of pixels with four bytes each.
  package static func png(_ pixels: [UInt8], width: Int, height: Int) throws -> [UInt8] {
    let image = try Vips.from(
      pixels, width: width, height: height, bands: 4, format: VIPS_FORMAT_UCHAR)
    return try image.then(epox_vips_as_srgb).encoded(.png, quality: 100)
  }

  /// How much of a picture is not grey, 0 to 1.
  package static func colourfulShare(of file: [UInt8]) throws -> Double {
    let image = try bytes(of: file)
    let colourful = stride(from: 0, to: image.pixels.count, by: 4).count { at in
      let three = image.pixels[at..<at + 3]
      return Int(three.max() ?? 0) - Int(three.min() ?? 0) > 40
    }
    return Double(colourful * 4) / Double(image.pixels.count)
  }
}
