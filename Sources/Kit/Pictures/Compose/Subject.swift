import CVips
import Imaging

/// A product of a scene: its pixels, and how many of them make a metre.
struct Subject {
  var item: Scene.Item
  let pixels: Pixels
  let outline: Outline
  let measures: Measures
  /// Pixels of the cut-out per metre, at the middle of the product.
  let scale: Float
  /// How far it reaches away from the camera, as it is turned, in metres.
  let away: Float

  init(_ item: Scene.Item) throws {
    let decoded = try StrangersFile(item.cutOut).decoded(side: 2_000)
    let opened = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    guard opened.alpha != nil, let box = opened.tightBox(margin: 1) else {
      throw ImagingError.refused("This cut-out shows nothing, or has no transparent background.")
    }
    self.item = item
    pixels = opened.cropped(box)
    outline = Outline(pixels)
    measures = Measures(item, shape: Float(box.width) / Float(box.height))
    (scale, away) = measures.scale(of: outline, width: box.width, height: box.height)
  }

  init(_ item: Scene.Item, _ pixels: Pixels, scale: Float, away: Float) {
    (self.item, self.scale, self.away) = (item, scale, away)
    let box = pixels.tightBox(margin: 0)
    self.pixels = box.map(pixels.cropped) ?? pixels
    outline = Outline(self.pixels)
    measures = Measures(item, shape: Float(self.pixels.width) / Float(self.pixels.height))
  }

  /// The size of the whole cut-out in metres, with whatever sticks out.
  var metres: (wide: Float, tall: Float) {
    (Float(pixels.width) / scale, Float(pixels.height) / scale)
  }

  /// The pixels enlarged or reduced, in light and with colours weighted by their cover.
  func resized(by factor: Float) throws -> Pixels {
    let image = try Vips.from(
      weighted(), width: pixels.width, height: pixels.height, bands: 4, format: VIPS_FORMAT_FLOAT)
    let small = try image.then { epox_vips_resize($0, $1, Double(factor), Double(factor)) }
    return try Subject.unweighted(small)
  }

  private func weighted() -> [Float] {
    let count = pixels.width * pixels.height
    return [Float](unsafeUninitializedCapacity: count * 4) { values, used in
      for index in 0..<count {
        let cover = pixels.alpha?.at[index] ?? 1
        for channel in 0..<3 {
          values[index * 4 + channel] = pixels.channels[channel].at[index] * cover
        }
        values[index * 4 + 3] = cover
      }
      used = count * 4
    }
  }

  private static func unweighted(_ image: Vips) throws -> Pixels {
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
