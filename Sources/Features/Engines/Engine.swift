import Imaging

/// Who does the work: our own programs, or a paid service.
package enum Engine: String, CaseIterable, Sendable {
  case builtIn = "built-in"
  case ai
}

/// The paid services.
package enum Vendor: String, CaseIterable, Sendable {
  case gemini
  case removeBackground = "remove.bg"

  /// What people call it.
  package var title: String { self == .gemini ? "Gemini" : "remove.bg" }
}

/// What kind of source a picture has; its provenance is written from this.
package enum PictureSource: String, Sendable {
  /// Put together from photographs.
  case composite
  /// Made by a model.
  case aiGenerated = "ai-generated"
  /// A photograph that a model changed.
  case aiEdited = "ai-edited"
}

extension PictureSource {
  /// The source of a picture that a model makes of this file by changing it.
  package static func changed(_ file: [UInt8]) -> PictureSource {
    let source = DigitalSource.of(DigitalSource.told(by: file), after: .generative)
    return source == .trainedAlgorithmicMedia ? .aiGenerated : .aiEdited
  }

  /// The file with a word on how it came about.
  ///
  /// The file that a model sent stays in the ledger as it came; what is shown and published says
  /// its source in the metadata that shops read. Its invisible watermark outlasts that.
  package func marking(_ file: [UInt8]) -> [UInt8] {
    if let told = DigitalSource.told(by: file), told.isGenerative || self == .composite {
      return file
    }
    return digitalSource.marking(file)
  }

  private var digitalSource: DigitalSource {
    switch self {
    case .composite: .composite
    case .aiGenerated: .trainedAlgorithmicMedia
    case .aiEdited: .compositeWithTrainedAlgorithmicMedia
    }
  }
}
