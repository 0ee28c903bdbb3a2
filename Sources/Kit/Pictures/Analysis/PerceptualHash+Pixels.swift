import Glibc
import Imaging

extension PerceptualHash {
  private static let side = 32
  private static let waves = 8

  /// From the lowest waves (discrete cosine transform) of the picture in grey, 32 by 32.
  init(_ pixels: Pixels) {
    let small = pixels.onWhiteGrey.resampled(to: PerceptualHash.side, PerceptualHash.side)
    let table = PerceptualHash.cosines
    // The constant is left out: it says how bright the picture is and nothing else.
    let orders = (0..<PerceptualHash.waves * PerceptualHash.waves).map { order -> Float in
      let (u, v) = (order % PerceptualHash.waves + 1, order / PerceptualHash.waves + 1)
      var sum: Float = 0
      for y in 0..<PerceptualHash.side {
        for x in 0..<PerceptualHash.side {
          sum += small.at[y * PerceptualHash.side + x] * table[u][x] * table[v][y]
        }
      }
      return sum
    }
    let middle = orders.sorted()[orders.count / 2]
    self.init(
      bits: orders.enumerated().reduce(UInt64(0)) {
        $1.element > middle ? $0 | 1 << UInt64($1.offset) : $0
      })
  }

  private static let cosines: [[Float]] = (0...waves).map { wave in
    (0..<side).map { cosf(.pi * (Float($0) + 0.5) * Float(wave) / Float(side)) }
  }
}

extension Pixels {
  /// Encoded brightness in front of white.
  fileprivate var onWhiteGrey: Plane {
    let out = Plane(width, height)
    for index in 0..<out.count {
      let light = Light.luminance(
        channels[0].at[index], channels[1].at[index], channels[2].at[index])
      let cover = alpha?.at[index] ?? 1
      out.at[index] = Light.byte(light * cover + 1 - cover) / 255
    }
    return out
  }
}
