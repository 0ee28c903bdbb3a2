import Imaging

/// Edits with our own pixel code, here and without a network.
package struct BuiltInEditor: PictureEditor {
  package let engine = Engine.builtIn
  private let imaging: ImagingProgram

  package init(_ imaging: ImagingProgram) { self.imaging = imaging }

  package func cutOut(_ file: [UInt8], purpose: String) throws -> CutOut {
    try imaging.cutOut(file)
  }

  package func change(_ file: [UInt8], _ wish: EditWish) throws -> MadePicture {
    throw EngineTrouble.refused(
      "The built-in engine does not understand words. Use a tool of the editor, or Gemini.")
  }
}
