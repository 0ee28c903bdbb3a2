extension Painting {
  /// Hangs a lamp: its cord goes on to the picture's upper edge.
  ///
  /// The ceiling rose of a shop picture is cut away, since the ceiling is not in the picture;
  /// alone on pure white, where nothing but the product may be seen, the lamp stays whole.
  func hang(_ figure: Figure, isAlone: Bool) {
    let (product, top) = (figure.pixels, figure.top)
    guard stage.style != "white" || !isAlone, let cord = Painting.cordRow(of: product) else {
      return lay(product, figure.left, top)
    }
    let below = product.cropped(
      Box(left: 0, top: cord, width: product.width, height: product.height - cord))
    lay(below, figure.left, top + cord)
    let thread = product.cropped(Box(left: 0, top: cord, width: product.width, height: 1))
    for row in 0..<max(top + cord, 0) { lay(thread, figure.left, row) }
  }

  /// The highest row of a long narrow part, somewhat below where it begins.
  private static func cordRow(of product: Pixels) -> Int? {
    guard let alpha = product.alpha else { return nil }
    let limit = Float(product.width) * 0.1
    let widths = (0..<product.height * 7 / 10).map { row in
      (0..<product.width).reduce(Float(0)) { $0 + alpha.at[row * product.width + $1] }
    }
    let narrow = widths.map { $0 > 0.3 && $0 < limit }
    let long = max(product.height / 30, 4)
    guard narrow.count > 2 * long else { return nil }
    return (0..<narrow.count - 2 * long).first { start in
      narrow[start..<start + 2 * long].allSatisfy { $0 }
    }.map { $0 + long }
  }
}
