import Blobs
import Imaging
import Site

/// The keys of a finished picture's files.
struct AssetFiles: Sendable {
  let original: String
  /// What pages show.
  let large: String
  let thumb: String
  /// What goes into the store: the picture in full, as long as every store takes it.
  let forStore: String

  /// Lays a finished picture among the files, with what pages and stores get of it.
  ///
  /// `pixels`: how many it has. `isChosen`: whether the merchant chose its format.
  /// Throws what the imaging program and the disk throw.
  init(
    _ bytes: [UInt8], _ ending: String, pixels: Int, isChosen: Bool, by imaging: ImagingProgram
  ) throws {
    let blobs = Configuration.current.blobs
    let large = try imaging.normalise(bytes, longestSide: 1600, format: .webp, quality: 86)
    let thumb = try imaging.normalise(large.bytes, longestSide: 480, format: .webp, quality: 78)
    original = try blobs.put(bytes, ending)
    self.large = try blobs.put(large.bytes, "webp")
    self.thumb = try blobs.put(thumb.bytes, "webp")
    let isHandy = bytes.count <= Self.mostBytes && pixels <= Self.mostPixels
    // A PNG that nobody asked for is many times as large as it need be.
    if isHandy, ending != "png" || isChosen {
      forStore = original
      return
    }
    let full = try imaging.normalise(bytes, longestSide: 4096, format: .webp, quality: 90)
    forStore =
      full.bytes.count <= Self.mostBytes ? try blobs.put(full.bytes, "webp") : self.large
  }

  /// BigCommerce takes no larger file, the others do.
  private static let mostBytes = 8_000_000
  /// Shopify takes no larger picture, the others do.
  private static let mostPixels = 20_000_000
}
