import Imaging

/// Changes a photograph: takes its background away, or does what it is told in words.
package protocol PictureEditor {
  /// Who does it.
  var engine: Engine { get }

  /// The product alone.
  ///
  /// `purpose`: under which name a paid call stands in the ledger.
  /// - Throws: `EngineTrouble`; `ImagingError.refused` with a sentence for the merchant.
  func cutOut(_ file: [UInt8], purpose: String) throws -> CutOut

  /// The picture with a change that is described in words.
  /// - Throws: `EngineTrouble`, whose sentence is for the merchant.
  func change(_ file: [UInt8], _ wish: EditWish) throws -> MadePicture
}

/// A change, in words.
package struct EditWish: Sendable {
  /// What the merchant wrote.
  package let words: String
  /// The shape of the picture; it stays as it is.
  package let aspect: Aspect
  /// Under which name a paid call stands in the ledger.
  package let purpose: String

  package init(words: String, aspect: Aspect, purpose: String) {
    (self.words, self.aspect, self.purpose) = (words, aspect, purpose)
  }
}
