import Imaging
import Pictures
import Testing

@Suite struct PicturesPlainTests {
  let isReady = PicturesTests.isReady

  @Test(arguments: [PictureFormat.png, .webp], PlainBackdrop.Ground.allCases)
  func `white is pure, and the product fills it`(
    _ format: PictureFormat, _ ground: PlainBackdrop.Ground
  ) throws {
    var scene = SceneMaterial.scene([SceneMaterial.board(90, 60)], on: .white(ground))
    scene.format = format
    for variant in 0..<8 {
      scene.variant = variant
      let picture = try Pictures.compose(scene)
      let view = try PictureView(picture)
      #expect(view.corners.allSatisfy { $0 == [255, 255, 255] })
      let edge = (0..<view.width).map { view.pixel($0, 1) }
      #expect(edge.allSatisfy { $0 == [255, 255, 255] }, "the upper edge is white")
      let found = try SceneMaterial.magenta(picture)
      let wide = Double(found.right - found.left + 1) / Double(picture.width)
      #expect(wide >= 0.85 && wide < 0.97)
    }
  }

  @Test(arguments: [PlainBackdrop.Ground.shadow, .reflection])
  func `nothing of a shadow or reflection reaches the border`(
    _ ground: PlainBackdrop.Ground
  ) throws {
    let items = try [SceneMaterial.armchair(), SceneMaterial.board(90, 60)]
    for (item, variant) in zip(items + items, 0..<4) {
      var scene = SceneMaterial.scene([item], on: .white(ground))
      (scene.format, scene.variant) = (.png, variant)
      let view = try PictureView(Pictures.compose(scene))
      let ends = (0..<view.width).flatMap { [view.pixel($0, 0), view.pixel($0, view.height - 1)] }
      let sides = (0..<view.height).flatMap { [view.pixel(0, $0), view.pixel(view.width - 1, $0)] }
      #expect((ends + sides).allSatisfy { $0 == [255, 255, 255] })
    }
  }

  @Test func `a brand's colour is exactly that colour`() throws {
    let green = try #require(PlainBackdrop(.flat, colour: "#2f5d50"))
    let picture = try Pictures.compose(
      SceneMaterial.scene([SceneMaterial.armchair()], on: green))
    #expect(try PictureView(picture).corners.allSatisfy { $0 == [0x2f, 0x5d, 0x50] })
  }

  @Test func `a gradient grows lighter towards the top`() throws {
    let sand = try #require(PlainBackdrop(.gradient, colour: "#d8c3a5"))
    let picture = try Pictures.compose(SceneMaterial.scene([SceneMaterial.armchair()], on: sand))
    let light = try Pictures.luminance(picture.bytes)
    #expect(Int(light[0]) > Int(light[light.count - 1]) + 20)
  }

  @Test func `polished ground shows the product once more`() throws {
    let item = SceneMaterial.board(60, 60)
    func below(_ ground: PlainBackdrop.Ground) throws -> [UInt8] {
      let picture = try Pictures.compose(SceneMaterial.scene([item], on: .white(ground)))
      let found = try SceneMaterial.magenta(
        Pictures.compose(SceneMaterial.scene([item], on: .white(.nothing))))
      let middle = (found.left + found.right) / 2
      return try PictureView(picture).pixel(middle, found.bottom + 6)
    }
    #expect(try below(.nothing) == [255, 255, 255])
    let mirrored = try below(.reflection)
    #expect(Int(mirrored[1]) < Int(mirrored[0]) - 15, "it has the product's colour")
    let shaded = try below(.shadow)
    #expect(shaded[0] < 250 && shaded[0] == shaded[1], "a shadow is grey")
  }

  @Test func `colours are told from other words`() {
    #expect(PlainBackdrop(.flat, colour: "#A0b1C2")?.rgb == [0xa0, 0xb1, 0xc2])
    for word in ["", "red", "#12345", "#1234567", "#12345g", "123456"] {
      #expect(PlainBackdrop(.flat, colour: word) == nil)
    }
  }
}
