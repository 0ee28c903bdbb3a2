import Blobs
import Fetch
import Imaging
import Site

/// Edits by paid services: remove.bg cuts out, Gemini does what it is told.
///
/// What its service is not configured for is left to the built-in editor.
package struct AIEditor: PictureEditor {
  package let engine = Engine.ai
  private let removeBackground: RemoveBackground?
  private let gemini: Gemini?
  private let ledger: (Vendor) -> Ledger
  private let imaging: ImagingProgram

  package init(
    _ removeBackground: RemoveBackground?, _ gemini: Gemini?, _ imaging: ImagingProgram,
    ledger: @escaping (Vendor) -> Ledger
  ) {
    (self.removeBackground, self.gemini) = (removeBackground, gemini)
    (self.ledger, self.imaging) = (ledger, imaging)
  }

  package func cutOut(_ file: [UInt8], purpose: String) throws -> CutOut {
    guard let removeBackground, try !imaging.probe(file).hasAlpha else {
      return try imaging.cutOut(file)
    }
    let ledger = ledger(.removeBackground)
    if let kept = try ledger.past(purpose).answer { return try framed(kept) }
    // No larger than cut-outs are kept: credits and the rate limit go by pixels.
    let sent = try imaging.normalise(file, longestSide: 2000, format: .jpeg, quality: 95)
    let kept = try ledger.perform(purpose, model: "remove.bg") { outcome(removeBackground, sent) }
    return try framed(kept)
  }

  package func change(_ file: [UInt8], _ wish: EditWish) throws -> MadePicture {
    guard let gemini else { return try BuiltInEditor(imaging).change(file, wish) }
    let pictures = GeminiPictures(
      gemini: gemini, ledger: ledger(.gemini), imaging: imaging, source: .aiEdited)
    return try pictures.picture(
      GeminiPictures.Wish(
        purpose: wish.purpose, aspect: wish.aspect, seed: 0, references: { [file] },
        words: { Prompt.edit(wish, isFirm: $0) }))
  }

  private func outcome(_ service: RemoveBackground, _ sent: Picture) -> Ledger.Outcome {
    do {
      let answer = try service.cutOut(sent)
      let facts = try imaging.probe(answer.bytes)
      if max(facts.width, facts.height) * 10 < max(sent.width, sent.height) * 9 {
        return .refused(
          "remove.bg sent a small preview only. Whoever runs this Epox has to look at its credits.",
          used: answer.credits)
      }
      let file = try Configuration.current.blobs.put(answer.bytes, facts.format)
      return .answered(file: file, used: answer.credits)
    } catch ImagingError.refused {
      return .refused("What remove.bg sent is not a picture that can be opened.", used: nil)
    } catch {
      return Ledger.Outcome(removeBackgroundFailure: error)
    }
  }

  /// The product alone, tightly framed; the transparency of the file is trusted.
  private func framed(_ key: String) throws -> CutOut {
    try imaging.cutOut(try Configuration.current.blobs.get(key))
  }
}

extension Ledger.Outcome {
  /// What a failure of a call to remove.bg means for its picture and for all others.
  init(removeBackgroundFailure error: any Error) {
    let name = Vendor.removeBackground.title
    switch error {
    case RemoveBackgroundFault.noSubject:
      self = .refused(
        "\(name) sees no product in this picture. Choose another one or the built-in engine.",
        used: 0)
    case RemoveBackgroundFault.invalid(let said):
      self = .refused("\(name) could not use this picture: \(said)", used: 0)
    case RemoveBackgroundFault.noCredits:
      self = .away(.key("The credits at \(name) are used up.", detail: "402"))
    case RemoveBackgroundFault.key(let said):
      self = .away(.key("\(name) does not take this installation's key.", detail: said))
    case RemoveBackgroundFault.rate(let seconds):
      self = .away(.rate(min(max(seconds ?? .random(in: 5...15), 0.5), 3600)))
    case RemoveBackgroundFault.overload: self = .away(.overload("\(name) is not well."))
    case let error as FetchError where !error.mayHaveArrived:
      self = .away(.overload("\(name) cannot be reached."))
    default: self = .lost(EngineTrouble.lostWords(.removeBackground))
    }
  }
}
