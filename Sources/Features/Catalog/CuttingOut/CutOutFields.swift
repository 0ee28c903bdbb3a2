import Design
import FoundationEssentials
import Imaging

/// The form of the cut-out's page: strokes that the page's script sends, or areas in numbers.
struct CutOutFields {
  /// What shall be used, `nil` for nothing drawn.
  let hint: CutOutHint?
  let form: Form

  init(_ form: Form) {
    var form = form
    var strokes = CutOutFields.drawn(&form)
    for (name, keeps) in [("keep", true), ("drop", false)] {
      if let area = CutOutFields.area(name, keeps: keeps, &form) { strokes.append(area) }
    }
    let hint = CutOutHint(strokes: strokes)
    if let fault = hint.fault { form.fail("strokes", fault) }
    self.hint = strokes.isEmpty ? nil : hint
    self.form = form
  }

  private static func drawn(_ form: inout Form) -> [CutOutHint.Stroke] {
    let text = form.value("strokes")
    guard !text.isEmpty else { return [] }
    let strokes = try? JSONDecoder().decode([CutOutHint.Stroke].self, from: Data(text.utf8))
    if strokes == nil { form.fail("strokes", "The drawing did not arrive whole. Draw it again.") }
    return strokes ?? []
  }

  /// A rectangle in percent of the picture, as one broad stroke along its middle.
  private static func area(
    _ name: String, keeps: Bool, _ form: inout Form
  ) -> CutOutHint.Stroke? {
    let parts = ["left", "top", "right", "bottom"].map { "\(name)-\($0)" }
    guard parts.contains(where: { !form.value($0).isEmpty }) else { return nil }
    let edges = parts.map { Double(form.int($0, in: 0...100)) / 100 }
    let (width, height) = (edges[2] - edges[0], edges[3] - edges[1])
    guard width > 0, height > 0 else {
      form.fail(parts[2], "The right edge must lie right of the left one, the lower one below.")
      return nil
    }
    let radius = min(max(min(width, height) / 2, 0.001), 0.25)
    let middle = CutOutHint.Point(
      x: (edges[0] + edges[2]) / 2, y: (edges[1] + edges[3]) / 2)
    let reach = (x: max(width / 2 - radius, 0), y: max(height / 2 - radius, 0))
    return CutOutHint.Stroke(
      keeps: keeps, radius: radius,
      points: [
        CutOutHint.Point(x: middle.x - reach.x, y: middle.y - reach.y),
        CutOutHint.Point(x: middle.x + reach.x, y: middle.y + reach.y),
      ])
  }
}
