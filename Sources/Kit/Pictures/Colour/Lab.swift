import Glibc

/// A colour as eyes tell it from others: CIELAB under daylight (D65).
struct Lab: Equatable {
  var lightness: Float
  var a: Float
  var b: Float

  /// From linear light.
  init(red: Float, green: Float, blue: Float) {
    let x = Lab.bent((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    let y = Lab.bent(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    let z = Lab.bent((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    lightness = 116 * y - 16
    a = 500 * (x - y)
    b = 200 * (y - z)
  }

  init(lightness: Float, a: Float, b: Float) {
    (self.lightness, self.a, self.b) = (lightness, a, b)
  }

  /// From three bytes of sRGB, as `0xRRGGBB`.
  init(hex: Int) {
    self.init(
      red: Light.linear[hex >> 16 & 255], green: Light.linear[hex >> 8 & 255],
      blue: Light.linear[hex & 255])
  }

  /// Linear light; parts that a screen cannot show are cut off.
  var linear: (red: Float, green: Float, blue: Float) {
    let y = (lightness + 16) / 116
    let (wide, high, deep) = (
      0.95047 * Lab.straight(y + a / 500), Lab.straight(y), 1.08883 * Lab.straight(y - b / 200)
    )
    return (
      min(max(3.2404542 * wide - 1.5371385 * high - 0.4985314 * deep, 0), 1),
      min(max(-0.9692660 * wide + 1.8760108 * high + 0.0415560 * deep, 0), 1),
      min(max(0.0556434 * wide - 0.2040259 * high + 1.0572252 * deep, 0), 1)
    )
  }

  var chroma: Float { (a * a + b * b).squareRoot() }

  private static func bent(_ light: Float) -> Float {
    let step = Float(216) / 24_389
    return light > step ? cbrtf(light) : (Float(24_389) / 27 * max(light, 0) + 16) / 116
  }

  private static func straight(_ value: Float) -> Float {
    let cube = value * value * value
    let step = Float(216) / 24_389
    return cube > step ? cube : (116 * value - 16) * 27 / 24_389
  }
}

extension Lab {
  /// The difference to another colour as eyes judge it: CIEDE2000, where 1 is just visible side
  /// by side.
  func difference(to other: Lab) -> Float {
    let mean = (chroma + other.chroma) / 2
    let stretch = 1.5 - 0.5 * Lab.saturation(mean)
    let (one, two) = (polar(stretch), other.polar(stretch))
    let brighter = other.lightness - lightness
    let chroma = two.chroma - one.chroma
    let turn = Lab.turn(from: one, to: two)
    let hue = 2 * (one.chroma * two.chroma).squareRoot() * sinf(turn / 2)
    let middle = Lab.middle(one, two)
    let meanChroma = (one.chroma + two.chroma) / 2
    let away = (lightness + other.lightness) / 2 - 50
    let lightWeight = 1 + 0.015 * away * away / (20 + away * away).squareRoot()
    let chromaWeight = 1 + 0.045 * meanChroma
    let hueWeight = 1 + 0.015 * meanChroma * Lab.hueShare(middle)
    let (x, y, z) = (brighter / lightWeight, chroma / chromaWeight, hue / hueWeight)
    let sum = x * x + y * y + z * z + Lab.blueTurn(meanChroma, middle) * y * z
    return max(sum, 0).squareRoot()
  }

  /// How much of a saturated colour there is, 0 to 1, with 25 in the middle.
  private static func saturation(_ chroma: Float) -> Float {
    let seventh = powf(chroma / 25, 7)
    return (seventh / (seventh + 1)).squareRoot()
  }

  private func polar(_ stretch: Float) -> (chroma: Float, hue: Float) {
    let wide = a * stretch
    guard wide != 0 || b != 0 else { return (0, 0) }
    let hue = atan2f(b, wide)
    return ((wide * wide + b * b).squareRoot(), hue < 0 ? hue + 2 * .pi : hue)
  }

  private static func turn(
    from one: (chroma: Float, hue: Float), to two: (chroma: Float, hue: Float)
  ) -> Float {
    guard one.chroma * two.chroma != 0 else { return 0 }
    let turn = two.hue - one.hue
    return turn > .pi ? turn - 2 * .pi : turn < -.pi ? turn + 2 * .pi : turn
  }

  private static func middle(
    _ one: (chroma: Float, hue: Float), _ two: (chroma: Float, hue: Float)
  ) -> Float {
    let sum = one.hue + two.hue
    guard one.chroma * two.chroma != 0 else { return sum }
    guard abs(one.hue - two.hue) > .pi else { return sum / 2 }
    return sum < 2 * .pi ? sum / 2 + .pi : sum / 2 - .pi
  }

  private static func hueShare(_ hue: Float) -> Float {
    let degree = Float.pi / 180
    return 1 - 0.17 * cosf(hue - 30 * degree) + 0.24 * cosf(2 * hue)
      + 0.32 * cosf(3 * hue + 6 * degree) - 0.2 * cosf(4 * hue - 63 * degree)
  }

  /// Blues turn violet as they get paler; the formula's last term makes up for it.
  private static func blueTurn(_ chroma: Float, _ hue: Float) -> Float {
    let degrees = hue * 180 / .pi
    let near = expf(-((degrees - 275) / 25) * ((degrees - 275) / 25))
    return -2 * saturation(chroma)
      * sinf(60 * near * .pi / 180)
  }
}
