import Imaging

/// What is to be removed from a picture.
struct Hole {
  /// The hole with enough around it to take from.
  let surroundings: Box
  /// The hole within its surroundings.
  let part: Mask

  /// The most of a picture that can be filled from what is left.
  private static let mostShare = 0.5
  /// No brush is finer than a picture of this many pixels a side shows.
  private static let finestMask: Float = 1_600

  /// What a mask shows in white, in a picture of this size, a little larger so that soft edges go
  /// too.
  init(_ file: [UInt8]?, _ width: Int, _ height: Int) throws {
    guard let file else { throw Hole.nothing() }
    let opened = try StrangersFile(file)
    let ratio = Double(opened.width) / Double(opened.height) * Double(height) / Double(width)
    guard (0.97...1.03).contains(ratio) else {
      throw ImagingError.refused("The mask does not have the picture's shape.")
    }
    let shrink = min(Hole.finestMask / Float(max(width, height)), 1)
    let wide = max(Int((Float(width) * shrink).rounded()), 1)
    let tall = max(Int((Float(height) * shrink).rounded()), 1)
    let drawn = try Pixels(opened, side: max(wide, tall))
    let grey = drawn.channels[1]
    if let cover = drawn.alpha {
      for index in 0..<grey.count { grey.at[index] *= cover.at[index] }
    }
    let sized = grey.resampled(to: wide, tall)
    let small = Mask(wide, tall) { sized.at[$0] > 0.2 }.grown(max(max(wide, tall) / 600, 1))
    try self.init(width, height) { x, y in small.at[y * tall / height * wide + x * wide / width] }
  }

  /// A rectangle.
  init(_ part: PlaceInPicture, _ width: Int, _ height: Int) throws {
    guard let box = Box(part, of: width, height) else {
      throw ImagingError.refused("Say where the rectangle to remove lies.")
    }
    let columns = box.left..<box.left + max(box.width, 0)
    let rows = box.top..<box.top + max(box.height, 0)
    try self.init(width, height) { columns.contains($0) && rows.contains($1) }
  }

  private init(_ width: Int, _ height: Int, _ isIn: (Int, Int) -> Bool) throws {
    var (left, right, top, bottom, count) = (width, -1, height, -1, 0)
    for y in 0..<height {
      for x in 0..<width where isIn(x, y) {
        (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), y)
        count += 1
      }
    }
    guard count > 0 else { throw Hole.nothing() }
    guard Double(count) <= Hole.mostShare * Double(width * height) else {
      throw ImagingError.refused("At most half of a picture can be removed at once.")
    }
    let margin = max(max(right - left, bottom - top), 96)
    let (x, y) = (max(left - margin, 0), max(top - margin, 0))
    let box = Box(
      left: x, top: y, width: min(right + margin, width - 1) - x + 1,
      height: min(bottom + margin, height - 1) - y + 1)
    surroundings = box
    part = Mask(box.width, box.height) { isIn($0 % box.width + x, $0 / box.width + y) }
  }

  /// Where a pixel of the part lies in the whole picture, which is so many pixels wide.
  func place(_ index: Int, _ width: Int) -> Int {
    let box = surroundings
    return (index / box.width + box.top) * width + index % box.width + box.left
  }

  private static func nothing() -> ImagingError {
    .refused("Draw over what is to be removed first.")
  }
}

/// What fills a hole; a large one is filled in a smaller copy of what is around it, since searching
/// takes a hundred bytes a pixel.
struct Patch {
  private let planes: [Plane]
  private let width: Int
  private let height: Int

  /// How many pixels are searched through for what could fill a hole.
  private static let mostToSearch: Float = 700_000

  /// The channels of what is around the hole are asked for one after the other.
  init(_ hole: Hole, seed: UInt64, _ channel: (Int) -> Plane) {
    let (width, height, part) = (hole.part.width, hole.part.height, hole.part)
    (self.width, self.height) = (width, height)
    let shrink = (Patch.mostToSearch / Float(width * height)).squareRoot()
    guard shrink < 1 else {
      planes = (0..<3).map(channel)
      Patch.fill(planes, part, seed: seed)
      return
    }
    let (wide, tall) = (Int(Float(width) * shrink), Int(Float(height) * shrink))
    planes = (0..<3).map { channel($0).resampled(to: wide, tall).clamped() }
    let small = Mask(wide, tall) { index in
      let (x, y) = (index % wide * width / wide, index / wide * height / tall)
      return part.at[y * width + x]
    }.grown(1)
    Patch.fill(planes, small, seed: seed)
  }

  /// One channel of the hole and what is around it.
  func plane(_ channel: Int) -> Plane {
    let plane = planes[channel]
    guard plane.width != width || plane.height != height else { return plane }
    return plane.resampled(to: width, height).clamped()
  }

  private static func fill(_ planes: [Plane], _ hole: Mask, seed: UInt64) {
    let canvas = Canvas(planes, hole: hole)
    Filling.fill(canvas, seed: seed)
    for index in hole.at.indices where hole.at[index] {
      for channel in 0..<3 {
        let value = min(max(canvas.at[index][channel], 0), 255) / 255
        planes[channel].at[index] = Light.fromEncoded(value)
      }
    }
  }
}
