import Imaging
import Pictures
import Testing

@Suite struct PicturesEditTests {
  let isReady = PicturesTests.isReady

  /// Pixels by a rule, three bytes each.
  private func picture(
    _ width: Int, _ height: Int, _ colour: (Int, Int) -> [UInt8]
  ) throws -> [UInt8] {
    #expect(isReady)
    let pixels = (0..<width * height).flatMap { index -> [UInt8] in
      colour(index % width, index / width) + [255]
    }
    return try Pictures.png(pixels, width: width, height: height)
  }

  /// Red grows to the right, green downwards.
  private func ramp() throws -> [UInt8] {
    try picture(120, 80) { x, y in [UInt8(x * 2), UInt8(y * 3), 40] }
  }

  private func edited(
    _ file: [UInt8], _ edits: Edit..., mask: [UInt8]? = nil
  ) throws -> (width: Int, height: Int, at: (Int, Int) -> [Int]) {
    let made = try Pictures.edit(file, edits, mask: mask, format: .png, quality: 90)
    let image = try Pictures.bytes(of: made.bytes)
    #expect(image.width == made.width && image.height == made.height)
    return (
      image.width, image.height,
      { x, y in
        image.pixels[(y * image.width + x) * 4..<(y * image.width + x) * 4 + 3].map(Int.init)
      }
    )
  }

