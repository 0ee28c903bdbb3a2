import CVips
import Imaging

/// A picture that is being edited: linear light, weighted by alpha where there is some.
///
/// Each step replaces one plane after the other, so that a large picture is never held twice.
struct Sheet {
  /// Larger pictures are made smaller first: three planes of numbers must fit into 300 MB with
  /// what a step needs besides.
  static let mostPixels = 9_000_000.0
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
    self.init(try Raster(opened, part, mostPixels: most))
  }

  init(_ raster: Raster) {
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

  /// The same as bytes; the sheet is of no use afterwards.
  mutating func raster() -> Raster {
    unweighted()
    let bytes = Pixels(channels: channels, alpha: alpha).encoded()
    let made = Raster(bytes, width, height, alpha == nil ? 3 : 4, zoom: zoom)
    channels = [Plane(1, 1)]
    alpha = nil
    return made
  }

  /// Larger in between: what is larger already is made smaller.
  mutating func enlarge(to side: Int) throws {
    let factor = Float(side) / Float(max(width, height))
    guard factor <= 1 else { return self = Sheet(try raster().enlarged(to: side)) }
    let (wide, tall) = (
      max(Int((Float(width) * factor).rounded()), 1),
      max(Int((Float(height) * factor).rounded()), 1)
    )
    eachPlane { $0.resampled(to: wide, tall).clamped() }
  }

  /// The finished file; the sheet is of no use afterwards.
  mutating func encoded(_ format: PictureFormat, quality: Int) throws -> Picture {
    try raster().encoded(format, quality: quality)
  }
}
