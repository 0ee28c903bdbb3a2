import Fetch
import Imaging
import Jobs
import Site

/// Hands out engines to jobs.
package struct EngineDesk {
  private let shift: Shift
  private let imaging: ImagingProgram
  private let settings = Configuration.current.engines

  package init(_ shift: Shift, _ imaging: ImagingProgram) {
    (self.shift, self.imaging) = (shift, imaging)
  }

  /// The engine that makes pictures; the built-in one where no other is configured.
  package func generator(_ wanted: Engine) -> any PictureGenerator {
    guard wanted == .ai, let gemini else { return BuiltInGenerator(imaging) }
    return GeminiGenerator(gemini, ledger(.gemini), imaging)
  }

  /// The engine that changes pictures.
  package func editor(_ wanted: Engine) -> any PictureEditor {
    guard wanted == .ai, settings.gemini != nil || settings.removeBackground != nil else {
      return BuiltInEditor(imaging)
    }
    let service = settings.removeBackground.map { RemoveBackground($0, fetch) }
    return AIEditor(service, gemini, imaging, ledger: ledger)
  }

  /// Who says what pictures show; nobody where Gemini is not configured.
  package var reader: GeminiReader? {
    // Words about a picture are a side matter, which must not keep pictures from being made, by
    // the same model either.
    var ledger = ledger(.gemini)
    ledger.isAside = true
    return gemini.map { GeminiReader(gemini: $0, ledger: ledger, imaging: imaging) }
  }

  private var gemini: Gemini? { settings.gemini.map { Gemini($0, fetch) } }

  private func ledger(_ vendor: Vendor) -> Ledger {
    switch vendor {
    case .gemini:
      Ledger(
        vendor: vendor, shift: shift, timeout: settings.gemini?.timeout ?? 0,
        calls: settings.gemini?.calls ?? 1)
    case .removeBackground:
      Ledger(
        vendor: vendor, shift: shift, timeout: settings.removeBackground?.timeout ?? 0,
        calls: settings.removeBackground?.calls ?? 1)
    }
  }

  private var fetch: Fetch { shift.tool { Fetch.configured() } }
}