  @Test func `a crop keeps its part pixel for pixel`() throws {
    let part = PlaceInPicture(left: 0.25, top: 0.5, width: 0.5, height: 0.25)
    let byShare = try edited(ramp(), .crop(part))
    #expect(byShare.width == 60 && byShare.height == 20)
    #expect(byShare.at(0, 0) == [60, 120, 40])
    let byPixels = try edited(ramp(), .cropPixels(left: 100, top: 70, width: 99, height: 99))
    #expect(byPixels.width == 20 && byPixels.height == 10)
    #expect(byPixels.at(0, 0) == [200, 210, 40])
    #expect(throws: ImagingError.self) {
      try self.edited(self.ramp(), .cropPixels(left: 120, top: 0, width: 5, height: 5))
    }
  }

  @Test func `a shape is the largest part in the middle`() throws {
    let square = try edited(ramp(), .shape(ratio: 1))
    #expect(square.width == 80 && square.height == 80)
    #expect(square.at(0, 0) == [40, 0, 40])
    let wide = try edited(ramp(), .shape(ratio: 3))
    #expect(wide.width == 120 && wide.height == 40)
    #expect(throws: ImagingError.self) { try self.edited(self.ramp(), .shape(ratio: 0)) }
  }

  @Test func `a rectangle is removed without a drawing`() throws {
    let stain = try picture(120, 80) { x, y in
      (50..<60).contains(x) && (30..<40).contains(y) ? [200, 20, 20] : [90, 120, 90]
    }
    let part = PlaceInPicture(left: 0.4, top: 0.35, width: 0.12, height: 0.18)
    let clean = try edited(stain, .removePart(part, seed: 3))
    #expect(clean.width == 120 && clean.at(55, 35) == [90, 120, 90])
    let nothing = PlaceInPicture(left: 0.4, top: 0.4, width: 0, height: 0.2)
    #expect(throws: ImagingError.self) { try self.edited(stain, .removePart(nothing, seed: 3)) }
  }

  @Test func `quarter turns and mirrors move pixels and change none`() throws {
    let turned = try edited(ramp(), .rotate(degrees: 90))
    #expect(turned.width == 80 && turned.height == 120)
    #expect(turned.at(79, 0) == [0, 0, 40] && turned.at(0, 0) == [0, 237, 40])
    #expect(try edited(ramp(), .rotate(degrees: -90)).at(0, 0) == [238, 0, 40])
    #expect(try edited(ramp(), .rotate(degrees: 180)).at(0, 0) == [238, 237, 40])
    #expect(try edited(ramp(), .mirror).at(0, 0) == [238, 0, 40])
    #expect(try edited(ramp(), .flip).at(0, 0) == [0, 237, 40])
    let back = try edited(ramp(), .rotate(degrees: 90), .rotate(degrees: 270))
    #expect(back.at(17, 33) == [34, 99, 40])
  }

  @Test func `a free angle turns clockwise and leaves no corners`() throws {
    let white = try picture(300, 200) { _, _ in [250, 250, 250] }
    let turned = try edited(white, .rotate(degrees: 12))
    #expect(turned.width < 300 && turned.width > 200)
    #expect(turned.height < 200 && turned.height > 120)
    for (x, y) in [(0, 0), (turned.width - 1, 0), (0, turned.height - 1)] {
      #expect(turned.at(x, y) == [250, 250, 250])
    }
    // A dot right of the middle goes down.
    let dot = try picture(201, 201) { x, y in
      abs(x - 160) < 4 && abs(y - 100) < 4 ? [255, 255, 255] : [0, 0, 0]
    }
    let low = try edited(dot, .rotate(degrees: 30))
    let (middleX, middleY) = (low.width / 2, low.height / 2)
    #expect(low.at(middleX + 52, middleY + 30)[0] > 200)
  }

  @Test func `light is mixed as light and not as bytes`() throws {
    let stripes = try picture(400, 40) { x, _ in
      x % 2 == 0 ? [255, 255, 255] : [0, 0, 0]
    }
    let grey = try edited(stripes, .resize(width: 50, height: nil))
    #expect(grey.width == 50 && grey.height == 5)
    #expect(abs(grey.at(25, 2)[0] - 188) <= 2, "half of the light is byte 188, not 128")
    #expect(throws: ImagingError.self) {
      try self.edited(stripes, .resize(width: 0, height: nil))
    }
    #expect(throws: ImagingError.self) {
      try self.edited(stripes, .resize(width: 9_000, height: nil))
    }
  }

  @Test func `another size is never a larger one`() throws {
    let orders: [(width: Int?, height: Int?, is: [Int])] = [
      (60, nil, [60, 40]), (nil, 20, [30, 20]), (400, nil, [120, 80]), (nil, 900, [120, 80]),
      (60, 60, [60, 60]), (240, 240, [80, 80]), (nil, nil, [120, 80]),
    ]
    for order in orders {
      let made = try edited(ramp(), .resize(width: order.width, height: order.height))
      #expect([made.width, made.height] == order.is, "\(order)")
    }
  }

  @Test func `crops one after the other are counted in what the last one left`() throws {
    let half = PlaceInPicture(left: 0.5, top: 0.5, width: 0.5, height: 0.5)
    let made = try edited(
      ramp(), .crop(half), .cropPixels(left: 10, top: 5, width: 20, height: 20), .mirror,
      .crop(half))
    #expect(made.width == 10 && made.height == 10)
    #expect(made.at(9, 0) == [140, 165, 40])
  }

  @Test func `tone goes the way it is asked to`() throws {
    let file = try picture(20, 20) { x, _ in x < 10 ? [90, 120, 150] : [170, 140, 110] }
    func middle(_ tone: Edit.Tone) throws -> [Int] { try edited(file, .tone(tone)).at(3, 3) }
    let plain = try middle(Edit.Tone())
    #expect(zip(plain, [90, 120, 150]).allSatisfy { abs($0 - $1) <= 1 })
    #expect(try middle(Edit.Tone(brightness: 0.5))[1] > 135)
    #expect(try middle(Edit.Tone(brightness: -0.5))[1] < 105)
    let warm = try middle(Edit.Tone(temperature: 0.6))
    #expect(warm[0] > 95 && warm[2] < 140)
    let grey = try middle(Edit.Tone(saturation: -1))
    #expect((grey.max() ?? 0) - (grey.min() ?? 0) <= 1)
    let strong = try edited(file, .tone(Edit.Tone(contrast: 0.8)))
    #expect(strong.at(3, 3)[0] < 80 && strong.at(15, 3)[0] > 180)
    let ends = try picture(20, 20) { x, _ in x < 10 ? [0, 0, 0] : [255, 255, 255] }
    let kept = try edited(ends, .tone(Edit.Tone(brightness: 0.7, contrast: 0.9)))
    #expect(kept.at(2, 2) == [0, 0, 0] && kept.at(15, 2) == [255, 255, 255])
  }

  @Test func `sharpening makes edges steeper and leaves surfaces alone`() throws {
    let soft = try picture(60, 60) { x, _ in
      let value = UInt8(min(max(128 + (x - 30) * 12, 80), 176))
      return [value, value, value]
    }
    let crisp = try edited(soft, .sharpen(amount: 0.8))
    #expect(crisp.at(33, 30)[0] - crisp.at(27, 30)[0] > 72)
    #expect(abs(crisp.at(5, 30)[0] - 80) <= 1 && abs(crisp.at(55, 30)[0] - 176) <= 1)
  }

  /// Larger by straight lines between the pixels.
  private func straight(_ light: [UInt8], _ width: Int, _ height: Int, factor: Int) -> [Double] {
    (0..<width * height * factor * factor).map { index in
      func place(_ at: Int, _ most: Int) -> (first: Int, next: Int, rest: Double) {
        let middle = min(max((Double(at) + 0.5) / Double(factor) - 0.5, 0), Double(most - 1))
        return (Int(middle), min(Int(middle) + 1, most - 1), middle - Double(Int(middle)))
      }
      let (x, y) = (
        place(index % (width * factor), width), place(index / (width * factor), height)
      )
      func row(_ y: Int) -> Double {
        Double(light[y * width + x.first]) * (1 - x.rest)
          + Double(light[y * width + x.next]) * x.rest
      }
      return row(y.first) * (1 - y.rest) + row(y.next) * y.rest
    }
  }

  @Test func `an enlarged picture comes closer to the true one than plain resampling`() throws {
    let truth = try Pictures.edit(
      ImagingMaterial.room("classic-dining-daylight").file,
      [.resize(width: 1_200, height: 900)], format: .png, quality: 90)
    let small = try Pictures.edit(
      truth.bytes, [.resize(width: 400, height: 300)], format: .png, quality: 90)
    let ours = try Pictures.edit(
      small.bytes, [.enlarge(longestSide: 1_200)], format: .png, quality: 90)
    let wanted = try Pictures.luminance(truth.bytes)
    func error(_ light: [Double]) -> Double {
      zip(light, wanted).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
    }
    let own = error(try Pictures.luminance(ours.bytes).map(Double.init))
    let other = error(straight(try Pictures.luminance(small.bytes), 400, 300, factor: 3))
    #expect(own < other * 0.9, "\(own / other)")
    let wide = try Pictures.edit(
      small.bytes, [.enlarge(longestSide: 3_840)], format: .webp, quality: 86)
    #expect(wide.width == 3_840 && wide.height == 2_880)
  }

  @Test func `transparency outlives every step`() throws {
    let cutOut = try Pictures.cutOut(ImagingMaterial.sample("vase-white")).png
    let edits: [Edit] = [
      .mirror, .rotate(degrees: 5), .resize(width: 200, height: nil), .sharpen(amount: 0.5),
      .tone(Edit.Tone(temperature: 0.2)), .enlarge(longestSide: 700),
    ]
    let made = try Pictures.edit(cutOut, edits, format: .png, quality: 90)
    #expect(try Pictures.probe(made.bytes).hasAlpha)
    let image = try Pictures.bytes(of: made.bytes)
    let middle = (image.height * 2 / 3 * image.width + image.width / 2) * 4
    #expect(image.pixels[3] == 0 && image.pixels[middle + 3] > 250)
  }

  @Test func `an edit says what it did to the picture's source`() throws {
    let part = PlaceInPicture(left: 0, top: 0, width: 0.5, height: 0.5)
    let mask = try picture(120, 80) { x, y in x == 60 && y == 40 ? [255, 255, 255] : [0, 0, 0] }
    let cases: [(Edit, DigitalSource?, DigitalSource?)] = [
      (.crop(part), nil, nil), (.rotate(degrees: 3), nil, nil), (.mirror, nil, nil),
      (.resize(width: 50, height: nil), nil, nil),
      (.sharpen(amount: 0.5), nil, .algorithmicallyEnhanced),
      (.tone(Edit.Tone(brightness: 0.2)), .digitalCapture, .algorithmicallyEnhanced),
      (.enlarge(longestSide: 240), nil, .algorithmicallyEnhanced),
      (.remove(seed: 1), nil, .humanEdits),
      (.crop(part), .trainedAlgorithmicMedia, .trainedAlgorithmicMedia),
      (.remove(seed: 1), .trainedAlgorithmicMedia, .trainedAlgorithmicMedia),
      (.tone(Edit.Tone()), .composite, .composite),
    ]
    for (edit, before, after) in cases {
      let file = before.marking(try ramp())
      for format in PictureFormat.allCases {
        let made = try Pictures.edit(file, [edit], mask: mask, format: format, quality: 80)
        #expect(DigitalSource.told(by: made.bytes) == after, "\(edit) \(format)")
      }
    }
  }

  @Test func `the program edits as the engine does`() throws {
    let edits: [Edit] = [.rotate(degrees: 2), .sharpen(amount: 0.3)]
    let file = try ImagingMaterial.sample("vase-white")
    let there = try ImagingMaterial.program().edit(file, edits, format: .webp, quality: 80)
    #expect(try there == Pictures.edit(file, edits, format: .webp, quality: 80))
    #expect(throws: ImagingError.self) {
      try ImagingMaterial.program().edit(file, [.remove(seed: 1)], format: .webp, quality: 80)
    }
  }
}
