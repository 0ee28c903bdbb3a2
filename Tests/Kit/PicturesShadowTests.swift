import Imaging
import Pictures
import Testing

@Suite struct PicturesShadowTests {
  static let isReady = ImagingService.start()

  @Test func `the dark floor below a sofa is no part of it`() throws {
    #expect(Self.isReady)
    let cover = try Pictures.coverage(ImagingMaterial.sample("sofa-green-white"))
    #expect(cover[720 * 1_200 + 300] == 0)
    #expect(cover[765 * 1_200 + 600] == 0)
    #expect(cover[690 * 1_200 + 600] == 255)
  }

  @Test func `a pot as pale as its floor stays whole`() throws {
    #expect(Self.isReady)
    let cover = try Pictures.coverage(ImagingMaterial.sample("plant-room"))
    for (x, y) in [(585, 880), (660, 900), (610, 990)] {
      #expect(cover[y * 1_200 + x] == 255, "at \(x), \(y)")
    }
  }
}
