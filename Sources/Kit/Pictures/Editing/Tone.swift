import Glibc
import Imaging

extension Sheet {
  /// Crisper edges: what differs from its surroundings in brightness differs more.
  ///
  /// Very small differences, which are mostly grain, are left alone.
  mutating func sharpen(_ amount: Float) {
    guard amount > 0 else { return }
    unweighted()
    let bright = brightness()
    for top in stride(from: 0, to: height, by: 256) {
      sharpen(amount, bright, rows: top..<min(top + 256, height))
    }
    weighted()
  }

  /// Some rows at a time: a blurred copy of all of them would be one plane too many.
  private func sharpen(_ amount: Float, _ bright: Plane, rows: Range<Int>) {
    let margin = 4
    let top = max(rows.lowerBound - margin, 0)
    let bottom = min(rows.upperBound + margin, height)
    let part = bright.cropped(Box(left: 0, top: top, width: width, height: bottom - top))
    let soft = part.blurred(1)
    for index in rows.lowerBound * width..<rows.upperBound * width {
      let value = bright.at[index]
      let edge = value - soft.at[index - top * width]
      let trust = min(abs(edge) / 0.012, 1)
      let wanted = min(max(value + 1.6 * amount * edge * trust, 0), 1)
      let was = max(Light.fromEncoded(value), 1e-4)
      let factor = min(max(Light.fromEncoded(wanted) / was, 0.3), 3)
      for plane in channels { plane.at[index] = min(plane.at[index] * factor, 1) }
    }
  }

  /// Luminance as stored, 0 to 1.
  private func brightness() -> Plane {
    let out = Plane(width, height)
    for index in 0..<out.count {
      let light = Light.luminance(
        channels[0].at[index], channels[1].at[index], channels[2].at[index])
      out.at[index] = Light.byte(light) / 255
    }
    return out
  }

  /// Another mood: temperature first, as light would change it, then colour, then the curve.
  mutating func change(_ tone: Edit.Tone) {
    unweighted()
    let gains = Sheet.gains(Float(min(max(tone.temperature, -1), 1)))
    let colour = 1 + Float(min(max(tone.saturation, -1), 1))
    let curve = Sheet.curve(tone)
    for index in 0..<width * height {
      let light = (0..<3).map { channels[$0].at[index] * gains[$0] }
      let grey = Light.luminance(light[0], light[1], light[2])
      for channel in 0..<3 {
        let mixed = min(max(grey + (light[channel] - grey) * colour, 0), 1)
        let place = mixed.squareRoot() * Float(curve.count - 1)
        let step = min(Int(place), curve.count - 2)
        let rest = place - Float(step)
        channels[channel].at[index] = curve[step] * (1 - rest) + curve[step + 1] * rest
      }
    }
    weighted()
  }

  /// Warm light has more red and less blue; what is white stays as bright.
  private static func gains(_ temperature: Float) -> [Float] {
    let gains = [expf(0.28 * temperature), 1, expf(-0.36 * temperature)]
    let white = Light.luminance(gains[0], gains[1], gains[2])
    return gains.map { $0 / white }
  }

  /// Light after by the square root of light before.
  private static func curve(_ tone: Edit.Tone) -> [Float] {
    let power = powf(2, -0.8 * Float(min(max(tone.brightness, -1), 1)))
    let contrast = Float(min(max(tone.contrast, -1), 1))
    return (0...2_048).map { step in
      let root = Float(step) / 2_048
      let value = powf(max(Light.toEncoded(root * root), 0), power)
      return min(max(Light.fromEncoded(bent(value, contrast)), 0), 1)
    }
  }

  /// Towards the middle, or away from it without losing black and white.
  private static func bent(_ value: Float, _ contrast: Float) -> Float {
    guard contrast > 0 else { return 0.5 + (value - 0.5) * (1 + 0.6 * contrast) }
    let steep = 1 + 5 * contrast
    func swing(_ x: Float) -> Float { tanhf(steep * (x - 0.5) / 2) }
    return 0.5 + 0.5 * swing(value) / swing(1)
  }
}
