import CVips
import Imaging

/// A picture that is being edited: linear light, weighted by alpha where there is some.
///
/// Each step replaces one plane after the other, so that a large picture is never held twice.
struct Sheet {
  /// Larger pictures are made smaller first: three planes of numbers must fit into 300 MB with
  /// what a step needs besides.
  static let mostPixels = 9_000_000.0
  /// The same for pictures that are going to be enlarged: both sizes are held at a time.
  static let mostToEnlarge = 5_000_000.0

  /// And for pictures in which something is removed.
  static let mostToRemove = 6_000_000.0

  var channels: [Plane]
  var alpha: Plane?

  var width: Int { channels[0].width }
  var height: Int { channels[0].height }

  /// How large its pixels are, compared with those of the file: below 1 it was made smaller.
  var zoom: Double

  /// A part of a file, made smaller where that has too many pixels.
  init(_ opened: StrangersFile, _ part: Box, mostPixels: Double = Sheet.mostPixels) throws {
    // What the file and its alpha take is missing elsewhere.
    let room = 12 * mostPixels - Double(opened.bytes.count) / 2
    let most = max(room / (opened.hasAlpha ? 16 : 12), 2_000_000)
    let raster = try Raster(opened, part, mostPixels: most)
    zoom = raster.zoom
    let pixels = Pixels(
      raster.bytes, width: raster.width, height: raster.height, bands: raster.bands)
    (channels, alpha) = (pixels.channels, pixels.alpha)
    if let alpha { weigh { $0 * alpha.at[$1] } }
  }

  /// Changes every plane alike.
  mutating func eachPlane(_ change: (Plane) -> Plane) {
    for index in channels.indices { channels[index] = change(channels[index]) }
    alpha = alpha.map(change)
  }

  /// Changes the light of all pixels, given with their index.
  private func weigh(_ change: (Float, Int) -> Float) {
    for plane in channels {
      for index in 0..<plane.count { plane.at[index] = change(plane.at[index], index) }
    }
  }

  /// The colours without their weight.
  func unweighted() {
    guard let alpha else { return }
    weigh { $0 / max(alpha.at[$1], 1 / 512) }
  }

  /// The colours with their weight again.
  func weighted() {
    guard let alpha else { return }
    weigh { $0 * alpha.at[$1] }
  }

  /// The finished file; the sheet is of no use afterwards.
  mutating func encoded(_ format: PictureFormat, quality: Int) throws -> Picture {
    unweighted()
    let (width, height) = (width, height)
    let bands = alpha == nil ? 3 : 4
    let bytes = Pixels(channels: channels, alpha: alpha).encoded()
    channels = [Plane(1, 1)]
    alpha = nil
    let image = try Vips.from(
      bytes, width: width, height: height, bands: bands, format: VIPS_FORMAT_UCHAR)
    return Picture(
      bytes: try image.then(epox_vips_as_srgb).encoded(format, quality: quality), width: width,
      height: height, format: format)
  }
}
