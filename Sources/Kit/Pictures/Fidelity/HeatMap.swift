import CVips
import Imaging

/// Shows where a picture strays from the product: grey, with yellow to red on it.
struct HeatMap {
  private static let longest: Float = 640

  let picture: Picture

  init(_ haystack: Haystack, _ comparison: Comparison, _ pose: Pose) throws {
    let shrink = min(HeatMap.longest / Float(max(haystack.width, haystack.height)), 1)
    let width = max(Int((Float(haystack.width) * shrink).rounded()), 1)
    let height = max(Int((Float(haystack.height) * shrink).rounded()), 1)
    let small = haystack.channels.map { $0.resampled(to: width, height) }
    let heat = HeatMap.heat(comparison).blurred(1.2)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let index = y * width + x
        let grey = Light.byte(
          Light.luminance(small[0].at[index], small[1].at[index], small[2].at[index]))
        let across = ((Float(x) + 0.5) / shrink - pose.x) / pose.width + 0.5
        let down = ((Float(y) + 0.5) / shrink - pose.y) / pose.height + 0.5
        let isInside = (0..<1).contains(across) && (0..<1).contains(down)
        let hot =
          isInside
          ? heat.sample(across * Float(heat.width) - 0.5, down * Float(heat.height) - 0.5) : 0
        bytes += HeatMap.colour(60 + 0.62 * grey, hot)
      }
    }
    let image = try Vips.from(
      bytes, width: width, height: height, bands: 3, format: VIPS_FORMAT_UCHAR)
    picture = Picture(
      bytes: try image.then(epox_vips_as_srgb).encoded(.webp, quality: 80), width: width,
      height: height, format: .webp)
  }

  /// 0 where all is well, 1 where nothing is.
  private static func heat(_ comparison: Comparison) -> Plane {
    let out = Plane(comparison.alpha.width, comparison.alpha.height)
    for index in 0..<out.count where comparison.alpha.at[index] > 0.5 {
      let colour = max(comparison.difference.at[index] - 3, 0) / 17
      let isCore = comparison.core.at[index]
      let structure = isCore ? max(0.9 - comparison.likeness.at[index], 0) : 0
      out.at[index] = min(max(colour, structure), 1)
    }
    return out
  }

  private static func colour(_ grey: Float, _ heat: Float) -> [UInt8] {
    let share = min(heat * 2.2, 1) * 0.85
    let green = 210 * (1 - min(max(heat * 1.4 - 0.2, 0), 1))
    return [(255, Float(1)), (green, 1), (30, 1)].map { target, _ in
      UInt8(min(max(grey * (1 - share) + target * share, 0), 255))
    }
  }
}
