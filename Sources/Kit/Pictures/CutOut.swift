import CVips
import Imaging

extension Pictures {
  /// Larger pictures are cut out at this size, and at no more pixels than memory allows for: all
  /// that is known of one takes some 80 bytes.
  static let cutOutSide = 2_000
  private static let cutOutPixels = 2_800_000.0

  /// The product alone; a file that has real transparency already is trusted.
  package static func cutOut(_ file: [UInt8], hint: CutOutHint? = nil) throws -> CutOut {
    let (product, confidence) = try separated(file, hint: hint)
    guard let box = product.tightBox(margin: 6) else {
      throw ImagingError.refused(
        "No product could be told from the background. Use a picture on a plain background.")
    }
    let framed = product.cropped(box)
    let base = Outline(framed).base
    return CutOut(
      png: DigitalSource.told(by: file).marking(try framed.png()), width: box.width,
      height: box.height, confidence: confidence, baseX: Double(base.x), baseY: Double(base.y))
  }

  /// How much of each pixel the product covers, 0 to 255, in the whole picture: for measuring.
  package static func coverage(_ file: [UInt8], hint: CutOutHint? = nil) throws -> [UInt8] {
    let product = try separated(file, hint: hint).0
    return (0..<product.width * product.height).map {
      UInt8((product.alpha?.at[$0] ?? 1) * 255 + 0.5)
    }
  }

  /// The luminance of each pixel as stored, 0 to 255: for measuring.
  package static func luminance(_ file: [UInt8]) throws -> [UInt8] {
    let decoded = try StrangersFile(file).decoded(side: 8_192)
    return stride(from: 0, to: decoded.pixels.count, by: decoded.bands).map { index in
      let (red, green, blue) =
        (decoded.pixels[index], decoded.pixels[index + 1], decoded.pixels[index + 2])
      return UInt8((2 * Int(red) + 7 * Int(green) + Int(blue)) / 10)
    }
  }

  /// The whole picture with the product's cover as alpha, and how far to trust it.
  static func separated(
    _ file: [UInt8], hint: CutOutHint?, side longest: Int = cutOutSide
  ) throws -> (Pixels, Double) {
    if let fault = hint?.fault { throw ImagingError.refused(fault) }
    let opened = try StrangersFile(file)
    let excess = Double(opened.width * opened.height) / cutOutPixels
    let side = Double(max(opened.width, opened.height)) / max(excess, 1).squareRoot()
    var pixels = try Pixels(opened, side: min(Int(side), longest))
    guard min(pixels.width, pixels.height) >= 32 else {
      throw ImagingError.refused("This picture is too small to cut a product out of it.")
    }
    let strokes = Hint(hint)
    if pixels.isCutOut, strokes.isEmpty { return (pixels, 1) }
    pixels = pixels.onWhite()
    let separation = Separation(pixels, strokes)
    let matte = separation.matte
    return (Pixels(channels: matte.colours, alpha: matte.alpha), separation.confidence)
  }
}

extension Matte {
  /// Clears what is far too small to be a part of the product.
  func dropSpecks() {
    let solid = Mask(alpha.width, alpha.height) { alpha.at[$0] > 0.15 }
    let pieces = solid.pieces()
    let largest = pieces.map(\.count).max() ?? 0
    for piece in pieces where piece.count < max(largest / 1_500, 9) {
      for index in piece { alpha.at[index] = 0 }
    }
    for index in 0..<alpha.count where alpha.at[index] < 0.03 { alpha.at[index] = 0 }
  }
}

extension Pixels {
  /// Whether the file brings transparency around something.
  var isCutOut: Bool {
    guard let alpha else { return false }
    let clear = (0..<alpha.count).reduce(0) { alpha.at[$1] < 0.02 ? $0 + 1 : $0 }
    return clear * 50 > alpha.count
  }

  /// Without alpha, in front of white.
  func onWhite() -> Pixels {
    guard let alpha else { return self }
    for plane in channels {
      for index in 0..<plane.count {
        plane.at[index] = plane.at[index] * alpha.at[index] + 1 - alpha.at[index]
      }
    }
    return Pixels(channels: channels, alpha: nil)
  }

  /// The box of all that is visible, with a margin where there is room.
  func tightBox(margin: Int) -> Box? {
    guard let alpha else { return Box(left: 0, top: 0, width: width, height: height) }
    var (left, right, top, bottom) = (width, -1, height, -1)
    for y in 0..<height {
      for x in 0..<width where alpha.at[y * width + x] > 0.08 {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard right - left >= 8, bottom - top >= 8 else { return nil }
    (left, top) = (max(left - margin, 0), max(top - margin, 0))
    (right, bottom) = (min(right + margin, width - 1), min(bottom + margin, height - 1))
    return Box(left: left, top: top, width: right - left + 1, height: bottom - top + 1)
  }
}
