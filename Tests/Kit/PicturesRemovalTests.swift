import Imaging
import Pictures
import Testing

@Suite struct PicturesRemovalTests {
  let isReady = PicturesTests.isReady

  /// A rectangle in white on black.
  private func mask(_ box: (left: Int, top: Int, width: Int, height: Int), _ size: (Int, Int))
    throws -> [UInt8]
  {
    let pixels = (0..<size.0 * size.1).flatMap { index -> [UInt8] in
      let (x, y) = (index % size.0 - box.left, index / size.0 - box.top)
      let isIn = x >= 0 && y >= 0 && x < box.width && y < box.height
      return isIn ? [255, 255, 255, 255] : [0, 0, 0, 255]
    }
    return try Pictures.png(pixels, width: size.0, height: size.1)
  }

  /// The mean brightness of a part, and how much neighbours differ in it: its grain.
  private func texture(
    _ light: [UInt8], _ width: Int, _ box: (left: Int, top: Int, width: Int, height: Int)
  ) -> (mean: Double, across: Double, down: Double) {
    var (sum, across, down) = (0.0, 0.0, 0.0)
    for y in box.top..<box.top + box.height {
      for x in box.left..<box.left + box.width {
        let here = Double(light[y * width + x])
        sum += here
        across += abs(here - Double(light[y * width + x + 1]))
        down += abs(here - Double(light[(y + 1) * width + x]))
      }
    }
    let count = Double(box.width * box.height)
    return (sum / count, across / count, down / count)
  }

  @Test(arguments: [
    ("scandinavian-living-daylight", 850, 950, "a wooden floor"),
    ("industrial-loft-daylight", 720, 330, "a brick wall"),
    ("modern-living-daylight", 700, 300, "a graded wall"),
    ("boho-corner-evening", 900, 1_000, "dark wood"),
  ])
  func `a filled place has the grain and brightness of its surroundings`(
    _ room: String, _ left: Int, _ top: Int, _ what: String
  ) throws {
    #expect(isReady)
    let box = (left: left, top: top, width: 160, height: 110)
    // A pink block stands there, so that nothing of what was there can help.
    let image = try Pictures.bytes(of: ImagingMaterial.room(room).file)
    let blocked = image.pixels.enumerated().map { index, byte -> UInt8 in
      let (x, y) = (index / 4 % image.width - left, index / 4 / image.width - top)
      let isIn = x >= 4 && y >= 4 && x < 156 && y < 106
      return isIn ? [255, 40, 200, 255][index % 4] : byte
    }
    let file = try Pictures.png(blocked, width: image.width, height: image.height)
    let made = try Pictures.edit(
      file, [.remove(seed: 7)], mask: mask(box, (image.width, image.height)), format: .png,
      quality: 90)
    let before = texture(
      try Pictures.luminance(ImagingMaterial.room(room).file), image.width, box)
    let after = texture(try Pictures.luminance(made.bytes), image.width, box)
    #expect(abs(after.mean - before.mean) < 9, "\(what): \(before) \(after)")
    #expect(after.across > 0.65 * before.across, "\(what) is smeared: \(before) \(after)")
    #expect(after.down > 0.65 * before.down, "\(what) is smeared: \(before) \(after)")
    #expect(after.across < 1.6 * before.across + 0.5, "\(what): \(before) \(after)")
    let filled = try Pictures.bytes(of: made.bytes)
    let pink = (0..<160 * 110).count { index in
      let at = ((top + index / 160) * image.width + left + index % 160) * 4
      return Int(filled.pixels[at]) - Int(filled.pixels[at + 1]) > 140
    }
    #expect(pink == 0, "nothing of what was removed is left")
    let again = try Pictures.edit(
      file, [.remove(seed: 7)], mask: mask(box, (image.width, image.height)), format: .png,
      quality: 90)
    #expect(again == made, "the same seed gives the same picture")
  }

  @Test func `what the mask does not show stays as it is`() throws {
    #expect(isReady)
    let image = try Pictures.bytes(of: ImagingMaterial.room("minimal-studio-daylight").file)
    let file = try Pictures.png(image.pixels, width: image.width, height: image.height)
    let made = try Pictures.edit(
      file, [.remove(seed: 1)],
      mask: mask((left: 0, top: 500, width: 90, height: 200), (image.width, image.height)),
      format: .png, quality: 90)
    let after = try Pictures.bytes(of: made.bytes)
    let strays = (0..<image.width * image.height).count { index in
      let (x, y) = (index % image.width, index / image.width)
      let isFar = x > 96 || y < 494 || y > 706
      return isFar
        && (0..<3).contains { after.pixels[index * 4 + $0] != image.pixels[index * 4 + $0] }
    }
    #expect(strays == 0)
  }

  @Test func `masks that make no sense are refused`() throws {
    #expect(isReady)
    let file = try ImagingMaterial.sample("vase-white")
    func remove(_ mask: [UInt8]?) throws {
      _ = try Pictures.edit(file, [.remove(seed: 1)], mask: mask, format: .webp, quality: 80)
    }
    #expect(throws: ImagingError.self) { try remove(nil) }
    #expect(throws: ImagingError.self) {
      try remove(self.mask((left: 0, top: 0, width: 0, height: 0), (300, 300)))
    }
    #expect(throws: ImagingError.self) {
      try remove(self.mask((left: 0, top: 0, width: 300, height: 300), (300, 300)))
    }
    #expect(throws: ImagingError.self) {
      try remove(self.mask((left: 10, top: 10, width: 9, height: 9), (300, 200)))
    }
  }
}
