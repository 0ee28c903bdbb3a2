import Fetch
import Site
import Telemetry

extension Engines {
  /// What is wrong with the paid engines, a sentence each; what is asked costs nothing.
  ///
  /// Models are taken off a year or so after they came, so their names are looked up.
  package static func complaints() -> [String] {
    let settings = Configuration.current
    let fetch = Fetch.configured()
    var found: [String] = []
    if let gemini = settings.engines.gemini {
      found += complaints(about: Gemini(gemini, fetch))
    }
    if let service = settings.engines.removeBackground {
      found += complaints(about: RemoveBackground(service, fetch))
    }
    return found
  }

  /// Tells whoever reads the logs.
  package static func alert() {
    for sentence in complaints() { Log.error("a paid engine needs somebody", ["what": sentence]) }
  }

  private static func complaints(about gemini: Gemini) -> [String] {
    do {
      let known = try gemini.models()
      let settings = gemini.settings
      return [settings.model, settings.fallback ?? settings.model, settings.analysisModel]
        .filter { !known.contains($0) }
        .map { "Gemini does not know the model \($0). Change EPOX_GEMINI_…MODEL." }
    } catch {
      return ["Gemini does not answer (\(error)). Check EPOX_GEMINI_KEY and EPOX_GEMINI_URL."]
    }
  }

  private static func complaints(about service: RemoveBackground) -> [String] {
    do {
      guard let left = try service.creditsLeft(), left < 10 else { return [] }
      return ["remove.bg has \(left) credits left. Buy some, or pictures will wait."]
    } catch {
      return ["remove.bg does not answer (\(error)). Check EPOX_REMOVEBG_KEY."]
    }
  }
}
