import Settings

/// How the paid engines are reached; one without a key is not there.
package struct EngineSettings: Sendable {
  /// Google's image models.
  package struct Gemini: Sendable {
    /// Without a slash at its end and without the API's version.
    package let url: String
    package let key: String
    package let model: String
    /// Asked when `model` is away or gone; nothing where there is none.
    package let fallback: String?
    /// Asked what a picture shows.
    package let analysisModel: String
    /// `1K`, `2K` or `4K`.
    package let size: String
    /// Seconds until an answer must be complete.
    package let timeout: Int
    /// Calls at a time, over all workers.
    package let calls: Int
  }

  /// The service that takes backgrounds away.
  package struct RemoveBackground: Sendable {
    package let url: String
    package let key: String
    package let timeout: Int
    package let calls: Int
  }

  package let gemini: Gemini?
  package let removeBackground: RemoveBackground?
  /// Seconds for which an engine is left alone after it failed three times in a row.
  package let pause: Int

  init(_ read: inout SettingsReader) {
    gemini = EngineSettings.gemini(&read)
    removeBackground = EngineSettings.removeBackground(&read)
    pause = read.number(
      "EPOX_ENGINE_PAUSE", default: 60, in: 1...3600,
      why: "seconds for which a paid engine is left alone after three failures in a row")
  }

  private static func gemini(_ read: inout SettingsReader) -> Gemini? {
    let key = read.text(
      "EPOX_GEMINI_KEY", default: "", secret: true, why: "Gemini; without it pictures are composed")
    let url = read.text(
      "EPOX_GEMINI_URL", default: "https://generativelanguage.googleapis.com",
      why: "where Gemini answers")
    let model = read.text(
      "EPOX_GEMINI_MODEL", default: "gemini-3.1-flash-image", why: "the model that makes pictures")
    let fallback = read.text(
      "EPOX_GEMINI_FALLBACK_MODEL", default: "", why: "asked when the model is overloaded or gone")
    let analysis = read.text(
      "EPOX_GEMINI_ANALYSIS_MODEL", default: "gemini-3.5-flash",
      why: "the model that says what a picture shows")
    let size = read.text(
      "EPOX_GEMINI_SIZE", default: "2K", why: "1K, 2K or 4K; larger costs more")
    if !["512", "1K", "2K", "4K"].contains(size) {
      read.reject("EPOX_GEMINI_SIZE", "expected 512, 1K, 2K or 4K.")
    }
    let timeout = read.number(
      "EPOX_GEMINI_TIMEOUT", default: 240, in: 1...600, why: "seconds that Gemini may take")
    let calls = read.number(
      "EPOX_GEMINI_CALLS", default: 4, in: 1...64, why: "calls to Gemini at a time")
    guard !key.isEmpty else { return nil }
    return Gemini(
      url: withoutSlash(url), key: key, model: model,
      fallback: fallback.isEmpty || fallback == model ? nil : fallback, analysisModel: analysis,
      size: size, timeout: timeout, calls: calls)
  }

  private static func removeBackground(_ read: inout SettingsReader) -> RemoveBackground? {
    let key = read.text(
      "EPOX_REMOVEBG_KEY", default: "", secret: true,
      why: "remove.bg; without it products are cut out here")
    let url = read.text(
      "EPOX_REMOVEBG_URL", default: "https://api.remove.bg", why: "where remove.bg answers")
    let timeout = read.number(
      "EPOX_REMOVEBG_TIMEOUT", default: 120, in: 1...600, why: "seconds that remove.bg may take")
    let calls = read.number(
      "EPOX_REMOVEBG_CALLS", default: 4, in: 1...64, why: "calls to remove.bg at a time")
    guard !key.isEmpty else { return nil }
    return RemoveBackground(url: withoutSlash(url), key: key, timeout: timeout, calls: calls)
  }

  private static func withoutSlash(_ url: String) -> String {
    url.hasSuffix("/") ? String(url.dropLast()) : url
  }
}
