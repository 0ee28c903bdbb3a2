import Imaging

extension Sheet {
  /// The most of a picture that can be filled from what is left.
  private static let mostShare = 0.5
  /// How many pixels are searched through for what could fill a hole.
  private static let mostToSearch: Float = 700_000
  /// No brush is finer than a picture of this many pixels a side shows.
  private static let finestMask: Float = 1_600

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
    lay(filled(box, part, seed: seed), part, box)
    if let alpha { for index in 0..<alpha.count where hole.at[index] { alpha.at[index] = 1 } }
  }

  /// The mask in this picture's size, a little larger so that soft edges go too.
  private func hole(_ file: [UInt8]) throws -> Mask {
    let opened = try StrangersFile(file)
    let ratio = Double(opened.width) / Double(opened.height) * Double(height) / Double(width)
    guard (0.97...1.03).contains(ratio) else {
      throw ImagingError.refused("The mask does not have the picture's shape.")
    }
    let shrink = min(Sheet.finestMask / Float(max(width, height)), 1)
    let wide = max(Int((Float(width) * shrink).rounded()), 1)
    let tall = max(Int((Float(height) * shrink).rounded()), 1)
    let decoded = try opened.decoded(side: max(wide, tall))
    let drawn = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    let grey = drawn.channels[1]
    if let cover = drawn.alpha {
      for index in 0..<grey.count { grey.at[index] *= cover.at[index] }
    }
    let sized = grey.resampled(to: wide, tall)
    let small = Mask(wide, tall) { sized.at[$0] > 0.2 }.grown(max(max(wide, tall) / 600, 1))
    let (across, size) = (width, (width, height))
    return Mask(width, height) { index in
      let (x, y) = (index % across * wide / size.0, index / across * tall / size.1)
      return small.at[y * wide + x]
    }
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

  /// The part with its hole filled; a large one is filled in a smaller copy of it, since searching
  /// takes a hundred bytes a pixel.
  private func filled(_ box: Box, _ hole: Mask, seed: UInt64) -> [Plane] {
    let planes = channels.map { $0.cropped(box) }
    let shrink = (Sheet.mostToSearch / Float(box.width * box.height)).squareRoot()
    guard shrink < 1 else {
      fill(planes, hole, seed: seed)
      return planes
    }
    let (wide, tall) = (Int(Float(box.width) * shrink), Int(Float(box.height) * shrink))
    let small = planes.map { $0.resampled(to: wide, tall).clamped() }
    let smallHole = Mask(wide, tall) { index in
      let (x, y) = (index % wide * box.width / wide, index / wide * box.height / tall)
      return hole.at[y * box.width + x]
    }.grown(1)
    fill(small, smallHole, seed: seed)
    return small.map { $0.resampled(to: box.width, box.height).clamped() }
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
