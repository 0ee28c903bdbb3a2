import Imaging

/// Composes the product's cut-out and a photographed room, here and without a network.
package struct BuiltInGenerator: PictureGenerator {
  private let imaging: ImagingProgram

  package init(_ imaging: ImagingProgram) { self.imaging = imaging }

  /// The same order makes the same bytes.
  package func picture(_ order: PictureRequest) throws -> MadePicture {
    let made = try imaging.compose(try order.scene())
    return MadePicture(
      bytes: made.bytes, width: made.width, height: made.height,
      ending: made.format.fileExtension, engine: .builtIn, source: .composite)
  }
}
