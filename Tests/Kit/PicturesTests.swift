import Imaging
import Pictures
import Testing

@Suite struct PicturesTests {
  static let isReady = ImagingService.start()

  @Test(arguments: [
    "sofa", "armchair", "dining-table", "floor-lamp", "table-lamp", "coffee-table",
  ])
  func `a product is told from its background`(_ name: String) throws {
    #expect(Self.isReady)
    let found = try Pictures.coverage(ImagingMaterial.sample("\(name)-white"))
    let truth = try Pictures.luminance(
      ImagingMaterial.file("Tests/Kit/Masks/\(name)-white-mask.png"))
    try #require(found.count == truth.count)
    var (both, either, error) = (0, 0, 0)
    for (mine, right) in zip(found, truth) {
      if mine >= 128 && right >= 128 { both += 1 }
      if mine >= 128 || right >= 128 { either += 1 }
      error += abs(Int(mine) - Int(right))
    }
    let overlap = Double(both) / Double(either)
    #expect(overlap >= 0.98, "\(name): \(overlap)")
    #expect(Double(error) / 255 / Double(found.count) <= 0.006)
  }

  @Test func `what shows through a chair's back is background`() throws {
    #expect(Self.isReady)
    let cover = try Pictures.coverage(ImagingMaterial.sample("dining-chair-white"))
    #expect(cover[320 * 1_200 + 720] == 0)
    #expect(cover[500 * 1_200 + 640] == 255)
  }

  @Test func `white products on white stay whole`() throws {
    #expect(Self.isReady)
    let vase = try Pictures.coverage(ImagingMaterial.sample("vase-white"))
    let pot = try Pictures.coverage(ImagingMaterial.sample("plant-white"))
    #expect(vase[800 * 1_200 + 600] == 255)
    #expect(pot[980 * 1_200 + 600] == 255)
  }

  @Test func `a cut-out says where it stands`() throws {
    #expect(Self.isReady)
    let chair = try Pictures.cutOut(ImagingMaterial.sample("armchair-white"))
    #expect(chair.confidence > 0.8)
    #expect(chair.baseY > Double(chair.height) * 0.95)
    #expect(abs(chair.baseX - Double(chair.width) / 2) < Double(chair.width) * 0.2)
  }
}
