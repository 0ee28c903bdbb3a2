import Imaging

extension Pictures {
  /// Below this confidence a cut-out says nothing of the product's colours.
  private static let leastConfidence = 0.3
  /// Colours and edges are told from pictures of this size; a larger one says no more.
  private static let analysisSide = 900
  /// Where the product is can be told from a smaller one.
  private static let outlineSide = 600

  /// What can be seen in a product picture.
  package static func analyse(_ file: [UInt8]) throws -> PictureAnalysis {
    let decoded = try StrangersFile(file).decoded(side: analysisSide)
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
      let (found, confidence) = try separated(file, hint: nil, side: outlineSide)
      guard confidence >= leastConfidence, let box = found.tightBox(margin: 6) else { return nil }
      return try closeUp(of: found, box, in: file)
    } catch ImagingError.refused {
      return nil
    }
  }

  /// What fills but a part of the picture, as large as the picture shows it.
  ///
  /// How sharp it is cannot be told from afar; where it ends is known well enough.
  private static func closeUp(of found: Pixels, _ box: Box, in file: [UInt8]) throws -> Pixels {
    let opened = try StrangersFile(file)
    let (wide, whole) = (max(found.width, found.height), max(opened.width, opened.height))
    let near = min(whole, wide * analysisSide / max(box.width, box.height))
    guard near * 10 > wide * 11 else { return found.cropped(box) }
    let decoded = try opened.decoded(side: near)
    let picture = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    let zoom = Double(decoded.width) / Double(found.width)
    func zoomed(_ place: Int, _ end: Int) -> Int { min(Int(Double(place) * zoom), end) }
    let (left, top) = (zoomed(box.left, picture.width - 1), zoomed(box.top, picture.height - 1))
    let frame = Box(
      left: left, top: top, width: zoomed(box.width, picture.width - left),
      height: zoomed(box.height, picture.height - top))
    let cover = found.cropped(box).alpha?.resampled(to: frame.width, frame.height)
    return Pixels(channels: picture.cropped(frame).channels, alpha: cover)
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
