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
    let past = try ledger.past(wish.purpose)
    if let answer = past.answer { return try opened(answer) }
    if past.empty.count > 1 { throw EngineTrouble.empty(past.empty[1]) }
    let references = try wish.references().map {
      // Very large inputs end in the model's own time limit.
      try imaging.normalise($0, longestSide: 2048, format: .webp, quality: 90)
    }
    do {
      return try ask(wish, references, isFirm: !past.empty.isEmpty, past)
    } catch EngineTrouble.empty where past.empty.isEmpty {
      return try ask(wish, references, isFirm: true, past)
    }
  }

  private func ask(
    _ wish: Wish, _ references: [Picture], isFirm: Bool, _ past: Ledger.Past
  ) throws -> MadePicture {
    let settings = gemini.settings
    let isTired = past.away >= 3
    let model = isTired ? settings.fallback ?? settings.model : settings.model
    let words = wish.words(isFirm)
    let file = try ledger.perform(wish.purpose, model: model) {
      outcome(wish, words, references, model: model)
    }
    return try opened(file)
  }

  private func outcome(
    _ wish: Wish, _ words: String, _ references: [Picture], model name: String
  ) -> Ledger.Outcome {
    let model = GeminiModel(name: name)
    guard references.count <= model.mostReferences else {
      return .refused(
        "\(name) looks at \(model.mostReferences) pictures at most. Choose fewer products, or the "
          + "built-in engine.", used: 0)
    }
    let request = GeminiRequest.picture(
      words, references, model: model, aspect: wish.aspect,
      size: gemini.settings.size, seed: wish.seed)
    do {
      let answer = GeminiAnswer(try gemini.ask(model, request), wantsPicture: true)
      return try outcome(of: answer, wish.aspect)
    } catch GeminiFault.noModel where gemini.settings.fallback.map({ $0 != name }) == true {
      // Nothing was done and nothing was paid, so the other model may be asked at once.
      return outcome(wish, words, references, model: gemini.settings.fallback ?? name)
    } catch {
      return Ledger.Outcome(geminiFailure: error)
    }
  }

  private func outcome(of answer: GeminiAnswer, _ aspect: Aspect) throws -> Ledger.Outcome {
    let used = answer.tokens.map(Double.init)
    switch answer.verdict {
    case .refused(let reason): return .refused(reason, used: used)
    case .empty(let reason): return .empty(reason, used: used)
    case .text(let words): return .empty(GeminiWords.empty("STOP", words), used: used)
    case .picture(let bytes):
      let (format, flaw) = try look(bytes, aspect)
      if let flaw { return .empty(flaw, used: used) }
      let file = try Configuration.current.blobs.put(bytes, ending(of: format))
      return .answered(file: file, used: used)
    }
  }

  /// What the file really is, and what is wrong with it; the answer's own word is not taken.
  private func look(_ bytes: [UInt8], _ aspect: Aspect) throws -> (String, String?) {
    do {
      let facts = try imaging.probe(bytes)
      let ratio = Double(facts.width) / Double(max(facts.height, 1))
      if min(facts.width, facts.height) < 256 {
        return (facts.format, "The picture of Gemini was too small.")
      }
      // Models round to their own grid, up to some four percent.
      if abs(ratio / aspect.ratio - 1) > 0.08 {
        return (facts.format, "The picture came in another shape than \(aspect.rawValue).")
      }
      return (facts.format, nil)
    } catch ImagingError.refused {
      return ("", "What Gemini sent is not a picture that can be opened.")
    }
  }

  private func opened(_ key: String) throws -> MadePicture {
    let bytes = try Configuration.current.blobs.get(key)
    let facts = try imaging.probe(bytes)
    return MadePicture(
      bytes: bytes, width: facts.width, height: facts.height, ending: ending(of: facts.format),
      engine: .ai, source: source)
  }

  private func ending(of format: String) -> String { format == "jpeg" ? "jpg" : format }
}

extension Ledger.Outcome {
  /// What a failure of a call to Gemini means for its picture and for all others.
  init(geminiFailure error: any Error) {
    let name = Vendor.gemini.title
    switch error {
    case GeminiFault.invalid(let said):
      self = .refused("\(name) could not use what was sent: \(said)", used: nil)
    case GeminiFault.key(let said):
      self = .away(.key("\(name) does not take this installation's key.", detail: said))
    case GeminiFault.noModel:
      self = .away(.key("\(name) does not know the model that is configured.", detail: "404"))
    case GeminiFault.rate(let seconds):
      self = .away(.rate(min(max(seconds ?? .random(in: 5...15), 0.5), 3600)))
    case GeminiFault.dailyQuota:
      self = .away(.dailyQuota("\(name)'s quota of today is used up."))
    case GeminiFault.overload: self = .away(.overload("\(name) is overloaded."))
    case let error as FetchError where !error.mayHaveArrived:
      self = .away(.overload("\(name) cannot be reached."))
    default: self = .lost(EngineTrouble.lostWords(.gemini))
    }
  }
}
