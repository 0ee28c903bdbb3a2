import CVips
import Glibc
import Imaging

/// The product of a scene: its pixels, and how many of them make a metre.
struct Subject {
  let pixels: Pixels
  let baseX: Float
  let baseY: Float
  /// Pixels of the cut-out per metre, at the middle of the product.
  let scale: Float
  /// True measures in metres, guessed where nothing is known.
  let width: Float
  let height: Float
  let depth: Float

  init(_ scene: Scene) throws {
    let decoded = try StrangersFile(scene.cutOut).decoded(side: 2_400)
    let opened = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    guard opened.alpha != nil, let box = opened.tightBox(margin: 1) else {
      throw ImagingError.refused("This cut-out shows nothing, or has no transparent background.")
    }
    pixels = opened.cropped(box)
    baseX = min(max(Float(scene.baseX) - Float(box.left), 0), Float(box.width - 1))
    baseY = min(max(Float(scene.baseY) - Float(box.top), 0), Float(box.height - 1))
    let size = Subject.measures(scene, Float(box.width) / Float(box.height))
    (width, height, depth) = size
    scale = Subject.scale(size, box, knows: (scene.widthCM != nil, scene.heightCM != nil))
  }

  /// The measures in metres; what is missing follows from the shape and the kind of place.
  private static func measures(_ scene: Scene, _ shape: Float) -> (Float, Float, Float) {
    func metres(_ value: Double?) -> Float? {
      value.flatMap { $0 >= 1 && $0 <= 1_000 ? Float($0) / 100 : nil }
    }
    var (width, height) = (metres(scene.widthCM), metres(scene.heightCM))
    if width == nil && height == nil {
      switch scene.placement {
      case .floor where shape > 1.6: width = 1.9
      case .floor: height = shape < 0.65 ? 1.5 : 0.85
      case .tabletop: height = 0.4
      case .ceiling: width = 0.42
      }
    }
    let tall = height ?? (width ?? 1) / shape * 0.85
    let wide = width ?? tall * shape
    return (wide, tall, metres(scene.depthCM) ?? min(wide, 0.45 * wide + 0.2))
  }

  /// The scale of a product that is seen turned and a little from above.
  ///
  /// Of all turns the one is taken for which
  /// width and height tell the same scale; where none does, something (dry grass in a vase, the
  /// cord of a lamp) makes the picture larger than the measures, so the smaller scale is right.
  private static func scale(
    _ size: (width: Float, height: Float, depth: Float), _ box: Box,
    knows: (width: Bool, height: Bool)
  ) -> Float {
    let reach: Float = 4.3
    var best: (gap: Float, scale: Float) = (.infinity, 1)
    for degree in stride(from: Float(0), through: 45, by: 1) {
      let (sine, cosine) = (sinf(degree * .pi / 180), cosf(degree * .pi / 180))
      let across = size.width * cosine + size.depth * sine
      let away = size.width * sine + size.depth * cosine
      let nearness = size.height > 1.2 ? 1 + away / 2 / reach : 1
      let byWidth = Float(box.width) / across
      let byHeight = Float(box.height) / (size.height * nearness + away * 0.18)
      let gap = abs(logf(byWidth / byHeight))
      if gap < best.gap {
        let both = gap < 0.02 ? (byWidth + byHeight) / 2 : min(byWidth, byHeight)
        let onlyHeight = knows.height && !knows.width
        best = (gap, onlyHeight ? byHeight : knows.width && !knows.height ? byWidth : both)
      }
    }
    return best.scale
  }

  /// The pixels enlarged or reduced, in light and with colours weighted by their cover.
  func resized(by factor: Float) throws -> Pixels {
    let count = pixels.width * pixels.height
    var values = [Float](repeating: 0, count: count * 4)
    for index in 0..<count {
      let cover = pixels.alpha?.at[index] ?? 1
      for channel in 0..<3 {
        values[index * 4 + channel] = pixels.channels[channel].at[index] * cover
      }
      values[index * 4 + 3] = cover
    }
    let image = try Vips.from(
      values, width: pixels.width, height: pixels.height, bands: 4, format: VIPS_FORMAT_FLOAT)
    let small = try image.then { epox_vips_resize($0, $1, Double(factor), Double(factor)) }
    return try Subject.weighted(small)
  }

  private static func weighted(_ image: Vips) throws -> Pixels {
    let (width, height) = (image.width, image.height)
    let bytes = try image.bytes()
    let planes = (0..<4).map { _ in Plane(width, height) }
    bytes.withUnsafeBytes { raw in
      let values = raw.bindMemory(to: Float.self)
      for index in 0..<width * height {
        let cover = min(max(values[index * 4 + 3], 0), 1)
        planes[3].at[index] = cover
        for channel in 0..<3 {
          let light = cover > 0.002 ? values[index * 4 + channel] / cover : 0
          planes[channel].at[index] = min(max(light, 0), 1)
        }
      }
    }
    return Pixels(channels: Array(planes[0..<3]), alpha: planes[3])
  }
}
