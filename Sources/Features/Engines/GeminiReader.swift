import Blobs
import Imaging
import Site

/// Asks Gemini what a product picture shows, each call between two lines of the ledger.
package struct GeminiReader {
  let gemini: Gemini
  let ledger: Ledger
  let imaging: ImagingProgram

  /// The words, asked for once more when the first answer cannot be read.
  ///
  /// `purpose`: under which name the call stands in the ledger; what was answered once is not
  /// asked again.
  /// - Throws: `EngineTrouble`, whose sentence is for the merchant; `ImagingError`.
  package func reading(
    of file: [UInt8], product: String, categories: String, purpose: String
  ) throws -> PictureReading {
    let past = try ledger.past(purpose)
    if let answer = past.answer { return try opened(answer) }
    if past.empty.count > 1 { throw EngineTrouble.empty(past.empty[1]) }
    // Materials are told from grain and weave; more pixels would only cost more.
    let sent = try imaging.normalise(file, longestSide: 1024, format: .jpeg, quality: 88)
    let words = Prompt.analysis(product: product, categories: categories)
    do {
      return try ask(words, sent, purpose)
    } catch EngineTrouble.empty where past.empty.isEmpty {
      return try ask(words, sent, purpose)
    }
  }

  private func ask(_ words: String, _ sent: Picture, _ purpose: String) throws -> PictureReading {
    let kept = try ledger.perform(purpose, among: [gemini.settings.analysisModel]) { model in
      do {
        let request = GeminiRequest.answer(words, sent, schema: PictureReading.schema)
        let json = try gemini.ask(GeminiModel(name: model), request)
        return outcome(of: GeminiAnswer(json, wantsPicture: false))
      } catch {
        return Ledger.Outcome(geminiFailure: error)
      }
    }
    return try opened(kept)
  }

  private func outcome(of answer: GeminiAnswer) -> Ledger.Outcome {
    let used = answer.tokens.map(Double.init)
    switch answer.verdict {
    case .refused(let reason): return .refused(reason, used: used)
    case .empty(let reason): return .empty(reason, used: used)
    case .picture: return .empty("Gemini answered with a picture instead of words.", used: used)
    case .text(let text):
      guard PictureReading(answer: text) != nil else {
        return .empty("Gemini's answer about this picture could not be read.", used: used)
      }
      return .keeping(Array(text.utf8), used: used)
    }
  }

  private func opened(_ key: String) throws -> PictureReading {
    let text = String(decoding: try Configuration.current.blobs.get(key), as: UTF8.self)
    guard let reading = PictureReading(answer: text) else {
      throw EngineTrouble.empty("Gemini's answer about this picture could not be read.")
    }
    return reading
  }
}
