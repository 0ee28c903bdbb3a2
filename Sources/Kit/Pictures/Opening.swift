import CVips
import Imaging

/// A stranger's file that may be opened: of an allowed format, and not too large.
///
/// Everything is checked from the header, before a single pixel is decoded.
struct StrangersFile {
  /// More pixels than this are refused.
  static let mostPixels = 100_000_000
  /// Of an interlaced picture, which must be held as a whole, no more bytes are taken.
  static let mostInterlaced = 190_000_000

  /// The formats that are opened, by the loader that opens them.
  static let formats = [
    "VipsForeignLoadJpegBuffer": "jpeg", "VipsForeignLoadPngBuffer": "png",
    "VipsForeignLoadWebpBuffer": "webp", "VipsForeignLoadTiffBuffer": "tiff",
    "VipsForeignLoadNsgifBuffer": "gif", "VipsForeignLoadHeifBuffer": "heif",
  ]

  let bytes: [UInt8]
  let format: String
  /// As stored, before orientation.
  let width: Int
  let height: Int
  let hasAlpha: Bool
  /// As people see it.
  var uprightWidth: Int { orientation >= 5 ? height : width }
  var uprightHeight: Int { orientation >= 5 ? width : height }
  /// The EXIF orientation, 1 to 8.
  let orientation: Int
  private let hasProfile: Int32

  init(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { throw ImagingError.refused("This file is empty.") }
    guard
      let loader = bytes.withUnsafeBytes({
        vips_foreign_find_load_buffer($0.baseAddress, $0.count)
      }), let format = StrangersFile.formats[String(cString: loader)]
    else {
      vips_error_clear()
      throw ImagingError.refused(
        "This is not a picture that can be opened. Send JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF.")
    }
    self.bytes = bytes
    self.format = format
    let header = try StrangersFile.header(of: bytes)
    (width, height, hasAlpha) = (header.width, header.height, header.hasAlpha)
    orientation = Int(vips_image_get_orientation(header.image))
    hasProfile = epox_vips_has_profile(header.image)
    try checkSize()
    try checkDepth(header)
    if format == "jpeg", !hasJPEGEnd { throw StrangersFile.damaged() }
    if format == "png", !PNGSoundness.isWhole(bytes) { throw StrangersFile.damaged() }
  }

  /// Whether the end marker follows the first scan.
  ///
  /// libvips only warns when it is missing, and
  /// fills the rest of the picture with grey; markers before the scan belong to small previews.
  private var hasJPEGEnd: Bool {
    var place = 2
    while place + 4 <= bytes.count, bytes[place] == 0xFF, bytes[place + 1] != 0xDA {
      let isPadding = bytes[place + 1] == 0xFF
      place += isPadding ? 1 : 2 + (Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
    }
    guard place + 4 <= bytes.count else { return false }
    return (place..<bytes.count - 1).contains { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD9 }
  }

  private static func header(of bytes: [UInt8]) throws -> Vips {
    // The image is let go of before the bytes can be.
    guard let image = bytes.withUnsafeBytes({ epox_vips_open($0.baseAddress, $0.count) }) else {
      throw damaged()
    }
    return Vips(owning: image)
  }

  private func checkSize() throws {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, pixels <= StrangersFile.mostPixels, max(width, height) <= 65_000 else {
      throw ImagingError.refused(
        "This picture is too large: \(width) by \(height) pixels."
          + " At most 100 million pixels can be opened.")
    }
    guard width > 0, height > 0 else { throw StrangersFile.damaged() }
  }

  /// Refuses what could be opened, but not as it is meant or not in the memory that there is.
  private func checkDepth(_ header: Vips) throws {
    let depth = vips_image_get_format(header.image)
    guard depth == VIPS_FORMAT_UCHAR || depth == VIPS_FORMAT_USHORT else {
      throw ImagingError.refused(
        "This picture has 32 bits or more a channel. Save it with 8 or 16 bits and send that.")
    }
    // Interlaced, no row is known before all of the file is decoded.
    let isInterlaced = format == "png" && bytes.count > 28 && bytes[28] != 0
    let weight = width * height * header.bands * (depth == VIPS_FORMAT_USHORT ? 2 : 1)
    guard !isInterlaced || weight <= StrangersFile.mostInterlaced else {
      throw ImagingError.refused(
        "This PNG is interlaced and too large for that: \(width) by \(height) pixels."
          + " Save it without interlacing and send the new file.")
    }
  }

  /// The picture upright in sRGB with 8 bits, at most `side` on its longer side.
  func decoded(side: Int) throws -> (width: Int, height: Int, bands: Int, pixels: [UInt8]) {
    try withPlain(side: side) { ($0.width, $0.height, $0.bands, try $0.bytes()) }
  }

  /// The same without being held in memory as a whole, to be used inside of `use` alone.
  func withPlain<Answer>(side: Int, _ use: (Vips) throws -> Answer) throws -> Answer {
    try bytes.withUnsafeBytes { buffer in
      var out: UnsafeMutablePointer<VipsImage>?
      let side = Int32(min(max(side, 1), 65_000))
      guard
        epox_vips_thumbnail(
          UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count, &out, side,
          hasProfile) == 0,
        let out
      else { throw StrangersFile.damaged() }
      let image = Vips(owning: out)
      do {
        return try use(try image.plain())
      } catch is Vips.Failure { throw StrangersFile.damaged() }
    }
  }

  /// What a merchant is told when the decoder gave up.
  static func damaged() -> ImagingError {
    vips_error_clear()
    return .refused("This picture is damaged or cut short. Save it again and send the new file.")
  }
}
