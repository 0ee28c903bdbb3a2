import CVips
import Imaging

extension Pictures {
  /// The picture in its own frame, everything but the product transparent.
  static func answerIsolate(
    _ order: Wire.Order, _ file: [UInt8]
  ) throws -> (Wire.Reply, [[UInt8]]) {
    let (product, confidence) = try separated(file, hint: order.hint)
    guard product.tightBox(margin: 0) != nil else {
      throw ImagingError.refused("No product could be told from the background.")
    }
    var reply = Wire.Reply()
    reply.confidence = confidence
    return reply.with(
      Picture(
        bytes: try product.png(), width: product.width, height: product.height, format: .png))
  }
}

extension Pixels {
  /// The pixels with their alpha as a file.
  func png() throws -> [UInt8] {
    let bands = alpha == nil ? 3 : 4
    let image = try Vips.from(
      encoded(), width: width, height: height, bands: bands, format: VIPS_FORMAT_UCHAR)
    return try image.then(epox_vips_as_srgb).encoded(.png, quality: 100)
  }
}
