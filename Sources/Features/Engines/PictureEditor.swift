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

extension Aspect {
  /// The shape that a picture of so many pixels comes closest to; the rest is cut off or added.
  package static func nearest(width: Int, height: Int) -> Aspect {
    let ratio = Double(max(width, 1)) / Double(max(height, 1))
    // Twice as wide is as far away as half as wide.
    func distance(_ aspect: Aspect) -> Double {
      max(ratio / aspect.ratio, aspect.ratio / ratio)
    }
    return allCases.min { distance($0) < distance($1) } ?? .square
  }
}
