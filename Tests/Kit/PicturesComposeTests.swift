import Imaging
import Pictures
import Testing

@Suite struct PicturesComposeTests {
  let isReady = PicturesTests.isReady

  private func scene(_ product: String = "armchair", in room: String) throws -> Scene {
    let cutOut = try Pictures.cutOut(ImagingMaterial.sample("\(product)-white"))
    let (plate, file) = try ImagingMaterial.room(room)
    return Scene(
      cutOut: cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY, widthCM: 83, heightCM: 79,
      depthCM: 81, plate: plate, plateFile: file, seed: 5, longestSide: 480, format: .png)
  }

  @Test func `the same scene gives the same picture and another variant another`() throws {
    var scene = try scene(in: "boho-corner-daylight")
    let first = try Pictures.compose(scene)
    #expect(try Pictures.compose(scene) == first)
    scene.variant = 1
    let second = try Pictures.compose(scene)
    #expect(second != first)
    scene.variant = 0
    scene.seed = 6
    #expect(try Pictures.compose(scene) != first)
  }

  @Test(arguments: Aspect.allCases)
  func `every shape has its size`(_ aspect: Aspect) throws {
    var scene = try scene(in: "classic-dining-evening")
    scene.aspect = aspect
    let picture = try Pictures.compose(scene)
    #expect(max(picture.width, picture.height) == 480)
    #expect(abs(Double(picture.width) / Double(picture.height) - aspect.ratio) < 0.01)
  }

  @Test func `a product stands in its own shadow`() throws {
    var scene = try scene(in: "scandinavian-living-daylight")
    scene.plateFile = ImagingMaterial.whitePNG(width: 1_600, height: 1_200)
    let picture = try Pictures.compose(scene)
    let light = try Pictures.luminance(picture.bytes)
    func row(_ share: Double) -> ArraySlice<UInt8> {
      let start = Int(Double(picture.height) * share) * picture.width
      return light[start..<start + picture.width]
    }
    #expect(row(0.03).allSatisfy { $0 > 235 }, "above the product nothing is darkened")
    let floor = row(0.815)
    #expect(floor.contains { $0 < 150 }, "there is a dark place below the product")
    let soft = floor.count { $0 > 170 && $0 < 235 }
    #expect(soft > picture.width / 20, "the shadow fades softly")
  }

  @Test func `lamps hang and small things stand on a table`() throws {
    for (product, placement) in [("pendant-lamp", Placement.ceiling), ("vase", .tabletop)] {
      var scene = try scene(product, in: "japandi-bedroom-evening")
      scene.placement = placement
      (scene.widthCM, scene.heightCM, scene.depthCM) = (nil, nil, nil)
      #expect(try Pictures.compose(scene).width == 480)
    }
  }

  @Test func `a scene that makes no sense is refused`() throws {
    var scene = try scene(in: "minimal-studio-evening")
    scene.plateFile = try ImagingMaterial.sample("sofa-white")
    #expect(throws: ImagingError.self) { try Pictures.compose(scene) }
    scene.cutOut = Array("not a picture".utf8)
    #expect(throws: ImagingError.self) { try Pictures.compose(scene) }
  }
}
