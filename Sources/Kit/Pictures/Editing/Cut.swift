import Imaging

extension Box {
  /// The part that a step leaves of a picture of this size; nothing where the step cuts nothing.
  static func left(by edit: Edit, of width: Int, _ height: Int, zoom: Double = 1) throws -> Box? {
    let box: Box?
    switch edit {
    case .crop(let part): box = Box(part, of: width, height)
    case .cropPixels(let left, let top, let across, let down):
      let numbers = [left, top, across, down]
      guard numbers.allSatisfy({ abs($0) <= 1 << 20 }) else { throw nothingLeft() }
      let zoomed = numbers.map { Int((Double($0) * zoom).rounded()) }
      box = Box(left: zoomed[0], top: zoomed[1], width: zoomed[2], height: zoomed[3])
    case .shape(let ratio): box = try middle(ratio, of: width, height)
    default: return nil
    }
    guard let inside = box?.inside(width, height) else { throw nothingLeft() }
    return inside
  }

  /// A part in pixels; nothing for numbers that mean no place.
  init?(_ part: PlaceInPicture, of width: Int, _ height: Int) {
    let numbers = [part.left, part.top, part.width, part.height]
    guard numbers.allSatisfy({ $0.isFinite && abs($0) <= 2 }) else { return nil }
    let left = Int((part.left * Double(width)).rounded())
    let top = Int((part.top * Double(height)).rounded())
    let right = Int(((part.left + part.width) * Double(width)).rounded())
    let bottom = Int(((part.top + part.height) * Double(height)).rounded())
    self.init(left: left, top: top, width: right - left, height: bottom - top)
  }

  /// The middle, as large as it can be in this shape.
  private static func middle(_ ratio: Double, of width: Int, _ height: Int) throws -> Box {
    guard ratio.isFinite, (0.05...20).contains(ratio) else {
      throw ImagingError.refused("A picture can be up to twenty times as long as wide.")
    }
    let wide = min(Int((Double(height) * ratio).rounded()), width)
    let tall = min(Int((Double(width) / ratio).rounded()), height)
    return Box(left: (width - wide) / 2, top: (height - tall) / 2, width: wide, height: tall)
  }

  /// What of it lies inside a picture, if anything does.
  private func inside(_ across: Int, _ down: Int) -> Box? {
    let (left, top) = (max(left, 0), max(top, 0))
    let (right, bottom) = (min(self.left + width, across), min(self.top + height, down))
    guard right > left, bottom > top else { return nil }
    return Box(left: left, top: top, width: right - left, height: bottom - top)
  }

  private static func nothingLeft() -> ImagingError {
    .refused("Nothing of the picture would be left. Choose a part that lies inside it.")
  }
}
