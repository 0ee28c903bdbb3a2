import CVips
import Imaging

extension Stage {
  /// The part of the room that is shown, at its final size and as sharp as a product's picture.
  ///
  /// The room is out of focus by `blur` pixels of the plate.
  func view(_ plate: RoomPlate, _ file: [UInt8], _ framing: Framing, blur: Float) throws -> Pixels {
    let opened = try StrangersFile(file).decoded(side: 8_192)
    guard opened.width == plate.width, opened.height == plate.height else {
      throw ImagingError.refused("This room's picture does not fit its description.")
    }
    let box = framing.box
    let part = try Vips.from(
      cut(opened, box), width: box.width, height: box.height, bands: 3,
      format: VIPS_FORMAT_UCHAR)
    let soft = blur < 0.5 ? part : try part.then { epox_vips_blur($0, $1, Double(blur)) }
    let sized = try soft.then {
      epox_vips_resize(
        $0, $1, Double(framing.width) / Double(box.width),
        Double(framing.height) / Double(box.height))
    }
    let view = Pixels(try sized.bytes(), width: framing.width, height: framing.height, bands: 3)
    if blur < 0.5 { view.sharpen(by: min((framing.zoom - 1) * 0.35, 0.4), Int(framing.zoom + 0.3)) }
    return view
  }

  private func cut(
    _ plate: (width: Int, height: Int, bands: Int, pixels: [UInt8]), _ box: Box
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: box.width * box.height * 3)
    for y in 0..<box.height {
      for x in 0..<box.width {
        let source = isMirrored ? plate.width - 1 - box.left - x : box.left + x
        let from = ((box.top + y) * plate.width + source) * plate.bands
        let to = (y * box.width + x) * 3
        for channel in 0..<3 { bytes[to + channel] = plate.pixels[from + channel] }
      }
    }
    return bytes
  }
}

extension Framing {
  /// The part of the plate in whole pixels.
  var box: Box {
    let (wide, down) = (Float(width) / zoom, Float(height) / zoom)
    return Box(
      left: Int(left), top: Int(top), width: max(Int(wide.rounded()), 1),
      height: max(Int(down.rounded()), 1))
  }
}

extension Pixels {
  /// Gives back what enlarging took from edges.
  fileprivate func sharpen(by amount: Float, _ radius: Int) {
    guard amount > 0.05 else { return }
    for plane in channels {
      let soft = plane.boxed(radius)
      for index in 0..<plane.count {
        let more = plane.at[index] + (plane.at[index] - soft.at[index]) * amount
        plane.at[index] = min(max(more, plane.at[index] * 0.7), 1)
      }
    }
  }
}
