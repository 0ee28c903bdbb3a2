import Imaging
import Pictures
import Testing

@Suite struct PicturesComposeTests {
  let isReady = PicturesTests.isReady

  @Test func `the same scene gives the same picture and another seed another`() throws {
    var scene = try SceneMaterial.scene([SceneMaterial.armchair()], in: "boho-corner-daylight")
    let first = try Pictures.compose(scene)
    #expect(try Pictures.compose(scene) == first)
    scene.seed = 6
    #expect(try Pictures.compose(scene) != first)
  }

  @Test(arguments: ["modern-living-daylight", "scandinavian-living-evening"])
  func `eight variants are eight pictures`(_ room: String) throws {
    var scene = try SceneMaterial.scene([SceneMaterial.armchair()], in: room)
    let hashes = try (0..<8).map { variant in
      scene.variant = variant
      return try Pictures.analyse(Pictures.compose(scene).bytes).hash
    }
    for one in 0..<8 {
      for other in 0..<one {
        let far = hashes[one].distance(to: hashes[other])
        #expect(far >= 8, "variants \(one) and \(other) look alike")
      }
    }
  }

  @Test(arguments: Aspect.allCases)
  func `every shape has its size`(_ aspect: Aspect) throws {
    var scene = try SceneMaterial.scene([SceneMaterial.armchair()], in: "classic-dining-evening")
    scene.aspect = aspect
    let picture = try Pictures.compose(scene)
    #expect(max(picture.width, picture.height) == 480)
    #expect(abs(Double(picture.width) / Double(picture.height) - aspect.ratio) < 0.01)
  }

  @Test func `a board is as large as the floor below it says`() throws {
    var scene = try SceneMaterial.scene(
      [SceneMaterial.board(260, 60)], in: "modern-living-daylight")
    (scene.aspect, scene.variant, scene.longestSide) = (.fourThree, 1, 1_600)
    let found = try SceneMaterial.magenta(Pictures.compose(scene))
    // So wide a board needs the whole plate, so rows of the picture are rows of the plate.
    let metre = (Double(found.bottom) - 0.44 * 1_200) / 1.15
    #expect(abs(Double(found.right - found.left + 1) / (2.6 * metre) - 1) < 0.02)
    #expect(abs(Double(found.bottom - found.top + 1) / (0.6 * metre) - 1) < 0.02)
  }

  @Test(arguments: Aspect.allCases)
  func `nothing is ever squeezed`(_ aspect: Aspect) throws {
    var scene = try SceneMaterial.scene([SceneMaterial.board(90, 60)], in: "modern-living-daylight")
    (scene.aspect, scene.longestSide) = (aspect, 900)
    let found = try SceneMaterial.magenta(Pictures.compose(scene))
    let shape = Double(found.right - found.left + 1) / Double(found.bottom - found.top + 1)
    #expect(abs(shape / 1.5 - 1) < 0.02)
  }

  @Test(arguments: ["scandinavian-living-daylight", "boho-corner-daylight"])
  func `the shadow falls away from the light`(_ room: String) throws {
    var scene = try SceneMaterial.scene([SceneMaterial.board(60, 90, 60)], in: room)
    scene.plateFile = ImagingMaterial.whitePNG(width: 1_600, height: 1_200)
    let picture = try Pictures.compose(scene)
    let light = try Pictures.luminance(picture.bytes)
    let found = try SceneMaterial.magenta(picture)
    func mean(_ columns: Range<Int>) -> Int {
      let rows = found.bottom - 12..<found.bottom
      let all = rows.flatMap { row in columns.map { Int(light[row * picture.width + $0]) } }
      return all.reduce(0, +) / all.count
    }
    let aside = (found.right - found.left) / 2
    let left = mean(found.left - aside..<found.left - 4)
    let right = mean(found.right + 4..<found.right + aside)
    // Whatever side the window is on, the room is turned so that light comes from the left.
    #expect(right < left - 10)
    #expect(light.prefix(picture.width * 10).allSatisfy { $0 > 235 }, "nothing dark above")
  }

  @Test func `a room lit from the right is mirrored, the product is not`() throws {
    var scene = try SceneMaterial.scene([SceneMaterial.board(260, 60)], in: "boho-corner-daylight")
    // So wide a product needs the whole width of the room. Its left half is white.
    scene.items[0].cutOut = ImagingMaterial.boxPNG(
      width: 800, height: 200, box: (0..<400, 0..<200), colour: [250, 250, 250],
      around: [200, 30, 200, 255])
    scene.plateFile = ImagingMaterial.boxPNG(
      width: 1_600, height: 1_200, box: (0..<800, 0..<1_200), colour: [10, 10, 10],
      around: [250, 250, 250, 255])
    (scene.aspect, scene.variant) = (.fourThree, 1)
    let picture = try Pictures.compose(scene)
    let row = try Pictures.luminance(picture.bytes).prefix(picture.width)
    #expect(try #require(row.first) > 200, "the dark half of the room was on the left")
    #expect(try #require(row.last) < 60)
    let view = try PictureView(picture)
    let found = try SceneMaterial.magenta(picture)
    let (middle, half) = ((found.top + found.bottom) / 2, (found.right - found.left) / 2)
    #expect(view.pixel(found.left - half, middle).min() ?? 0 > 90, "white is still on the left")
    #expect(found.left > picture.width / 3)
  }

  @Test func `warm inspiration makes a warmer picture`() throws {
    var scene = try SceneMaterial.scene([SceneMaterial.armchair()], in: "modern-living-daylight")
    let plain = try Pictures.look(of: Pictures.compose(scene).bytes)
    scene.look = Look(lightness: plain.lightness - 15, red: 8, yellow: 30, contrast: 20)
    let graded = try Pictures.look(of: Pictures.compose(scene).bytes)
    #expect(graded.yellow > plain.yellow + 3)
    #expect(graded.lightness < plain.lightness - 2)
  }

  @Test func `a scene that makes no sense is refused`() throws {
    var scene = try SceneMaterial.scene([SceneMaterial.armchair()], in: "minimal-studio-evening")
    scene.plateFile = try ImagingMaterial.sample("sofa-white")
    #expect(throws: ImagingError.self) { try Pictures.compose(scene) }
    scene.items[0].cutOut = Array("not a picture".utf8)
    #expect(throws: ImagingError.self) { try Pictures.compose(scene) }
    scene.items = []
    #expect(throws: ImagingError.self) { try Pictures.compose(scene) }
  }
}
