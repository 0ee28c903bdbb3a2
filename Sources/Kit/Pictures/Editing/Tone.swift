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
    let margin = Sharpening.margin
    let top = max(rows.lowerBound - margin, 0)
    let bottom = min(rows.upperBound + margin, height)
    let part = bright.cropped(Box(left: 0, top: top, width: width, height: bottom - top))
    let factors = Sharpening(part, amount)
    for index in rows.lowerBound * width..<rows.upperBound * width {
      let factor = factors.at(index - top * width)
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

  /// Another mood.
  mutating func change(_ tone: Edit.Tone) {
    unweighted()
    let change = ToneChange(tone)
    for index in 0..<width * height {
      let light = change.changed(
        SIMD3(channels[0].at[index], channels[1].at[index], channels[2].at[index]))
      for channel in 0..<3 { channels[channel].at[index] = light[channel] }
    }
    weighted()
  }
}

/// By how much light grows or shrinks at each pixel to make edges crisper.
struct Sharpening {
  /// So many rows around those that are wanted count.
  static let margin = 4

  private let bright: Plane
  private let soft: Plane
  private let amount: Float

  /// `bright`: luminance as stored, 0 to 1.
  init(_ bright: Plane, _ amount: Float) {
    (self.bright, self.amount) = (bright, amount)
    soft = bright.blurred(1)
  }

  func at(_ index: Int) -> Float {
    let value = bright.at[index]
    let edge = value - soft.at[index]
    let trust = min(abs(edge) / 0.012, 1)
    let wanted = min(max(value + 1.6 * amount * edge * trust, 0), 1)
    let was = max(Light.fromEncoded(value), 1e-4)
    return min(max(Light.fromEncoded(wanted) / was, 0.3), 3)
  }
}

/// Another mood, pixel by pixel: temperature first, as light would change it, then colour, then
/// the curve.
struct ToneChange {
  private let gains: SIMD3<Float>
  private let colour: Float
  /// Light after by the square root of light before.
  private let curve: [Float]

  init(_ tone: Edit.Tone) {
    gains = ToneChange.gains(Float(min(max(tone.temperature, -1), 1)))
    colour = 1 + Float(min(max(tone.saturation, -1), 1))
    curve = ToneChange.curve(tone)
  }

  /// Other light for some red, green and blue.
  func changed(_ before: SIMD3<Float>) -> SIMD3<Float> {
    let light = before * gains
    let grey = SIMD3(repeating: Light.luminance(light.x, light.y, light.z))
    let mixed = (grey + (light - grey) * colour).clamped(lowerBound: .zero, upperBound: .one)
    var after = SIMD3<Float>()
    for channel in 0..<3 {
      let place = mixed[channel].squareRoot() * Float(curve.count - 1)
      let step = min(Int(place), curve.count - 2)
      let rest = place - Float(step)
      after[channel] = curve[step] * (1 - rest) + curve[step + 1] * rest
    }
    return after
  }

  /// Warm light has more red and less blue; what is white stays as bright.
  private static func gains(_ temperature: Float) -> SIMD3<Float> {
    let gains = SIMD3(expf(0.28 * temperature), 1, expf(-0.36 * temperature))
    return gains / Light.luminance(gains.x, gains.y, gains.z)
  }

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
