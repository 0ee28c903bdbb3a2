import Imaging
import Pictures
import Testing

@Suite struct PicturesFidelityTests {
  let isReady = PicturesTests.isReady

  private func picture(
    of cutOut: CutOut, in room: String, _ placement: Placement = .floor, variant: Int = 0,
    format: PictureFormat = .webp
  ) throws -> [UInt8] {
    let (plate, file) = try ImagingMaterial.room(room)
    return try Pictures.compose(
      Scene(
        cutOut: cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY, placement: placement,
        plate: plate, plateFile: file, aspect: .fourThree, variant: variant, seed: 11,
        longestSide: 900, format: format, quality: 84)
    ).bytes
  }

  private func cutOut(_ name: String) throws -> CutOut {
    #expect(isReady)
    return try SceneMaterial.cutOut(name)
  }

  @Test(arguments: [
    ("sofa", "scandinavian-living-daylight", Placement.floor),
    ("armchair", "modern-living-evening", .floor),
    ("dining-table", "classic-dining-evening", .floor),
    ("dining-chair", "boho-corner-evening", .floor),
    ("bed", "mediterranean-terrace-daylight", .floor),
    ("vase", "industrial-loft-evening", .tabletop),
  ])
  func `a pasted product is found and is true in any light`(
    _ name: String, _ room: String, _ placement: Placement
  ) throws {
    let cutOut = try cutOut(name)
    let format: PictureFormat = placement == .tabletop || name == "sofa" ? .jpeg : .webp
    let picture = try picture(of: cutOut, in: room, placement, variant: 1, format: format)
    let found = try Pictures.fidelity(of: picture, to: cutOut.png)
    #expect(found.fidelity.score >= 97, "\(name) in \(room): \(found.fidelity)")
    #expect(abs(found.fidelity.stretch - 1) < 0.008)
    let again = try Pictures.fidelity(of: picture, to: cutOut.png, near: found.fidelity.place)
    #expect(again.fidelity.score >= 97, "with a hint: \(again.fidelity)")
  }

  @Test func `the product's photo serves as well as its cut-out`() throws {
    let picture = try picture(of: cutOut("sofa"), in: "boho-corner-daylight")
    let photo = try ImagingMaterial.sample("sofa-white")
    #expect(try Pictures.fidelity(of: picture, to: photo).fidelity.score >= 97)
  }

  /// What may go wrong with a product in a picture.
  enum Wrong: String, CaseIterable {
    case mirrored, wider, narrower, greener, redder, bluer, otherColours
    case replaced
  }

  @Test(arguments: ["sofa", "armchair"], Wrong.allCases)
  func `a product that was changed is caught`(_ name: String, _ wrong: Wrong) throws {
    let cutOut = try cutOut(name)
    let other = name == "sofa" ? "armchair" : "sofa"
    let changed = wrong == .replaced ? try self.cutOut(other) : try cutOut.made(wrong)
    let room = name == "sofa" ? "scandinavian-living-daylight" : "modern-living-evening"
    let picture = try picture(of: changed, in: room)
    let found = try Pictures.fidelity(of: picture, to: cutOut.png).fidelity
    #expect(found.score < 90, "\(name) \(wrong) in \(room): \(found)")
    let worst = min(found.silhouette, found.colour, found.structure)
    #expect(worst < 85, "one part says what is wrong")
  }

  @Test func `the heat map shows what strayed and nothing else`() throws {
    let cutOut = try cutOut("sofa")
    let good = try picture(of: cutOut, in: "minimal-studio-daylight")
    let bad = try picture(of: cutOut.made(.greener), in: "minimal-studio-daylight")
    let calm = try Pictures.fidelity(of: good, to: cutOut.png).heatMap
    let hot = try Pictures.fidelity(of: bad, to: cutOut.png).heatMap
    #expect(max(calm.width, calm.height) == 640 && calm.format == .webp)
    #expect(calm.bytes.count < 60_000)
    #expect(try Pictures.colourfulShare(of: calm.bytes) < 0.003)
    #expect(try Pictures.colourfulShare(of: hot.bytes) > 0.1)
  }

  @Test func `the program measures as the engine does`() throws {
    let cutOut = try cutOut("armchair")
    let picture = try picture(of: cutOut, in: "industrial-loft-daylight")
    let here = try Pictures.fidelity(of: picture, to: cutOut.png)
    let there = try ImagingMaterial.program().fidelity(of: picture, to: cutOut.png)
    #expect(there == here)
    #expect(throws: ImagingError.self) {
      try ImagingMaterial.program().fidelity(of: Array("no picture".utf8), to: cutOut.png)
    }
  }
}

extension CutOut {
  /// The same product, changed.
  fileprivate func made(_ wrong: PicturesFidelityTests.Wrong) throws -> CutOut {
    let image = try Pictures.bytes(of: png)
    let change = Changed(image: image)
    let (pixels, wide) =
      switch wrong {
      case .mirrored: (change.stretched(by: -1), image.width)
      case .wider: (change.stretched(by: 1.08), Int(Double(image.width) * 1.08))
      case .narrower: (change.stretched(by: 0.92), Int(Double(image.width) * 0.92))
      case .greener: (change.coloured { [$0[0] * 0.85, $0[1] * 1.05, $0[2] * 0.85] }, image.width)
      case .redder: (change.coloured { [$0[0] * 1.2, $0[1] * 0.82, $0[2] * 0.78] }, image.width)
      case .bluer: (change.coloured { [$0[0] * 0.85, $0[1] * 0.95, $0[2] * 1.15] }, image.width)
      case .otherColours, .replaced:
        (change.coloured { [$0[2] * 0.6, $0[0] * 0.9, $0[1] * 1.1] }, image.width)
      }
    return CutOut(
      png: try Pictures.png(pixels, width: wide, height: image.height), width: wide,
      height: image.height, confidence: 1, baseX: baseX * Double(wide) / Double(image.width),
      baseY: baseY)
  }
}

/// Ways to change a cut-out's pixels.
private struct Changed {
  let image: (pixels: [UInt8], width: Int, height: Int)

  /// Wider or narrower; mirrored when negative.
  func stretched(by factor: Double) -> [UInt8] {
    let wide = Int(Double(image.width) * abs(factor))
    return (0..<wide * image.height).flatMap { index in
      let place = (Double(index % wide) + 0.5) / abs(factor) - 0.5
      let column = min(max(place, 0), Double(image.width - 1))
      let left = min(Int(column), image.width - 2)
      let share = column - Double(left)
      return (0..<4).map { band in
        func value(_ x: Int) -> Double {
          let from = factor < 0 ? image.width - 1 - x : x
          return Double(image.pixels[(index / wide * image.width + from) * 4 + band])
        }
        return UInt8(value(left) * (1 - share) + value(left + 1) * share)
      }
    }
  }

  func coloured(_ change: ([Double]) -> [Double]) -> [UInt8] {
    stride(from: 0, to: image.pixels.count, by: 4).flatMap { at in
      let colour = change(image.pixels[at..<at + 3].map(Double.init))
      return colour.map { UInt8(min(max($0, 0), 255)) } + [image.pixels[at + 3]]
    }
  }
}
