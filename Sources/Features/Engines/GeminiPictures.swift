import Blobs
import Fetch
import Imaging
import Site

/// Asks Gemini for pictures, each call between two lines of the ledger.
struct GeminiPictures {
  let gemini: Gemini
  let ledger: Ledger
  let imaging: ImagingProgram
  let source: PictureSource
  /// What the model is to know before it reads a prompt.
  let manner: String

  /// What is wanted.
  struct Wish {
    let purpose: String
    let aspect: Aspect
    let seed: UInt64
    let references: () throws -> [[UInt8]]
    /// The prompt; a firm one after an answer without a picture.
    let words: (_ isFirm: Bool) -> String
  }

  /// The picture, asked for once more when the first answer has none.
  /// - Throws: `EngineTrouble`; `ImagingError` when a reference cannot be opened.
  func picture(_ wish: Wish) throws -> MadePicture {
    do {
      return try nextAnswer(wish)
    } catch EngineTrouble.empty {
      return try nextAnswer(wish)
    }
  }

  /// What was answered before and not yet looked at, else what is answered now.
  private func nextAnswer(_ wish: Wish) throws -> MadePicture {
    let past = try ledger.past(wish.purpose)
    if let answer = past.answer { return try opened(answer, wish) }
    if past.empty.count > 1 { throw EngineTrouble.empty(past.empty[1]) }
    let references = try wish.references().map {
      // Very large inputs end in the model's own time limit.
      try imaging.normalise($0, longestSide: 2048, format: .webp, quality: 90)
    }
    let words = wish.words(!past.empty.isEmpty)
    let models = try models(for: references.count, isTired: past.away >= 3)
    let answer = try ledger.perform(wish.purpose, among: models) { model in
      outcome(
        GeminiRequest.picture(
          words, manner: manner, references, model: GeminiModel(name: model), aspect: wish.aspect,
          size: gemini.settings.size, seed: wish.seed), model)
    }
    return try opened(answer, wish)
  }

  /// The models that look at so many pictures; the other one first when the first one was away
  /// too often.
  private func models(for references: Int, isTired: Bool) throws -> [String] {
    let all = gemini.settings.pictureModels.map(GeminiModel.init(name:))
    let able = all.filter { references <= $0.mostReferences }.map(\.name)
    guard !able.isEmpty else {
      let most = all.map(\.mostReferences).max() ?? 0
      throw EngineTrouble.refused(
        "Gemini looks at \(most) pictures at most. Choose fewer products, or the built-in engine.")
    }
    return isTired ? able.reversed() : able
  }

  private func outcome(_ request: GeminiRequest, _ model: String) -> Ledger.Outcome {
    do {
      let json = try gemini.ask(GeminiModel(name: model), request)
      let answer = GeminiAnswer(json, wantsPicture: true)
      let used = answer.tokens.map(Double.init)
      return switch answer.verdict {
      case .refused(let reason): .refused(reason, used: used)
      case .empty(let reason): .empty(reason, used: used)
      case .text(let words): .empty(GeminiWords.empty("STOP", words), used: used)
      case .picture(let bytes): .keeping(bytes, used: used)
      }
    } catch {
      return Ledger.Outcome(geminiFailure: error)
    }
  }

  /// The kept answer as a picture, once it has been looked at; its own word of what it is is not
  /// taken.
  private func opened(_ key: String, _ wish: Wish) throws -> MadePicture {
    let bytes = try Configuration.current.blobs.get(key)
    let flaw: String
    do {
      let facts = try imaging.probe(bytes)
      guard let found = self.flaw(facts, wish.aspect) else {
        return MadePicture(
          bytes: bytes, width: facts.width, height: facts.height,
          ending: facts.format == "jpeg" ? "jpg" : facts.format, engine: .ai, source: source)
      }
      flaw = found
    } catch ImagingError.refused {
      flaw = "What Gemini sent is not a picture that can be opened. Try it again."
    }
    throw try ledger.reject(wish.purpose, because: flaw, isFinal: false)
  }

  private func flaw(_ facts: PictureFacts, _ aspect: Aspect) -> String? {
    let ratio = Double(facts.width) / Double(max(facts.height, 1))
    if min(facts.width, facts.height) < 256 {
      return "Gemini's picture was too small to be used. Try it again."
    }
    // Models round to their own grid, up to some four percent.
    if abs(ratio / aspect.ratio - 1) > 0.08 {
      return "Gemini's picture came in another shape than \(aspect.rawValue). Try it again."
    }
    return nil
  }
}

extension Ledger.Outcome {
  /// What a failure of a call to Gemini means for its picture and for all others.
  init(geminiFailure error: any Error) {
    switch error {
    case GeminiFault.invalid(let said):
      self = .refused(
        "Gemini cannot work with this picture or these words. Try others, or the built-in engine.",
        used: nil, said: said)
    case GeminiFault.key(let said): self = .away(.key(said: said))
    case GeminiFault.noModel: self = .away(.noModel)
    case GeminiFault.rate(let seconds):
      self = .away(.rate(min(max(seconds ?? .random(in: 5...15), 0.5), 3600)))
    case GeminiFault.dailyQuota: self = .away(.dailyQuota)
    case GeminiFault.overload: self = .away(.overload)
    case let error as FetchError where !error.mayHaveArrived: self = .away(.unreachable)
    default: self = .lost
    }
  }
}
