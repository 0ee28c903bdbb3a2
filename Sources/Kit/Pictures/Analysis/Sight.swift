import Imaging

/// A product as eyes see it: its colours, and where it is.
struct Sight {
  let colours: [Lab]
  let sharpness: Double
  /// The share of it that is white or nearly, as bright as a picture can be.
  let burnt: Float
  let shape: PictureAnalysis.Shape

  /// Looks at the product; at the middle of the picture where no product can be told.
  init(_ picture: Pixels, _ product: Pixels?) {
    let seen = product ?? picture.cropped(Sight.middle(of: picture))
    let lab = (0..<seen.width * seen.height).map { index in
      Lab(
        red: seen.channels[0].at[index], green: seen.channels[1].at[index],
        blue: seen.channels[2].at[index])
    }
    let solid = Mask(seen.width, seen.height) { index in
      seen.alpha.map { $0.at[index] > 0.9 } ?? true
    }
    colours = lab.indices.filter { solid.at[$0] }.map { lab[$0] }
    burnt = solid.share { index in seen.channels.count { $0.at[index] > 0.99 } >= 2 }
    let lightness = Plane(seen.width, seen.height)
    for index in lab.indices { lightness.at[index] = lab[index].lightness / 100 }
    sharpness = Sharpness.of(lightness, where: solid)
    shape = PictureAnalysis.Shape(solid)
  }

  private static func middle(of picture: Pixels) -> Box {
    Box(
      left: picture.width / 6, top: picture.height / 6, width: picture.width * 2 / 3,
      height: picture.height * 2 / 3)
  }

  var meanLightness: Float {
    colours.reduce(0) { $0 + $1.lightness } / Float(max(colours.count, 1))
  }

  /// A white vase is not overexposed: what counts is whether details are lost.
  var exposure: PictureAnalysis.Exposure {
    let count = Float(max(colours.count, 1))
    let drowned = Float(colours.count { $0.lightness < 3 }) / count
    if burnt > 0.25 { return .bright }
    if drowned > 0.35 || meanLightness < 16 { return .dark }
    return .balanced
  }
}

extension PictureAnalysis.Shape {
  fileprivate init(_ solid: Mask) {
    let rows = (0..<solid.height).map { y in
      (0..<solid.width).filter { solid.at[y * solid.width + $0] }
    }
    let filled = rows.filter { !$0.isEmpty }
    let left = filled.compactMap(\.first).min() ?? 0
    let right = filled.compactMap(\.last).max() ?? 0
    let wide = max(right - left + 1, 1)
    let tall = max(filled.count, 1)
    let widths = filled.map { ($0.last ?? 0) - ($0.first ?? 0) + 1 }
    let cover = filled.reduce(0) { $0 + $1.count }
    let foot = widths.suffix(max(tall / 5, 1)).max() ?? 0
    func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
    self.init(
      aspect: rounded(Double(wide) / Double(tall)),
      fill: rounded(Double(cover) / Double(wide * tall)),
      slender: rounded(Double(widths.count { $0 * 3 < wide }) / Double(tall)),
      foot: rounded(Double(foot) / Double(wide)))
  }
}
