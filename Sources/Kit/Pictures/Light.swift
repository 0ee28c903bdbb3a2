import Glibc

/// Between bytes as stored in sRGB and light as it adds up.
enum Light {
  /// Light by byte.
  static let linear: [Float] = (0..<256).map { fromEncoded(Float($0) / 255) }

  /// Bytes by the square root of light, which spends the table where eyes see steps.
  private static let bytes: [Float] = (0...4_096).map { step in
    let root = Float(step) / 4_096
    return toEncoded(root * root) * 255
  }

  /// Light of an encoded value.
  static func fromEncoded(_ value: Float) -> Float {
    value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
  }

  /// Encoded value of light.
  static func toEncoded(_ light: Float) -> Float {
    light <= 0.0031308 ? light * 12.92 : 1.055 * powf(light, 1 / 2.4) - 0.055
  }

  /// The byte of some light with its fraction, 0 to 255.
  static func byte(_ light: Float) -> Float {
    let place = min(max(light, 0), 1).squareRoot() * 4_096
    let step = min(Int(place), 4_095)
    let rest = place - Float(step)
    return bytes[step] * (1 - rest) + bytes[step + 1] * rest
  }

  /// How bright eyes find linear light.
  static func luminance(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
}
