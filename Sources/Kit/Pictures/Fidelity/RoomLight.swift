import Glibc

/// What a room's light did to a product: how bright it made it and in which colour.
///
/// Only what light can do is believed. It may be dimmer, warmer or a little cooler, and fall off
/// slowly to one side; it never turns a grey sofa green.
struct RoomLight {
  /// Factors for red, green and blue.
  private(set) var gain: [Float] = [1, 1, 1]
  /// Falling off across the product and down it, as logarithms per product.
  private(set) var fall: (x: Float, y: Float) = (0, 0)
  /// How much warmer the light is at the foot than at the top: tables and floors shine back.
  private(set) var glow: Float = 0

  /// The logarithms of red, green and blue as light gets warmer.
  private static let warmth: [Float] = [0.602, -0.150, -0.784]

  /// Compares each pixel's light with the product's own.
  ///
  /// `warmth`: how warm the room's light can be, from `Haystack.warmth`.
  init(_ own: [Plane], _ shown: [Plane], where mask: Mask, warmth most: Float) {
    let pixels = mask.at.indices.filter { index in
      mask.at[index] && (0..<3).allSatisfy { own[$0].at[index] > 0.012 }
    }
    guard pixels.count > 20 else { return }
    let step = max(pixels.count / 6_000, 1)
    let chosen = stride(from: 0, to: pixels.count, by: step).map { pixels[$0] }
    let ratios = chosen.map { index in
      (0..<3).map { logf(max(shown[$0].at[index], 0.002) / own[$0].at[index]) }
    }
    let places = chosen.map { index in
      (
        Float(index % mask.width) / Float(mask.width) - 0.5,
        Float(index / mask.width) / Float(mask.height) - 0.5
      )
    }
    fit(ratios, places, most)
  }

  /// Weights fall for pixels that stray, so that a changed part does not bend the light.
  private mutating func fit(_ ratios: [[Float]], _ places: [(Float, Float)], _ most: Float) {
    var logs: [Float] = (0..<3).map { channel in
      ratios.map { $0[channel] }.sorted()[ratios.count / 2]
    }
    for _ in 0..<6 {
      var (sums, total) = ([Float](repeating: 0, count: 3), Float(0))
      var (xx, yy, xy, xr, yr) = (Float(0), Float(0), Float(0), Float(0), Float(0))
      var yw: Float = 0
      for (ratio, place) in zip(ratios, places) {
        let slope = fall.x * place.0 + fall.y * place.1
        let shine = glow * place.1
        let rest = (0..<3).map { ratio[$0] - logs[$0] - slope - shine * RoomLight.warmth[$0] }
        let stray = (rest[0] * rest[0] + rest[1] * rest[1] + rest[2] * rest[2]) / 0.03
        let weight = 1 / (1 + stray * stray)
        for channel in 0..<3 {
          sums[channel] += weight * (ratio[channel] - slope - shine * RoomLight.warmth[channel])
        }
        let warm = (0..<3).reduce(shine) { $0 + rest[$1] * RoomLight.warmth[$1] }
        yw += weight * place.1 * warm
        total += weight
        let bright = (rest[0] + rest[1] + rest[2]) / 3 + slope
        xx += weight * place.0 * place.0
        yy += weight * place.1 * place.1
        xy += weight * place.0 * place.1
        xr += weight * place.0 * bright
        yr += weight * place.1 * bright
      }
      guard total > 1 else { break }
      logs = sums.map { $0 / total }
      let size = xx * yy - xy * xy
      guard size > 1e-6 * total * total else { continue }
      fall.x = min(max((xr * yy - yr * xy) / size, -0.25), 0.25)
      glow = min(max(yw / yy, 0), 0.2)
      fall.y = min(max((yr * xx - xr * xy) / size, -0.25), 0.25)
    }
    gain = RoomLight.believable(logs, most).map { expf($0) }
  }

  /// The nearest to some logarithms that light can be.
  private static func believable(_ logs: [Float], _ most: Float) -> [Float] {
    let (bright, tint, along) = parts(logs)
    let warm = min(max(along, -0.06), most)
    let off = (0..<3).map { tint[$0] - along * warmth[$0] }
    let length = off.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let kept = min(0.05 / max(length, 1e-6), 1)
    let level = min(max(bright, -1.4), 0.45)
    return (0..<3).map { level + warm * warmth[$0] + off[$0] * kept }
  }

  /// Brightness, what is left without it, and how much of that is warmth.
  private static func parts(_ logs: [Float]) -> (bright: Float, tint: [Float], along: Float) {
    let bright = 0.2126 * logs[0] + 0.7152 * logs[1] + 0.0722 * logs[2]
    let tint = logs.map { $0 - bright }
    return (bright, tint, zip(tint, warmth).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// How warm a colour is.
  static func warmth(of light: SIMD3<Float>) -> Float {
    parts((0..<3).map { logf(max(light[$0], 0.004)) }).along
  }

  /// The product as it would look in its own light again.
  func taken(from shown: [Plane]) -> [Plane] {
    shown.enumerated().map { channel, plane in
      let out = Plane(plane.width, plane.height)
      for y in 0..<plane.height {
        let place = Float(y) / Float(plane.height) - 0.5
        let down = fall.y * place
        let shine = expf(glow * place * RoomLight.warmth[channel])
        for x in 0..<plane.width {
          let across = fall.x * (Float(x) / Float(plane.width) - 0.5)
          out.at[y * plane.width + x] =
            plane.at[y * plane.width + x] / (gain[channel] * shine * (1 + across + down))
        }
      }
      return out
    }
  }
}
