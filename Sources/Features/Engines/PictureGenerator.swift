import Imaging

/// Makes pictures of a product in a room.
///
/// The built-in one composes photographs, the other one asks a model. Both get the same order and
/// take from it what they need.
package protocol PictureGenerator {
  /// Makes one picture.
  /// - Throws: `EngineTrouble`, whose sentence is for the merchant; `ImagingError`.
  func picture(_ order: PictureRequest) throws -> MadePicture
}

/// An order for one picture; what takes work is made when it is asked for.
package struct PictureRequest {
  /// What the picture shows, in words.
  package let facts: PromptFacts
  /// The shape of the picture.
  package let aspect: Aspect
  /// Where chance begins.
  package let seed: UInt64
  /// Under which name paid calls for this picture stand in the ledger.
  package let purpose: String
  /// The product's photograph first, then the room's; any format that can be opened.
  package let references: () throws -> [[UInt8]]
  /// The scene to compose: it takes a cut-out, which models do without.
  package let scene: () throws -> Scene

  package init(
    facts: PromptFacts, aspect: Aspect, seed: UInt64, purpose: String,
    references: @escaping () throws -> [[UInt8]], scene: @escaping () throws -> Scene
  ) {
    (self.facts, self.aspect, self.seed, self.purpose) = (facts, aspect, seed, purpose)
    (self.references, self.scene) = (references, scene)
  }
}

/// A picture and where it comes from.
package struct MadePicture: Sendable {
  /// The file as its engine made it.
  package let bytes: [UInt8]
  package let width: Int
  package let height: Int
  /// What the file's name ends with.
  package let ending: String
  package let engine: Engine
  package let source: PictureSource
}
