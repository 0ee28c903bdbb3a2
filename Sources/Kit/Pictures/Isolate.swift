import CVips
import Imaging

extension Pictures {
  /// The picture in its own frame, everything but the product transparent.
  package static func isolated(_ file: [UInt8]) throws -> Picture {
    let decoded = try StrangersFile(file).decoded(side: cutOutSide)
    let cover = try coverage(file)
    guard cover.contains(where: { $0 > 127 }) else {
      throw ImagingError.refused("No product could be told from the background.")
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: cover.count * 4) { buffer, used in
      for index in cover.indices {
        for band in 0..<3 {
          buffer[index * 4 + band] = decoded.pixels[index * decoded.bands + band]
        }
        buffer[index * 4 + 3] = cover[index]
      }
      used = cover.count * 4
    }
    let image = try Vips.from(
      bytes, width: decoded.width, height: decoded.height, bands: 4, format: VIPS_FORMAT_UCHAR)
    return Picture(
      bytes: try image.then(epox_vips_as_srgb).encoded(.png, quality: 100), width: decoded.width,
      height: decoded.height, format: .png)
  }
}
