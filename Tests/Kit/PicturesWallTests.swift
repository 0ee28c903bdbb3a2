import Imaging
import Pictures
import Testing

@Suite struct PicturesWallTests {
  let isReady = PicturesTests.isReady

  private func painting() -> Scene.Item {
    var item = SceneMaterial.board(60, 80, 4)
    (item.kind, item.placement) = (.picture, .wall)
    return item
  }

  @Test(arguments: Aspect.allCases)
  func `a painting hangs on the wall at the height of the eyes`(_ aspect: Aspect) throws {
    var scene = try SceneMaterial.scene([painting()], in: "modern-living-daylight", side: 900)
    scene.aspect = aspect
    let placed = try #require(try Pictures.layout(scene).first)
    let picture = try Pictures.compose(scene)
    let found = try SceneMaterial.magenta(picture)
    #expect(found.top > 0 && found.bottom < picture.height - 1, "it is seen whole")
    #expect(Double(found.bottom) < Double(picture.height) * 0.85, "it does not stand below")
    let tall = Double(found.bottom - found.top + 1) / Double(placed.metre)
    #expect(abs(tall / 0.8 - 1) < 0.03, "at the scale of the wall, not of the floor before it")
    #expect(placed.away.lowerBound > 4.7, "the wall is behind all places to stand")
  }

  @Test func `its shadow falls on the wall below it`() throws {
    var scene = try SceneMaterial.scene([painting()], in: "modern-living-daylight", side: 900)
    scene.plateFile = ImagingMaterial.whitePNG(width: 1_600, height: 1_200)
    let picture = try Pictures.compose(scene)
    let light = try Pictures.luminance(picture.bytes)
    let found = try SceneMaterial.magenta(picture)
    let middle = (found.left + found.right) / 2
    #expect(light[(found.bottom + 5) * picture.width + middle] < 235)
    #expect(light[(found.top - 30) * picture.width + middle] > 240)
    #expect(light[(picture.height - 5) * picture.width + middle] > 240, "none on the floor")
  }

  @Test func `it hangs above the sofa that stands before the wall`() throws {
    let sofa = try SceneMaterial.item("sofa", kind: .sofa, [220, 88, 92])
    let placed = try Pictures.layout(
      SceneMaterial.scene([sofa, painting()], in: "scandinavian-living-daylight"))
    #expect(placed.map(\.kind) == [.picture, .sofa], "what is farther is painted first")
    #expect(placed[0].bottom < placed[1].top + 4)
    #expect(placed[0].top > 0)
  }

  @Test func `it hangs beside what is too tall to hang above`() throws {
    var shelf = SceneMaterial.board(80, 190, 35)
    shelf.kind = .bookshelf
    let placed = try Pictures.layout(
      SceneMaterial.scene([shelf, painting()], in: "scandinavian-living-daylight"))
    #expect(placed.map(\.kind) == [.picture, .bookshelf])
    #expect(placed[0].left > placed[1].right || placed[0].right < placed[1].left)
    #expect(placed[0].top > placed[1].top, "at the height of the eyes")
  }

  @Test func `where there is no wall it stands`() throws {
    let placed = try Pictures.layout(
      SceneMaterial.scene([painting()], in: "mediterranean-terrace-daylight"))
    #expect(placed.first?.placement == .floor)
  }

  @Test func `names tell what hangs on walls`() {
    #expect(Furniture(name: "Round Mirror 60").placement == .wall)
    #expect(Furniture(name: "Wall clock Nord").placement == .wall)
    #expect(Furniture(name: "Floating shelf, oak").placement == .wall)
    #expect(Furniture(name: "Standing mirror").placement == .floor)
    #expect(Furniture(name: "Alarm clock").placement == .tabletop)
    #expect(Furniture(name: "Foundry Bookshelf").placement == .floor)
  }

  @Test func `more than a narrow picture holds is refused, never shown too small`() throws {
    let sofa = try SceneMaterial.item("sofa", kind: .sofa, [220, 88, 92])
    var scene = try SceneMaterial.scene(
      [sofa, sofa, SceneMaterial.armchair()], in: "modern-living-daylight")
    scene.aspect = .tall
    #expect(throws: ImagingError.self) { try Pictures.layout(scene) }
    scene.aspect = .wide
    let eye = 1_155.56 * Double(480) / 1_600
    for one in try Pictures.layout(scene) where one.kind == .sofa {
      let middle = Double(one.away.lowerBound + one.away.upperBound) / 2
      #expect(abs(Double(one.metre) / (eye / middle) - 1) < 0.19)
    }
  }
}
