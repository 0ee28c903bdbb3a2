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
  /// No larger than cut-outs are kept: credits and the rate limit go by pixels.
  private let longestSide = 2000

  package init(
    _ removeBackground: RemoveBackground?, _ gemini: Gemini?, _ imaging: ImagingProgram,
    ledger: @escaping (Vendor) -> Ledger
  ) {
    (self.removeBackground, self.gemini) = (removeBackground, gemini)
    (self.ledger, self.imaging) = (ledger, imaging)
  }

  package func cutOut(_ file: [UInt8], purpose: String) throws -> CutOut {
    guard let removeBackground else { return try imaging.cutOut(file) }
    let ledger = ledger(.removeBackground)
    if let answer = try ledger.past(purpose).answer {
      return try framed(answer, of: file, purpose, ledger)
    }
    if let own = try ownCutOut(file) { return own }
    let sent = try imaging.normalise(file, longestSide: longestSide, format: .jpeg, quality: 95)
    let answer = try ledger.perform(purpose, among: [RemoveBackground.model]) { _ in
      do {
        let answer = try removeBackground.cutOut(sent)
        return .keeping(answer.bytes, used: answer.credits)
      } catch {
        return Ledger.Outcome(removeBackgroundFailure: error)
      }
    }
    return try framed(answer, of: file, purpose, ledger)
  }

  package func change(_ file: [UInt8], _ wish: EditWish) throws -> MadePicture {
    guard let gemini else { return try BuiltInEditor(imaging).change(file, wish) }
    let pictures = GeminiPictures(
      gemini: gemini, ledger: ledger(.gemini), imaging: imaging, source: .changed(file),
      manner: Prompt.editManner)
    return try pictures.picture(
      GeminiPictures.Wish(
        purpose: wish.purpose, aspect: wish.aspect, seed: 0, references: { [file] },
        words: { Prompt.edit(wish, isFirm: $0) }))
  }

  /// The cut-out that the file is already; nothing when there is something to cut.
  private func ownCutOut(_ file: [UInt8]) throws -> CutOut? {
    guard try imaging.probe(file).hasAlpha else { return nil }
    // Many shops' files have an alpha channel with nothing transparent in it. WebP keeps none then.
    let small = try imaging.normalise(file, longestSide: 512, format: .webp, quality: 80)
    guard try imaging.probe(small.bytes).hasAlpha else { return nil }
    do {
      let own = try imaging.cutOut(file)
      // What is transparent around something is taken as it is, and that is certain.
      return own.confidence == 1 ? own : nil
    } catch ImagingError.refused {
      return nil
    }
  }

  /// The product alone, tightly framed; the transparency of the answer is trusted.
  private func framed(
    _ key: String, of file: [UInt8], _ purpose: String, _ ledger: Ledger
  ) throws -> CutOut {
    let answer = try Configuration.current.blobs.get(key)
    if let flaw = try flaw(in: answer, to: file) {
      throw try ledger.reject(purpose, because: flaw, isFinal: true)
    }
    let made = try imaging.cutOut(answer)
    // The service drops what the photograph tells of its source.
    return CutOut(
      png: DigitalSource.told(by: file).marking(made.png), width: made.width, height: made.height,
      confidence: made.confidence, baseX: made.baseX, baseY: made.baseY)
  }

  private func flaw(in answer: [UInt8], to file: [UInt8]) throws -> String? {
    let asked = try imaging.probe(file)
    do {
      let facts = try imaging.probe(answer)
      let wanted = min(max(asked.width, asked.height), longestSide)
      guard max(facts.width, facts.height) * 10 < wanted * 9 else { return nil }
      return "remove.bg sent a small preview only; whoever runs Epox here has to look at its "
        + "credits. Use the built-in engine until then."
    } catch ImagingError.refused {
      return "What remove.bg sent is not a picture that can be opened. Use the built-in engine."
    }
  }
}

extension Ledger.Outcome {
  /// What a failure of a call to remove.bg means for its picture and for all others.
  init(removeBackgroundFailure error: any Error) {
    switch error {
    case RemoveBackgroundFault.noSubject:
      self = .refused(
        "remove.bg sees no product in this picture. Choose another one or the built-in engine.",
        used: 0)
    case RemoveBackgroundFault.invalid(let said):
      self = .refused(
        "remove.bg cannot use this picture. Choose another one or the built-in engine.", used: 0,
        said: said)
    case RemoveBackgroundFault.noCredits: self = .away(.noCredits)
    case RemoveBackgroundFault.key(let said): self = .away(.key(said: said))
    case RemoveBackgroundFault.rate(let seconds):
      self = .away(.rate(min(max(seconds ?? .random(in: 5...15), 0.5), 3600)))
    case RemoveBackgroundFault.overload: self = .away(.overload)
    case let error as FetchError where !error.mayHaveArrived: self = .away(.unreachable)
    default: self = .lost
    }
  }
}
