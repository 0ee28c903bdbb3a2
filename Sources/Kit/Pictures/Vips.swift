import CVips
import Imaging

/// One image of libvips.
///
/// Most operations are lazy: pixels flow when somebody asks for them.
final class Vips {
  let image: UnsafeMutablePointer<VipsImage>
  /// Whatever the image still reads from.
  private let source: AnyObject?

  init(owning image: UnsafeMutablePointer<VipsImage>, source: AnyObject? = nil) {
    self.image = image
    self.source = source
  }

  deinit { g_object_unref(image) }

  var width: Int { Int(vips_image_get_width(image)) }
  var height: Int { Int(vips_image_get_height(image)) }
  var bands: Int { Int(vips_image_get_bands(image)) }
  var hasAlpha: Bool { vips_image_hasalpha(image) != 0 }

  typealias Operation = (
    UnsafeMutablePointer<VipsImage>, UnsafeMutablePointer<UnsafeMutablePointer<VipsImage>?>
  ) -> Int32

  /// The result of one operation on this image.
  func then(_ operation: Operation) throws -> Vips {
    var out: UnsafeMutablePointer<VipsImage>?
    guard operation(image, &out) == 0, let out else { throw Vips.failure() }
    return Vips(owning: out, source: self)
  }

  /// sRGB with 8 bits and three bands, or four with alpha.
  func plain() throws -> Vips {
    let colours = try then(epox_vips_to_srgb).then(epox_vips_to_bytes)
    let wanted: Int32 = colours.hasAlpha ? 4 : 3
    return colours.bands == Int(wanted)
      ? colours : try colours.then { epox_vips_bands($0, $1, wanted) }
  }

  /// All pixels of a plain image, row by row.
  func bytes() throws -> [UInt8] {
    let format = vips_image_get_format(image)
    let size = width * height * bands * Int(vips_format_sizeof(format))
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
      // Straight into the array: what libvips would hand out is a second copy of all pixels.
      let target = vips_image_new_from_memory(
        buffer.baseAddress, size, Int32(width), Int32(height), Int32(bands), format)
      guard let target else { throw Vips.failure() }
      defer { g_object_unref(target) }
      guard vips_image_write(image, target) == 0 else { throw Vips.failure() }
      used = size
    }
  }

  /// An image over a copy of interleaved pixels.
  static func from<Value>(
    _ pixels: [Value], width: Int, height: Int, bands: Int, format: VipsBandFormat
  ) throws -> Vips {
    precondition(pixels.count == width * height * bands)
    let made = pixels.withUnsafeBytes {
      vips_image_new_from_memory_copy(
        $0.baseAddress, $0.count, Int32(width), Int32(height), Int32(bands), format)
    }
    guard let made else { throw failure() }
    return Vips(owning: made)
  }

  /// The image as a file.
  func encoded(_ format: PictureFormat, quality: Int) throws -> [UInt8] {
    let quality = Int32(min(max(quality, 1), 100))
    // Sharp edges between strong colours take 10 bytes a pixel more; large pictures have pixels
    // enough to do without.
    let isSharp: Int32 = width * height <= 4_200_000 ? 1 : 0
    var memory: UnsafeMutableRawPointer?
    var count = 0
    let failure =
      switch format {
      case .jpeg: try flat().encode { epox_vips_jpeg($0, &memory, &count, quality) }
      case .png: encode { epox_vips_png($0, &memory, &count) }
      case .webp: encode { epox_vips_webp($0, &memory, &count, quality, isSharp) }
      }
    guard failure == 0, let memory else { throw Vips.failure() }
    defer { g_free(memory) }
    return [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
  }

  /// Without alpha, on white.
  func flat() throws -> Vips { hasAlpha ? try then(epox_vips_on_white) : self }

  private func encode(_ save: (UnsafeMutablePointer<VipsImage>) -> Int32) -> Int32 {
    save(image)
  }

  /// What libvips complained about since the last time.
  static func failure() -> Failure {
    let text = String(cString: vips_error_buffer())
    vips_error_clear()
    return Failure(text: text)
  }

  struct Failure: Error {
    let text: String
  }
}
