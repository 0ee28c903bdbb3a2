import Imaging

/// Lets Gemini put the product into the room.
package struct GeminiGenerator: PictureGenerator {
  private let pictures: GeminiPictures

  package init(_ gemini: Gemini, _ ledger: Ledger, _ imaging: ImagingProgram) {
    pictures = GeminiPictures(
      gemini: gemini, ledger: ledger, imaging: imaging, source: .aiGenerated,
      manner: Prompt.manner)
  }

  package func picture(_ order: PictureRequest) throws -> MadePicture {
    try pictures.picture(
      GeminiPictures.Wish(
        purpose: order.purpose, aspect: order.aspect, seed: order.seed,
        references: order.references, words: { Prompt.scene(order.facts, isFirm: $0) }))
  }
}
