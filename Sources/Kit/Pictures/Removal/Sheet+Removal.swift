import Imaging

extension Sheet {
  /// The most of a picture that can be filled from what is left.
  private static let mostShare = 0.5

  /// Takes away what the mask shows in white.
  mutating func remove(_ file: [UInt8]?, seed: UInt64) throws {
    guard let file else { throw ImagingError.refused("Draw over what is to be removed first.") }
    try remove(hole(file), seed: seed)
  }

  /// Takes away a rectangle.
  mutating func remove(_ part: PlaceInPicture, seed: UInt64) throws {
    guard let box = box(of: part) else {
      throw ImagingError.refused("Say where the rectangle to remove lies.")
    }
    let columns = box.left..<box.left + max(box.width, 0)
    let rows = box.top..<box.top + max(box.height, 0)
    let wide = width
    try remove(
      Mask(width, height) { columns.contains($0 % wide) && rows.contains($0 / wide) }, seed: seed)
  }

  private mutating func remove(_ hole: Mask, seed: UInt64) throws {
    let share = Double(hole.at.count { $0 }) / Double(hole.at.count)
    guard share > 0 else { throw ImagingError.refused("Draw over what is to be removed first.") }
    guard share <= Sheet.mostShare else {
      throw ImagingError.refused("At most half of a picture can be removed at once.")
    }
    let box = surroundings(of: hole)
    let part = Mask(box.width, box.height) { index in
      hole.at[(index / box.width + box.top) * width + index % box.width + box.left]
    }
    let planes = channels.map { $0.cropped(box) }
    fill(planes, part, seed: seed)
    lay(planes, part, box)
    if let alpha { for index in 0..<alpha.count where hole.at[index] { alpha.at[index] = 1 } }
  }

  /// The mask in this picture's size, a little larger so that soft edges go too.
  private func hole(_ file: [UInt8]) throws -> Mask {
    let opened = try StrangersFile(file)
    let ratio = Double(opened.width) / Double(opened.height) * Double(height) / Double(width)
    guard (0.97...1.03).contains(ratio) else {
      throw ImagingError.refused("The mask does not have the picture's shape.")
    }
    let decoded = try opened.decoded(side: max(width, height))
    let drawn = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    let grey = drawn.channels[1]
    if let cover = drawn.alpha {
      for index in 0..<grey.count { grey.at[index] *= cover.at[index] }
    }
    let sized = grey.resampled(to: width, height)
    return Mask(width, height) { sized.at[$0] > 0.2 }.grown(max(max(width, height) / 600, 1))
  }

  /// The hole with enough around it to take from.
  private func surroundings(of hole: Mask) -> Box {
    let found = hole.at.indices.filter { hole.at[$0] }
    let columns = found.map { $0 % width }
    let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
    let (top, bottom) = ((found.first ?? 0) / width, (found.last ?? 0) / width)
    let margin = max(max(right - left, bottom - top), 96)
    let (x, y) = (max(left - margin, 0), max(top - margin, 0))
    return Box(
      left: x, top: y, width: min(right + margin, width - 1) - x + 1,
      height: min(bottom + margin, height - 1) - y + 1)
  }

  private func fill(_ planes: [Plane], _ hole: Mask, seed: UInt64) {
    let canvas = Canvas(planes, hole: hole)
    Filling.fill(canvas, seed: seed)
    for index in hole.at.indices where hole.at[index] {
      for channel in 0..<3 {
        let value = min(max(canvas.at[index][channel], 0), 255) / 255
        planes[channel].at[index] = Light.fromEncoded(value)
      }
    }
  }

  /// Puts the filled part back; the seam is a pixel wide.
  private func lay(_ planes: [Plane], _ hole: Mask, _ box: Box) {
    for index in hole.at.indices where hole.at[index] {
      let to = (index / box.width + box.top) * width + index % box.width + box.left
      for channel in 0..<3 { channels[channel].at[to] = planes[channel].at[index] }
    }
  }
}
