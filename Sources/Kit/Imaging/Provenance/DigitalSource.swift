/// How a picture came about, in the words of IPTC's vocabulary "Digital Source Type".
///
/// The raw values are the vocabulary's codes. Shops and social networks read them from a
/// picture's XMP to label what a machine made.
public enum DigitalSource: String, Codable, Sendable, CaseIterable {
  // Taken from life.
  case digitalCapture, computationalCapture, negativeFilm, positiveFilm, print, screenCapture
  // Made or mended by people and by algorithms that learnt from nobody's pictures.
  case humanEdits, algorithmicallyEnhanced, digitalCreation, dataDrivenMedia, algorithmicMedia
  case virtualRecording
  // Put together.
  case composite, compositeCapture
  /// Put together, and a part of it is generative AI's.
  case compositeSynthetic
  /// Edited by generative AI.
  case compositeWithTrainedAlgorithmicMedia
  /// Made by generative AI.
  case trainedAlgorithmicMedia

  /// What an edit does to a picture's source.
  public enum Change: String, Codable, Sendable {
    /// It shows the same, only less of it, turned, or in another size.
    case none
    /// An algorithm altered how it looks, not what it shows.
    case appearance
    /// Somebody took something out or painted something over, without generative AI.
    case content
    /// Generative AI altered it.
    case generative
  }

  /// The address that stands in a picture's metadata.
  public var address: String { DigitalSource.scheme + rawValue }

  static let scheme = "http://cv.iptc.org/newscodes/digitalsourcetype/"

  /// A code of the vocabulary; the retired ones count as what replaced them.
  public init?(code: some StringProtocol) {
    switch code {
    case "minorHumanEdits": self = .humanEdits
    case "digitalArt", "softwareImage": self = .digitalCreation
    default: self.init(rawValue: String(code))
    }
  }

  /// Whether generative AI had a part in it.
  public var isGenerative: Bool {
    switch self {
    case .compositeSynthetic, .compositeWithTrainedAlgorithmicMedia, .trainedAlgorithmicMedia: true
    default: false
    }
  }

  /// Whether it shows what a camera saw.
  private var isCapture: Bool {
    switch self {
    case .digitalCapture, .computationalCapture, .negativeFilm, .positiveFilm, .print,
      .screenCapture:
      true
    default: false
    }
  }

  /// The source of an edited picture.
  ///
  /// What AI made stays so after any edit; a mere crop of a picture of unknown source says
  /// nothing.
  public static func of(_ source: DigitalSource?, after change: Change) -> DigitalSource? {
    switch change {
    case .none: return source
    case .appearance:
      guard let source, !source.isCapture else { return .algorithmicallyEnhanced }
      return source
    case .content:
      guard let source, !source.isCapture, source != .algorithmicallyEnhanced else {
        return .humanEdits
      }
      return source
    case .generative:
      return source == .trainedAlgorithmicMedia
        ? .trainedAlgorithmicMedia : .compositeWithTrainedAlgorithmicMedia
    }
  }

  /// The source of a picture put together from others.
  public static func composed(of parts: [DigitalSource?]) -> DigitalSource {
    parts.contains { $0?.isGenerative ?? false } ? .compositeSynthetic : .composite
  }
}
