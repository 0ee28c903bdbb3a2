import Catalog
import HTML
import Site

extension FidelityLine {
  /// Whether the product is so different that somebody should look: recoloured, stretched,
  /// mirrored, or another one.
  var isDoubtful: Bool { score < 90 }

  /// `True to the product: 98 of 100`, and its parts.
  var words: String {
    func whole(_ value: Double) -> Int { Int(value.rounded(.down)) }
    let start = isDoubtful ? "Look closely, this strays from the product" : "True to the product"
    return "\(start): \(whole(score)) of 100 · outline \(whole(silhouette)),"
      + " colours \(whole(colour)), details \(whole(structure))"
  }
}

/// How true the picture is, with a map of where it strays; works without scripts.
///
/// The review's script fills it for the other pictures from what their cards carry.
func fidelityNote(_ line: FidelityLine?) -> HTML {
  details(
    .class("small"), .testID("fidelity"), Attribute("data-review-heat"),
    Attribute("hidden", if: line == nil)
  ) {
    summary(Attribute("data-review-fidelity")) { line?.words ?? "" }
    p(.class("muted")) { "Yellow to red: where the product does not look as in its own photo." }
    img(
      Attribute("data-review-heat-map"),
      .when(line != nil, .src(line.map { pictureLink($0.heatMap) } ?? "")),
      .width(640), .height(480), .alt("Map of differences"), Attribute("loading", "lazy"))
  }
}
