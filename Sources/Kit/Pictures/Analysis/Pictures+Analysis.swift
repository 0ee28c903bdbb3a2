import Imaging

extension Pictures {
  /// Below this confidence a cut-out says nothing of the product's colours.
  private static let leastConfidence = 0.3

  /// What can be seen in a product picture.
  package static func analyse(_ file: [UInt8]) throws -> PictureAnalysis {
    let decoded = try StrangersFile(file).decoded(side: 900)
    guard min(decoded.width, decoded.height) >= 32 else {
      throw ImagingError.refused("This picture is too small to say anything of it.")
    }
    let pixels = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    let isPlain = pixels.borderIsCalm
    let sight = Sight(pixels, try product(in: file))
    return PictureAnalysis(
      palette: Palette(sight.colours).colours, background: isPlain ? .plain : .busy,
      backgroundColour: isPlain ? pixels.borderColour : nil,
      sharpness: sight.sharpness.rounded(), exposure: sight.exposure,
      lightness: Double(sight.meanLightness.rounded()), hash: PerceptualHash(pixels),
      shape: sight.shape)
  }

  /// The product alone, when it can be told from what is behind it.
  private static func product(in file: [UInt8]) throws -> Pixels? {
    do {
      let found = try cutOut(file)
      guard found.confidence >= leastConfidence else { return nil }
      let decoded = try StrangersFile(found.png).decoded(side: 900)
      return Pixels(
        decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    } catch ImagingError.refused {
      return nil
    }
  }

  /// An order of the wire, answered.
  static func answerAnalysis(_ file: [UInt8]) throws -> (Wire.Reply, [[UInt8]]) {
    var reply = Wire.Reply()
    reply.analysis = try analyse(file)
    return (reply, [])
  }
}

extension Pixels {
  /// The colour that most of the border has, in front of white.
  fileprivate var borderColour: String {
    let border = Mask(width, height).border
    func middle(_ plane: Plane) -> Float {
      let values = border.map { index in
        let cover = alpha?.at[index] ?? 1
        return plane.at[index] * cover + 1 - cover
      }
      return values.sorted()[values.count / 2]
    }
    return Lab(
      red: middle(channels[0]), green: middle(channels[1]), blue: middle(channels[2])
    ).hex
  }
}
