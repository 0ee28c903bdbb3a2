import Accounts
import Design
import Engines
import HTML
import Imaging
import Site

/// What was seen in the product's picture, in plain words; the merchant's own words win.
func sightCard(_ sight: PictureAnalysis, _ view: ProductView, _ member: Member) -> HTML {
  section(.class("card"), .testID("sight-card")) {
    header(.class("card-head")) { h2 { "What the picture shows" } }
    dl(.class("facts")) {
      wordRows(sight, view)
      if !sight.palette.isEmpty {
        seen("Colours") {
          for colour in sight.palette {
            div(.class("row")) {
              swatch(colour)
              "\(colour.name) \(percent(colour.share))"
            }
          }
        }
      }
      seen("Background") {
        sight.background == .plain
          ? "Plain, good for the studio" : "Busy, harder to cut the product out"
      }
      seen("Sharpness") { sharpnessWords(sight.sharpness) }
      seen("Light") { lightWords(sight.exposure) }
    }
    if let reason = view.reading?.reason { p(.class("muted")) { reason } }
    if member.canEdit { wordsForm(view, member) }
  }
}

/// Type, materials, style and rooms: by the merchant, else by the model, else by name and outline.
private func wordRows(_ sight: PictureAnalysis, _ view: ProductView) -> HTML {
  let (own, read) = (view.correction, view.reading?.words)
  return typeRow(sight, view) + wordRow("Materials", own?.materials, read?.materials)
    + wordRow("Style", own?.styles, read?.styles) + wordRow("Rooms", own?.rooms, read?.rooms)
}

private func typeRow(_ sight: PictureAnalysis, _ view: ProductView) -> HTML {
  if let type = view.correction?.type { return seen("Type") { "\(type) (as you say)" } }
  if let type = view.reading?.words.type { return seen("Type") { "\(type) (as Gemini sees it)" } }
  guard let guess = guess(sight, view) else { return HTML() }
  return seen("Type") { guess.type.rawValue + (guess.isNamed ? "" : " (by its outline)") }
}

private func wordRow(_ name: String, _ own: [String]?, _ read: [String]?) -> HTML {
  let words = own.flatMap { $0.isEmpty ? nil : $0 } ?? read ?? []
  return words.isEmpty ? HTML() : seen(name) { words.joined(separator: ", ") }
}

private func guess(_ sight: PictureAnalysis, _ view: ProductView) -> ProductType.Guess? {
  ProductType.guess(
    name: view.product.name, categories: view.categories.map(\.name).joined(separator: " "),
    shape: sight.background == .plain ? sight.shape : nil)
}

private func seen(_ name: String, @HTMLBuilder _ value: () -> HTML) -> HTML {
  div {
    dt { name }
    dd { value() }
  }
}

/// A dot of a colour; its name stands beside it.
private func swatch(_ colour: PictureAnalysis.PaletteColour) -> HTML {
  svg(
    .width(12), .height(12), Attribute("viewBox", "0 0 12 12"), .aria("hidden", "true")
  ) {
    element(
      "circle",
      [
        Attribute("cx", "6"), Attribute("cy", "6"), Attribute("r", "5.5"),
        Attribute("fill", colour.hex), Attribute("stroke", "#888"),
      ]
    ) { HTML() }
  }
}

private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

/// How sharp, for somebody who wants to sell with the picture.
func sharpnessWords(_ sharpness: Double) -> String {
  switch sharpness {
  case 55...: "Sharp"
  case 30..<55: "A little soft"
  default: "Blurred; a sharper photo gives better pictures"
  }
}

func lightWords(_ exposure: PictureAnalysis.Exposure) -> String {
  switch exposure {
  case .dark: "Too dark; details are lost"
  case .balanced: "Well exposed"
  case .bright: "Too bright; details are lost"
  }
}
